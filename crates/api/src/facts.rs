//! `/facts`: the feed, with only what the analyses need.

use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use desk::Desk;
use wire::{FactRow, Facts, FeedQuery};

use crate::access::Follower;
use crate::answer::{ask, blocking};
use crate::changes::moved;
use crate::document::Reads;
use crate::params::Params;
use crate::problem::{Answer, Problem};

/// Tells the facts of the tickets that changed since a number, compact. With `wait` it answers as soon as
/// there is a change.
#[utoipa::path(get, path = "/facts", operation_id = "facts", params(FeedQuery),
    responses((status = 200, description = "What changed", body = Facts), Reads))]
pub async fn since(
    _: Follower,
    State(desk): State<Desk>,
    Params(query): Params<FeedQuery>,
) -> Answer<([(HeaderName, &'static str); 1], Vec<u8>)> {
    let (after, limit) = moved(&desk, query).await?;
    let facts = ask(desk, move |desk| desk.facts(after, limit)).await?;
    // A hundred thousand rows take a while to write out, too long for a thread that serves others.
    let body = blocking(move || serde_json::to_vec(&told(facts))).await?;
    let body = body.map_err(|error| Problem::unexpected(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/json")], body))
}

fn told(facts: desk::Facts) -> Facts {
    let row = |fact: desk::Fact| {
        FactRow(
            fact.row,
            fact.opened_ms,
            fact.closed_ms,
            fact.status,
            fact.category,
            fact.place,
        )
    };
    Facts {
        desk: facts.desk,
        places: facts.places,
        rows: facts.rows.into_iter().map(row).collect(),
        next: facts.next,
    }
}
