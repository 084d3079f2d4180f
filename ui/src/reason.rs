//! Why a ticket got its category, in words and in the text itself.

use std::fmt;

use crate::filters;
use askama::Template;
use askama::filters::{Escaper, Html, HtmlSafe};
use tickets::Assignment;

/// The assigned category as one types, into `#report-assignment` (or that of a text that is reported again). Empty while there is nothing to say.
#[derive(Debug, Template)]
#[template(path = "reason/assignment_note.html")]
pub struct AssignmentNote<'a> {
    /// What the classifier says of the text so far.
    pub assignment: Option<&'a Assignment>,
}

impl HtmlSafe for AssignmentNote<'_> {}

impl AssignmentNote<'_> {
    fn words(&self) -> Vec<&str> {
        self.assignment.map(words).unwrap_or_default()
    }
}

/// The words that spoke for the category, heaviest first.
#[must_use]
pub fn words(assignment: &Assignment) -> Vec<&str> {
    assignment
        .because
        .iter()
        .filter(|reason| reason.weight > 0.0)
        .map(|reason| reason.word.as_str())
        .collect()
}

/// A text with the words that decided its category marked. Everything is escaped; the only tags are the
/// `<mark>`s put around whole words.
#[derive(Clone, Debug)]
pub struct Marked<'a> {
    text: &'a str,
    words: Vec<&'a str>,
}

impl<'a> Marked<'a> {
    /// Marks the reasons of `assignment` in `text`.
    #[must_use]
    pub fn new(text: &'a str, assignment: Option<&'a Assignment>) -> Self {
        Self {
            text,
            words: assignment.map(words).unwrap_or_default(),
        }
    }

    fn is_reason(&self, word: &str) -> bool {
        !self.words.is_empty() && self.words.contains(&word.to_lowercase().as_str())
    }
}

impl fmt::Display for Marked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.text;
        while let Some(start) = rest.find(char::is_alphanumeric) {
            let (between, from_word) = rest.split_at(start);
            let end = from_word
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(from_word.len());
            let (word, after) = from_word.split_at(end);
            Html.write_escaped_str(&mut *f, between)?;
            if self.is_reason(word) {
                f.write_str("<mark>")?;
                Html.write_escaped_str(&mut *f, word)?;
                f.write_str("</mark>")?;
            } else {
                Html.write_escaped_str(&mut *f, word)?;
            }
            rest = after;
        }
        Html.write_escaped_str(f, rest)
    }
}

impl HtmlSafe for Marked<'_> {}
