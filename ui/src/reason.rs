//! The words that decided the category of a ticket: as a list, and marked in the text.

use std::fmt;

use crate::filters;
use askama::Template;
use askama::filters::{Escaper, Html, HtmlSafe};
use tickets::Assignment;
use tickets::boilerplate::{OwnText, own_text};

/// The category of the text that is being typed, into `#report-assignment` or `#report-again-assignment`. Empty
/// without an assignment.
#[derive(Debug, Template)]
#[template(path = "reason/assignment_note.html")]
pub struct AssignmentNote<'a> {
    /// The assignment of the present text.
    pub assignment: Option<&'a Assignment>,
}

impl HtmlSafe for AssignmentNote<'_> {}

impl AssignmentNote<'_> {
    fn words(&self) -> Vec<&str> {
        self.assignment.map(words).unwrap_or_default()
    }
}

/// The words with a positive weight for the category, largest weight first.
#[must_use]
pub fn words(assignment: &Assignment) -> Vec<&str> {
    assignment
        .because
        .iter()
        .filter(|reason| reason.weight > 0.0)
        .map(|reason| reason.word.as_str())
        .collect()
}

/// A text in which the words that decided its category are in `<mark>`, except in its signature and quoted replies,
/// which the classifier does not read. The text is escaped, and `<mark>` is the only tag.
#[derive(Clone, Debug)]
pub struct Marked<'a> {
    text: &'a str,
    own: OwnText,
    words: Vec<&'a str>,
}

impl<'a> Marked<'a> {
    /// Marks the reasons of `assignment` in `text`.
    #[must_use]
    pub fn new(text: &'a str, assignment: Option<&'a Assignment>) -> Self {
        Self {
            text,
            own: own_text(text),
            words: assignment.map(words).unwrap_or_default(),
        }
    }

    fn is_reason(&self, word: &str, at: usize) -> bool {
        !self.words.is_empty()
            && self.words.contains(&word.to_lowercase().as_str())
            && self.own.contains(&(at..at + word.len()))
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
            let at = self.text.len() - from_word.len();
            if self.is_reason(word, at) {
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
