//! Imports and exports of tickets as two CSV files, one of tickets and one of messages.
//!
//! ```text
//!   tickets    number,description,place,category,status,opened_at,modified_at,closed_at
//!              [,id,category_by,reporter_role,reporter_name]
//!   messages   number,at,role,name,body
//! ```
//!
//! Times are RFC 3339. Importing an export elsewhere results in the same tickets; `docs/CSV.md` says what is lost. All rows of an
//! import are checked before the first is written, and written in one transaction: a bad row imports nothing.

mod export;
mod import;
mod imported_ticket;
mod messages;
mod out_file;
mod quotation;
mod rows;
mod tickets;

use std::path::PathBuf;

use thiserror::Error;

pub use export::{Export, Exported};
pub use import::Import;

use crate::StoreError;

/// The progress of an import or export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The present step.
    pub step: Step,
    /// The number of finished rows of the step.
    pub done: u64,
    /// The number of rows of the step, if known.
    pub total: Option<u64>,
}

/// The steps of an import or export, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rows are read and checked.
    Reading,
    /// Tickets without a category are classified.
    Classifying,
    /// Tickets are written, into the desk or into a file.
    Writing,
    /// The search index is merged, after a large import. `done` counts its pages; their number is not known.
    Merging,
}

/// Progress is reported once per this number of rows.
const EVERY: u64 = 1_000;

/// Why nothing was imported or exported.
#[derive(Clone, Debug, Error)]
pub enum CsvError {
    /// A row that cannot be imported.
    #[error("{file}, line {line}: {reason}. Nothing was imported", file = file.display())]
    BadRow {
        /// The path of the file.
        file: PathBuf,
        /// The line in which the row begins, or the bad quotation mark is, counted from 1 as an editor does.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The columns are separated by another character than a comma.
    #[error("{file} separates its columns with {separator}. Save it with commas. Nothing was imported", file = file.display())]
    Separator {
        /// The path of the file.
        file: PathBuf,
        /// The name of the character: "semicolons", "tabs".
        separator: &'static str,
    },
    /// The export would overwrite a file of the desk, or one of its own.
    #[error("{file} was not written: {why}. Choose another folder or name", file = file.display())]
    Protected {
        /// The path of the file.
        file: PathBuf,
        /// What the file is, as a clause.
        why: &'static str,
    },
    /// A file that cannot be read or written.
    #[error("{file} could not be used: {reason}", file = file.display())]
    File {
        /// The path of the file.
        file: PathBuf,
        /// The system's error.
        reason: String,
    },
    /// The classifier panicked.
    #[error("the classifier failed. Nothing was imported")]
    Classifier,
    /// The desk could not be read or written.
    #[error(transparent)]
    Desk(#[from] StoreError),
}
