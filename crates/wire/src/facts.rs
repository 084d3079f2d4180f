//! What the analyses need of each ticket, compact: a million tickets in one catch-up.

use serde::{Deserialize, Serialize};
use tickets::{Category, Status};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::schema;

/// The answer of `GET /facts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Facts {
    /// The desk's generation: a follower that meets another starts from nothing.
    pub desk: Uuid,
    /// The places that the rows of this answer point to.
    pub places: Vec<String>,
    /// One row for each ticket that changed since `after`, in its latest state.
    #[schema(schema_with = rows)]
    pub rows: Vec<FactRow>,
    /// The number to ask for next.
    #[schema(minimum = 0)]
    pub next: u64,
}

/// `[row, opened_ms, closed_ms|null, status, category, place|null]`: the ticket's local row (a small
/// integer), UTC milliseconds, and an index into [`Facts::places`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRow(
    /// The ticket's local row.
    pub u32,
    /// When it was opened.
    pub i64,
    /// When it was closed.
    pub Option<i64>,
    /// Where it stands.
    pub Status,
    /// What kind of problem it is.
    pub Category,
    /// Where it is.
    pub Option<u32>,
);

fn rows() -> utoipa::openapi::Array {
    utoipa::openapi::ArrayBuilder::new()
        .items(schema::fact_row())
        .build()
}
