//! The feed of facts: what the analyses need of each ticket, in compact rows.

use serde::{Deserialize, Serialize};
use tickets::{Category, Status};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::schema;

/// The answer of `GET /facts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Facts {
    /// The desk's generation. If it changes, the reader discards its copy and reads from 0.
    pub desk: Uuid,
    /// The places of the rows in this answer.
    pub places: Vec<String>,
    /// One row for each ticket that changed after `after`, in its current state.
    #[schema(schema_with = rows)]
    pub rows: Vec<FactRow>,
    /// The `after` of the next request.
    #[schema(minimum = 0)]
    pub next: u64,
    /// The `mark` of the next request: made of a command with the number `next`. Null for numbers from before marks.
    #[serde(default)]
    pub mark: Option<Uuid>,
}

/// `[row, opened_ms, closed_ms|null, status, category, place|null]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRow(
    /// The ticket's row in this desk's database: a small integer that identifies the ticket.
    pub u32,
    /// When the ticket was opened, in UTC milliseconds.
    pub i64,
    /// When the ticket was closed, in UTC milliseconds.
    pub Option<i64>,
    /// The ticket's status.
    pub Status,
    /// The ticket's category.
    pub Category,
    /// The ticket's place: an index into [`Facts::places`].
    pub Option<u32>,
);

fn rows() -> utoipa::openapi::Array {
    utoipa::openapi::ArrayBuilder::new()
        .items(schema::fact_row())
        .build()
}
