//! `/facts`: the feed, reduced to what the analyses need.

use axum::extract::State;
use wire::{FactRow, Facts, FeedQuery};

use crate::access::FeedReader;
use crate::bounded_desk::BoundedDesk;
use crate::desk_calls::{RawJson, read_as_json};
use crate::feed::wait_for_change;
use crate::openapi::FeedProblems;
use crate::problem::Answer;
use crate::query_params::QueryParams;

/// Lists the tickets that changed after a position of the feed as compact rows. With `wait`, the answer is sent at the
/// next change.
#[utoipa::path(get, path = "/facts", operation_id = "facts", params(FeedQuery),
    responses((status = 200, description = "What changed", body = Facts), FeedProblems))]
pub async fn list(
    _: FeedReader,
    State(desk): State<BoundedDesk>,
    QueryParams(query): QueryParams<FeedQuery>,
) -> Answer<RawJson> {
    let (after, limit) = wait_for_change(&desk, query).await?;
    read_as_json(desk, move |desk| desk.facts(after, limit).map(to_wire)).await
}

fn to_wire(facts: desk::Facts) -> Facts {
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
        mark: facts.mark,
    }
}
