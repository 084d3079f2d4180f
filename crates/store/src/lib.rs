//! Where tickets are kept.
//!
//! [`TicketStore`] is the contract; [`SqliteStore`] keeps a desk in one SQLite file. The contract suite
//! in `tests/contract` is written against the trait, so that every implementation runs it unchanged.
//!
//! What the trait promises:
//! - An accepted command changed the ticket, added a line to its history and moved the feed by one, in one
//!   transaction, which is durable before [`TicketStore::apply`] returns.
//! - A command id is kept for good: repeated with the same content, it gets the ticket as it is now;
//!   with other content it is refused. Refusals are not remembered.
//! - The feed has no gaps and is never behind a read.

pub mod csv;
mod drafts;
mod error;
mod feed;
mod lessons;
mod list;
mod lock;
pub mod sqlite;

pub use drafts::{Draft, DraftKey, DraftPage, Drafts, ReportedHere};
pub use error::StoreError;
pub use feed::{Changes, Fact, Facts};
pub use lessons::{Correction, Learning, Lessons, StoredModel};
pub use list::{Anchor, Cursor, Listing, Page};
pub use lock::{DeskLock, Holder, holder};
pub use sqlite::SqliteStore;

use chrono::{DateTime, Utc};
use tickets::{Command, Counts, Message, QueueRow, Refusal, Ticket, TicketPage, TicketRef};
use tokio::sync::watch;
use uuid::Uuid;

/// The answer to a command: what it did, or why it was refused.
pub type Decision = Result<Accepted, Refusal>;

/// A command that was accepted, now or earlier.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// The ticket as it is now.
    pub ticket: Ticket,
    /// The message that the command wrote, if it wrote one.
    pub message: Option<tickets::Message>,
    /// Whether the command had been accepted before and did nothing now.
    pub repeated: bool,
}

/// A place that keeps tickets. All methods block; callers in async code put them on a blocking thread.
pub trait TicketStore: Lessons + Send + Sync + 'static {
    /// Applies one command, durably.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be decided or kept; then it left no trace.
    fn apply(&self, command: Command, now: DateTime<Utc>) -> Result<Decision, StoreError>;

    /// One ticket.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn ticket(&self, which: TicketRef) -> Result<Option<Ticket>, StoreError>;

    /// One ticket with its thread and history.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn ticket_page(&self, which: TicketRef) -> Result<Option<TicketPage>, StoreError>;

    /// A ticket's messages, oldest first; none if there is no such ticket.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    fn messages(&self, which: TicketRef) -> Result<Vec<Message>, StoreError>;

    /// A page of a list, as rows.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn rows(&self, listing: &Listing) -> Result<Page<QueueRow>, StoreError>;

    /// A page of a list, as whole tickets.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn tickets(&self, listing: &Listing) -> Result<Page<Ticket>, StoreError>;

    /// How many tickets there are, by status, category and sureness.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    fn counts(&self) -> Result<Counts, StoreError>;

    /// Up to `limit` places used before that begin with `prefix` (compared without case), most used first.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    fn places(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError>;

    /// The tickets and messages whose latest stamp is greater than `after`, in the order of their stamps,
    /// covering at most `limit` stamps.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError>;

    /// The same for what the analyses need of a ticket.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError>;

    /// The number of the last accepted command, and a way to wait for the next.
    fn feed(&self) -> watch::Receiver<u64>;

    /// The desk's generation: new at creation and at restore from a backup. A follower that meets another
    /// starts from nothing.
    fn generation(&self) -> Uuid;
}
