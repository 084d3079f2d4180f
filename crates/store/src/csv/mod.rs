//! Tickets out to files and in from them: two CSV files, one of tickets and one of messages.
//!
//! ```text
//!   tickets    number,description,place,category,status,opened_at,modified_at,closed_at[,id,category_by]
//!   messages   number,at,role,name,body
//! ```
//!
//! Times are RFC 3339. What was exported can be imported elsewhere and gives the same tickets. An import is
//! checked whole before the first row is written, and written in one transaction: a bad row imports nothing.

mod export;
mod import;
mod imported_ticket;
mod messages;
mod rows;
mod tickets;

use std::path::PathBuf;

use thiserror::Error;

pub use export::{Export, Exported};
pub use import::Import;
pub(crate) use imported_ticket::ImportedTicket;

use crate::StoreError;

/// What an import brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many tickets.
    pub tickets: u64,
    /// How many messages.
    pub messages: u64,
}

/// How far an import or export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub step: Step,
    /// How many rows of the step are done.
    pub done: u64,
    /// How many there are, if that is known.
    pub total: Option<u64>,
}

/// What an import or export does, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rows are read and checked.
    Reading,
    /// The classifier looks at tickets that bring no category.
    Classifying,
    /// Tickets are written, into the desk or into a file.
    Writing,
}

/// How often progress is told, in rows.
const EVERY: u64 = 1_000;

/// Why nothing was imported or exported.
#[derive(Clone, Debug, Error)]
pub enum CsvError {
    /// A row that cannot be imported.
    #[error("{file}, line {line}: {reason}. Nothing was imported", file = file.display())]
    BadRow {
        /// The file.
        file: PathBuf,
        /// The line in which the row begins, counted from 1; the columns' names are in line 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A file that cannot be read or written.
    #[error("{file} could not be used: {reason}", file = file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The classifier ended in a bug.
    #[error("the classifier failed. Nothing was imported")]
    Classifier,
    /// The desk.
    #[error(transparent)]
    Desk(#[from] StoreError),
}
