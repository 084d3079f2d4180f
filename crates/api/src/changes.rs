//! `/changes`: the feed of tickets and messages.

use axum::extract::State;
use desk::Desk;
use wire::{Changes, FeedQuery, Message, Ticket};

use crate::access::FeedReader;
use crate::blocking::{RawJson, read_as_json};
use crate::feed::wait_for_change;
use crate::openapi::FeedProblems;
use crate::problem::Answer;
use crate::query_params::QueryParams;

/// Lists the tickets and messages that changed after a position of the feed, each once, in its current state. With
/// `wait`, the answer is sent at the next change.
#[utoipa::path(get, path = "/changes", operation_id = "changes", params(FeedQuery),
    responses((status = 200, description = "What changed", body = Changes), FeedProblems))]
pub async fn list(
    _: FeedReader,
    State(desk): State<Desk>,
    QueryParams(query): QueryParams<FeedQuery>,
) -> Answer<RawJson> {
    let (after, limit) = wait_for_change(&desk, query).await?;
    read_as_json(desk, move |desk| desk.changes(after, limit).map(to_wire)).await
}

fn to_wire(changes: desk::Changes) -> Changes {
    Changes {
        desk: changes.desk,
        tickets: changes.tickets.into_iter().map(Ticket::from).collect(),
        messages: changes.messages.into_iter().map(Message::from).collect(),
        next: changes.next,
    }
}
