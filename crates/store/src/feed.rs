//! The feed: what changed since a number. Each ticket, message and line of history once, in its latest state.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{Category, HistoryEntry, Message, Status, Ticket, TicketId};
use tokio::sync::watch;
use uuid::Uuid;

use crate::StoreError;

/// The changes of a desk, for followers: replicas, live pages, analyses.
///
/// Promises:
/// - Every accepted command gets the next number, and its ticket, message and line of history get that number as
///   their stamp. There are no gaps. A ticket's stamp is that of its last change.
/// - What shares a stamp is never split between two answers.
/// - The feed is never behind a read: a change that was read is in the next answer.
/// - A position is a generation, a number and a mark: made of the lowest command id with that stamp and its time. A follower that receives
///   another generation, or another mark for its number, discards its replica: the desk was restored or forked.
/// - Numbers before the desk's migration to marks may have no mark. `None` is not compared.
pub trait Feed: Send + Sync + 'static {
    /// The tickets, messages and lines of history whose stamp is greater than `after`, each in the order of their
    /// stamps. The answer covers at most `limit` stamps of tickets and messages, and ends earlier if it would exceed
    /// [`LINES`] lines of history per stamp, or about [`BYTES`] bytes.
    fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError>;

    /// The changes after `after` of a replica that contains unclosed tickets only: unclosed tickets with their messages and
    /// lines of history, and the tickets that were closed.
    ///
    /// `fresh` is the desk's last number when the replica began to read from 0. Until the replica has reached it, it needs no
    /// closed tickets: an answer with `after < fresh` contains none, and covers no number beyond `fresh`.
    ///
    /// The answer covers at most `limit` stamps of such tickets, and ends earlier if it would exceed about [`BYTES`] bytes.
    fn unclosed_changes(&self, after: u64, fresh: u64, limit: usize) -> Result<UnclosedChanges, StoreError>;

    /// The facts of the tickets whose stamp is greater than `after`, covering at most `limit` stamps. The
    /// answer ends earlier if it would exceed about [`BYTES`] bytes.
    fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError>;

    /// The mark of a number ([`shared::mark`](crate::shared::mark)), from the lowest command id with that stamp. `None`: the number has no mark, or is not reached.
    fn mark_at(&self, number: u64) -> Result<Option<Uuid>, StoreError>;

    /// The number of the last accepted command; the channel announces the next.
    fn feed(&self) -> watch::Receiver<u64>;

    /// The desk's generation: new at creation and at restore from a backup.
    fn generation(&self) -> Uuid;

    /// Which copy of the desk this is. If another server takes over the storage, it is another one, and what was read of the feed
    /// may not be in it.
    fn timeline(&self) -> u64 {
        0
    }
}

/// The maximum number of lines of history in an answer, per stamp of its limit.
pub const LINES: usize = 8;

/// The size in bytes after which an answer ends. It always covers one stamp, which may be larger.
pub const BYTES: u64 = 8 << 20;

/// Tickets and messages that changed, and lines of history that were added.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// The desk's generation.
    pub desk: Uuid,
    /// Tickets, in the order of their stamps.
    pub tickets: Vec<Ticket>,
    /// Messages, in the order of their stamps.
    pub messages: Vec<Message>,
    /// Lines of history, in the order of their stamps.
    pub history: Vec<HistoryLine>,
    /// The last stamp covered: `after` of the next call.
    pub next: u64,
    /// The mark of `next`.
    pub mark: Option<Uuid>,
}

/// What a replica of the unclosed tickets has to change.
#[derive(Clone, Debug, PartialEq)]
pub struct UnclosedChanges {
    /// Unclosed tickets with their messages and lines of history.
    pub changes: Changes,
    /// The tickets that were closed, in the order of their stamps.
    pub closed: Vec<ClosedTicket>,
    /// The desk's last number at the moment of this answer.
    pub head: u64,
}

/// A ticket that was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedTicket {
    /// Its id.
    pub id: TicketId,
    /// Its short number.
    pub number: Option<u64>,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
}

impl ClosedTicket {
    /// The closed ticket; `None` if the ticket is not closed.
    #[must_use]
    pub fn of(ticket: &Ticket) -> Option<Self> {
        Some(Self {
            id: ticket.id,
            number: ticket.number,
            closed_at: ticket.closed_at?,
        })
    }
}

/// A line of the history of a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// The ticket that it belongs to.
    pub ticket: TicketId,
    /// When the command was given, by the caller's clock; `None`: not known.
    pub given_at: Option<DateTime<Utc>>,
    /// The line.
    pub entry: HistoryEntry,
}

/// The tickets that changed, as facts for the analyses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The desk's generation.
    pub desk: Uuid,
    /// The places that [`Fact::place`] points to.
    pub places: Vec<String>,
    /// One fact for each ticket that changed.
    pub rows: Vec<Fact>,
    /// The last stamp covered: `after` of the next call.
    pub next: u64,
    /// The mark of `next`.
    pub mark: Option<Uuid>,
}

/// The columns of a ticket that the analyses count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The ticket's row in this store: a small integer, with few gaps.
    pub row: u32,
    /// When it was opened, in milliseconds since 1970 (UTC).
    pub opened_ms: i64,
    /// When it was closed, in milliseconds since 1970 (UTC).
    pub closed_ms: Option<i64>,
    /// Its status.
    pub status: Status,
    /// Its category.
    pub category: Category,
    /// Index into [`Facts::places`]; `None`: the ticket has no place.
    pub place: Option<u32>,
}
