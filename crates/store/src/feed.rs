//! The feed: what changed since a number, each ticket and message once, in its latest state.

use tickets::{Category, Message, Status, Ticket};
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
/// - A position is a generation and a number. A follower that receives another generation discards its replica.
pub trait Feed: Send + Sync + 'static {
    /// The tickets and messages whose stamp is greater than `after`, in the order of their stamps, covering at
    /// most `limit` stamps.
    fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError>;

    /// The facts of the tickets whose stamp is greater than `after`, covering at most `limit` stamps.
    fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError>;

    /// The number of the last accepted command; the channel announces the next.
    fn feed(&self) -> watch::Receiver<u64>;

    /// The desk's generation: new at creation and at restore from a backup.
    fn generation(&self) -> Uuid;
}

/// Tickets and messages that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// The desk's generation.
    pub desk: Uuid,
    /// Tickets, in the order of their stamps.
    pub tickets: Vec<Ticket>,
    /// Messages, in the order of their stamps.
    pub messages: Vec<Message>,
    /// The last stamp covered: `after` of the next call.
    pub next: u64,
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
