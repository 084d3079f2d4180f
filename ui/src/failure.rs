//! When something went wrong: what happened, what it means, what to do. Never a code word alone.

use askama::Template;
use askama::filters::HtmlSafe;

/// A failure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened: "The report could not be saved: the disk is full."
    pub what: String,
    /// What it means for the person: "Nothing is lost: your text is still here."
    pub means: String,
    /// What to do: "Free some space and send it again."
    pub todo: String,
    /// What an administrator wants to know, in small print.
    pub detail: Option<String>,
}

/// A command failed. Into `#notices`, so that the form it came from stays as it is.
#[derive(Debug, Template)]
#[template(path = "failure/failed.html")]
pub struct Failed<'a> {
    /// In words.
    pub failure: &'a Failure,
}

impl HtmlSafe for Failed<'_> {}

/// The desk could not be opened. The whole page, into `#page`.
#[derive(Debug, Template)]
#[template(path = "failure/start_failed.html")]
pub struct StartFailed<'a> {
    /// In words.
    pub failure: &'a Failure,
    /// The file that could not be opened.
    pub file: &'a str,
}
