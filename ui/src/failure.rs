//! Failures as text: what happened, what it means, what to do.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::backups::Backups;

/// The text of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened: "The report could not be saved: the disk is full."
    pub what: String,
    /// What it means for the person: "Your text is still here."
    pub means: String,
    /// What to do: "Free some space and send it again."
    pub todo: String,
    /// The technical reason, for an administrator.
    pub detail: Option<String>,
}

/// A command failed. Into `#notices`, so that its form stays as it is.
#[derive(Debug, Template)]
#[template(path = "failure/failed.html")]
pub struct Failed<'a> {
    /// The text.
    pub failure: &'a Failure,
}

impl HtmlSafe for Failed<'_> {}

/// The desk could not be opened: the whole page, into `#page`.
#[derive(Debug, Template)]
#[template(path = "failure/start_failed.html")]
pub struct StartFailed<'a> {
    /// The text.
    pub failure: &'a Failure,
    /// The file that could not be opened.
    pub file: &'a str,
    /// The desk's backups, if one of them helps.
    pub backups: Option<Backups<'a>>,
}
