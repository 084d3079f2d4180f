//! The feed: what changed since a number, each thing once, in its latest state.

use tickets::{Category, Message, Status, Ticket};
use uuid::Uuid;

/// Tickets and messages that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// The desk's generation.
    pub desk: Uuid,
    /// Tickets, in the order of their stamps.
    pub tickets: Vec<Ticket>,
    /// Messages, in the order of their stamps.
    pub messages: Vec<Message>,
    /// What to ask for next: the last stamp covered.
    pub next: u64,
}

/// What the analyses need of the tickets that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The desk's generation.
    pub desk: Uuid,
    /// The places that [`Fact::place`] points to.
    pub places: Vec<String>,
    /// One for each ticket that changed.
    pub rows: Vec<Fact>,
    /// What to ask for next: the last stamp covered.
    pub next: u64,
}

/// What the analyses need of one ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The ticket's local row in this store: small integers, without many gaps.
    pub row: u32,
    /// When it was opened, in milliseconds since 1970 (UTC).
    pub opened_ms: i64,
    /// When it was closed.
    pub closed_ms: Option<i64>,
    /// Where it stands.
    pub status: Status,
    /// What kind of problem it is.
    pub category: Category,
    /// Index into this answer's places; none if the ticket has no place.
    pub place: Option<u32>,
}
