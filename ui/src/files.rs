//! What happened to a file: import, export, a saved figure. Into `#notices`.

use askama::Template;

use crate::filters;

/// What was done with a file, or why nothing was done.
#[derive(Debug, Template)]
#[template(path = "files/file_answer.html")]
pub struct FileAnswer<'a> {
    /// What happened.
    pub outcome: FileOutcome<'a>,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOutcome<'a> {
    /// The dialog was closed without a choice.
    Nothing,
    /// The file for the messages, beside that of the tickets, is there already: nothing was written.
    InTheWay {
        /// The messages' file.
        path: &'a str,
    },
    /// The service that has the figures does not answer: nothing was written.
    NoFigures,
    /// All rows of a file became tickets.
    Imported {
        /// How many tickets.
        tickets: u64,
        /// How many messages.
        messages: u64,
    },
    /// A row was not accepted, so nothing was imported.
    Refused {
        /// The file's name.
        file: &'a str,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: &'a str,
    },
    /// Something was written to a file.
    Saved {
        /// What: "2,301 tickets", "The figures", "The picture".
        what: &'a str,
        /// Where.
        path: &'a str,
    },
}
