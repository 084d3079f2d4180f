//! Many tickets at once: imports and exports.

use std::ops::ControlFlow;
use std::path::PathBuf;

use thiserror::Error;
use tickets::{HistoryEntry, Message, Name, Role, Ticket};

use crate::StoreError;

/// Writes many tickets in one transaction, and reads all tickets out.
///
/// Promises:
/// - An import is all or nothing, and durable before [`Bulk::import`] returns. Commands wait for it.
/// - Each ticket of an import gets one number of the feed, shared with its messages and history.
/// - Imported numbers are retained. A ticket without a number gets one that no ticket of the import has.
/// - An import is not a review: a ticket that is imported as closed adds no confusion.
/// - A ticket that the desk has already is not imported again: same description, place and time of opening, and same
///   number if the import names one. Each ticket of the desk stands for one of the import.
pub trait Bulk: Send + Sync + 'static {
    /// Writes all tickets.
    ///
    /// # Errors
    /// [`ImportFailed::Row`] if a ticket's id or number is in use.
    fn import(
        &self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<Imported, ImportFailed>;

    /// The desk as it is at one moment. Other callers may continue to write.
    fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError>;
}

/// The result of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The number of new tickets.
    pub tickets: u64,
    /// The number of their messages.
    pub messages: u64,
    /// The number of tickets that the desk had already. They are unchanged.
    pub known_tickets: u64,
    /// The number of messages that these tickets had already.
    pub known_messages: u64,
    /// The number of other messages of these tickets. They are not imported.
    pub left_out: u64,
}

impl Imported {
    /// Counts a new ticket.
    pub fn add(&mut self, messages: usize) {
        self.tickets += 1;
        self.messages += count(messages);
    }

    /// Counts a ticket that the desk had already, with this many of its messages.
    pub fn add_known(&mut self, messages: usize, known: usize) {
        self.known_tickets += 1;
        self.known_messages += count(known);
        self.left_out += count(messages.saturating_sub(known));
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The progress of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportProgress {
    /// The number of tickets written so far.
    Written(usize),
    /// The number of pages of the search index merged so far; only of large imports.
    Merged(usize),
}

/// A desk at one moment: all reads see the same state.
pub trait Snapshot {
    /// The number of tickets.
    fn ticket_count(&self) -> Result<u64, StoreError>;

    /// Visits each ticket with its reporter, in the order of creation, until `visit` breaks.
    fn each_ticket(
        &self,
        visit: &mut dyn FnMut(&Ticket, &Reporter) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Visits each message with its ticket's number, ticket by ticket, oldest first, until `visit` breaks.
    fn each_message(&self, visit: &mut dyn FnMut(u64, &Message) -> ControlFlow<()>)
    -> Result<(), StoreError>;

    /// The files that the storage consists of and the folder of its backups: an export must not write there
    /// ([`why_protected`](crate::why_protected)). Empty if it is not files.
    fn files(&self) -> Vec<PathBuf>;
}

/// The writer of a report: the role and the name in the first line of the ticket's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reporter {
    /// The role.
    pub role: Role,
    /// The name, if one was given.
    pub name: Option<Name>,
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
