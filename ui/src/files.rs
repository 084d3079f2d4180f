//! The result of an import or an export. Into `#notices`.

use askama::Template;

use crate::filters;

/// The result, as a notice.
#[derive(Debug, Template)]
#[template(path = "files/file_answer.html")]
pub struct FileAnswer<'a> {
    /// The result.
    pub outcome: FileOutcome<'a>,
}

/// The result of an import or an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOutcome<'a> {
    /// The dialog was closed without a choice.
    Nothing,
    /// Nothing was written: the file for the messages already exists.
    InTheWay {
        /// The path of that file.
        path: &'a str,
    },
    /// Nothing was written: the service of the analysis does not answer.
    NoFigures,
    /// All rows of a file were imported, but tickets that the desk had already.
    Imported {
        /// The number of new tickets.
        tickets: u64,
        /// The number of their messages.
        messages: u64,
        /// The number of tickets that the desk had already.
        known_tickets: u64,
        /// The number of new messages of these tickets. They were not imported.
        left_out: u64,
    },
    /// Nothing was imported: a row was rejected.
    Refused {
        /// The name of the file.
        file: &'a str,
        /// The line of the row, from 1.
        line: u64,
        /// The reason, as a clause about the row.
        reason: &'a str,
    },
    /// Nothing was imported: the columns of a file are not separated by commas.
    Separator {
        /// The name of the file.
        file: &'a str,
        /// What separates the columns: "semicolons".
        separator: &'a str,
    },
    /// All tickets and their messages were written into two files.
    Exported {
        /// What the files contain: "2,301 tickets and 4 messages".
        what: &'a str,
        /// The path of the file of tickets.
        path: &'a str,
        /// Identifies the file for the button that shows it in its folder.
        file: usize,
    },
    /// What the page shows was written into a file.
    Saved {
        /// The path of the file.
        path: &'a str,
        /// Identifies the file for the button that shows it in its folder.
        file: usize,
    },
}
