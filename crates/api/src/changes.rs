//! `/changes`: the feed of tickets, messages and lines of history.

use axum::extract::State;
use desk::sync::to_wire_changes;
use wire::{Changes, FeedQuery};

use crate::access::FeedReader;
use crate::bounded_desk::BoundedDesk;
use crate::desk_calls::{RawJson, read_as_json};
use crate::feed::wait_for_change;
use crate::openapi::FeedProblems;
use crate::problem::Answer;
use crate::query_params::QueryParams;

/// Lists the tickets, messages and lines of history that changed after a position of the feed, each once, in its current state. With
/// `wait`, the answer is sent at the next change.
#[utoipa::path(get, path = "/changes", operation_id = "changes", params(FeedQuery),
    responses((status = 200, description = "What changed", body = Changes), FeedProblems))]
pub async fn list(
    _: FeedReader,
    State(desk): State<BoundedDesk>,
    QueryParams(query): QueryParams<FeedQuery>,
) -> Answer<RawJson> {
    let (after, limit) = wait_for_change(&desk, query).await?;
    read_as_json(desk, move |desk| desk.changes(after, limit).map(to_wire_changes)).await
}
