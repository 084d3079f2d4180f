//! Stores tickets.
//!
//! [`TicketStore`] is the contract; [`SqliteStore`] stores a desk in one SQLite file. The contract suite
//! in `tests/contract` is written against the trait, so that every implementation runs it unchanged.
//!
//! What the trait promises:
//! - An accepted command changed the ticket, added a line to its history and moved the feed by one, in one
//!   transaction, which is durable before [`TicketStore::apply`] returns.
//! - Commands are idempotent. A command id is stored for good: repeated with the same content, it returns the
//!   ticket as it is now; with other content it is refused. Refusals are not stored.
//! - The feed has no gaps and is never behind a read.

pub mod csv;
mod drafts;
mod error;
mod feed;
mod lessons;
mod list;
mod lock;
pub mod sqlite;

pub use drafts::{Draft, DraftKey, Drafts, FormKind, ReportedHere};
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

/// The answer to a command: accepted with its result, or refused with the reason.
pub type Decision = Result<Accepted, Refusal>;

/// The result of an accepted command.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// The ticket as it is now.
    pub ticket: Ticket,
    /// The message that the command wrote, if it wrote one.
    pub message: Option<tickets::Message>,
    /// Whether the command was accepted before, and changed nothing this time.
    pub repeated: bool,
}

/// A storage of tickets. All methods block: async callers use a blocking thread.
pub trait TicketStore: Lessons + Send + Sync + 'static {
    /// Applies one command, durably. On an error nothing of it is stored.
    fn apply(&self, command: Command, now: DateTime<Utc>) -> Result<Decision, StoreError>;

    /// A ticket, if it exists.
    fn ticket(&self, which: TicketRef) -> Result<Option<Ticket>, StoreError>;

    /// A ticket with its messages and history, if it exists.
    fn ticket_page(&self, which: TicketRef) -> Result<Option<TicketPage>, StoreError>;

    /// A ticket's messages, oldest first; empty if the ticket does not exist.
    fn messages(&self, which: TicketRef) -> Result<Vec<Message>, StoreError>;

    /// A page of a list, as the short rows that lists show.
    fn rows(&self, listing: &Listing) -> Result<Page<QueueRow>, StoreError>;

    /// A page of a list, as whole tickets.
    fn tickets(&self, listing: &Listing) -> Result<Page<Ticket>, StoreError>;

    /// The number of tickets by status, category and sureness.
    fn counts(&self) -> Result<Counts, StoreError>;

    /// Up to `limit` places used before that begin with `prefix` (compared without case), most used first.
    fn places(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError>;

    /// The tickets and messages whose stamp is greater than `after`, in the order of their stamps, covering at
    /// most `limit` stamps.
    fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError>;

    /// The facts of the tickets whose stamp is greater than `after`, covering at most `limit` stamps.
    fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError>;

    /// The number of the last accepted command; the channel announces the next.
    fn feed(&self) -> watch::Receiver<u64>;

    /// The desk's generation: new at creation and at restore from a backup. A follower that receives another
    /// generation discards its replica.
    fn generation(&self) -> Uuid;
}
