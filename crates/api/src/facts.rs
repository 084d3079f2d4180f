//! `/facts`: the feed, with only what the analyses need.

use axum::extract::State;
use desk::Desk;
use wire::{FactRow, Facts, FeedQuery};

use crate::access::Follower;
use crate::answer::{Written, ask_for_much};
use crate::changes::moved;
use crate::document::Reads;
use crate::params::Params;
use crate::problem::Answer;

/// Tells the facts of the tickets that changed since a number, compact. With `wait` it answers as soon as
/// there is a change.
#[utoipa::path(get, path = "/facts", operation_id = "facts", params(FeedQuery),
    responses((status = 200, description = "What changed", body = Facts), Reads))]
pub async fn since(
    _: Follower,
    State(desk): State<Desk>,
    Params(query): Params<FeedQuery>,
) -> Answer<Written> {
    let (after, limit) = moved(&desk, query).await?;
    ask_for_much(desk, move |desk| desk.facts(after, limit).map(told)).await
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
