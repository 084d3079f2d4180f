//! What the analyses need of each ticket, compact: a million tickets in one catch-up.

use serde::{Deserialize, Serialize};
use tickets::{Category, Status};
use uuid::Uuid;

/// The answer of `GET /facts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The desk's generation: a follower that meets another starts from nothing.
    pub desk: Uuid,
    /// The places that the rows of this answer point to.
    pub places: Vec<String>,
    /// One row for each ticket that changed since `after`, in its latest state.
    pub rows: Vec<FactRow>,
    /// The number to ask for next.
    pub next: u64,
}

/// `[row, opened_ms, closed_ms|null, status, category, place|null]`: the ticket's local row (a small
/// integer), UTC milliseconds, and an index into [`Facts::places`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRow(
    pub u32,
    pub i64,
    pub Option<i64>,
    pub Status,
    pub Category,
    pub Option<u32>,
);
