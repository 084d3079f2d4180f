//! Many tickets at once: imports and exports.

use std::ops::ControlFlow;
use std::path::PathBuf;

use thiserror::Error;
use tickets::{HistoryEntry, Message, Ticket};

use crate::StoreError;

/// Writes many tickets in one transaction, and reads all tickets out.
///
/// Promises:
/// - An import is all or nothing, and durable before [`Bulk::import`] returns. Commands wait for it.
/// - Each ticket of an import gets one number of the feed, shared with its messages and history.
/// - Imported numbers are retained. A ticket without a number gets one that no ticket of the import has.
/// - An import is not a review: a ticket that is imported as closed adds no confusion.
pub trait Bulk: Send + Sync + 'static {
    /// Writes all tickets. `progress` receives the number of tickets written so far.
    ///
    /// # Errors
    /// [`ImportFailed::Row`] if a ticket's id or number is in use.
    fn import(
        &self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(usize),
    ) -> Result<(), ImportFailed>;

    /// The desk as it is at one moment. Other callers may continue to write.
    fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError>;
}

/// A desk at one moment: all reads see the same state.
pub trait Snapshot {
    /// The number of tickets.
    fn ticket_count(&self) -> Result<u64, StoreError>;

    /// Visits each ticket, in the order of creation, until `visit` breaks.
    fn each_ticket(&self, visit: &mut dyn FnMut(&Ticket) -> ControlFlow<()>) -> Result<(), StoreError>;

    /// Visits each message with its ticket's number, ticket by ticket, oldest first, until `visit` breaks.
    fn each_message(&self, visit: &mut dyn FnMut(u64, &Message) -> ControlFlow<()>)
    -> Result<(), StoreError>;

    /// The files that the storage consists of, which an export must not overwrite; empty if it is not files.
    fn files(&self) -> Vec<PathBuf>;
}

/// A ticket to import, with its past.
#[derive(Clone, Debug)]
pub struct ImportedTicket {
    /// Where the ticket was read from: the line of its file. Reported with [`ImportFailed::Row`].
    pub line: u64,
    /// The ticket as it is now. Its version is that of the last line of history.
    pub ticket: Ticket,
    /// One line for each command that must have been given.
    pub history: Vec<HistoryEntry>,
    /// Its messages, each with the version of the ticket after it.
    pub messages: Vec<(u64, Message)>,
}

/// Why an import was not written. Nothing of it is stored.
#[derive(Clone, Debug, Error)]
pub enum ImportFailed {
    /// The row at this line conflicts with a ticket of the desk.
    #[error("line {0}: {1}")]
    Row(u64, String),
    /// The desk could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}
