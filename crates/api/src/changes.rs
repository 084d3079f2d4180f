//! `/changes`: the feed, for followers that keep tickets.

use std::time::Duration;

use axum::extract::State;
use desk::Desk;
use wire::{Changes, FeedQuery, Message, Ticket};

use crate::access::Follower;
use crate::answer::{Written, ask_for_much};
use crate::document::Reads;
use crate::params::{Params, within};
use crate::problem::Answer;

/// Tells what changed since a number: each ticket and message once, in its latest state. With `wait` it
/// answers as soon as there is a change.
#[utoipa::path(get, path = "/changes", operation_id = "changes", params(FeedQuery),
    responses((status = 200, description = "What changed", body = Changes), Reads))]
pub async fn since(
    _: Follower,
    State(desk): State<Desk>,
    Params(query): Params<FeedQuery>,
) -> Answer<Written> {
    let (after, limit) = moved(&desk, query).await?;
    ask_for_much(desk, move |desk| desk.changes(after, limit).map(told)).await
}

fn told(changes: desk::Changes) -> Changes {
    Changes {
        desk: changes.desk,
        tickets: changes.tickets.into_iter().map(Ticket::from).collect(),
        messages: changes.messages.into_iter().map(Message::from).collect(),
        next: changes.next,
    }
}

/// Waits, as long as the caller wants, until the feed stands elsewhere than at `after`; gives `after` and
/// `limit`. Who stands beyond the end (of a desk restored from a backup) is answered at once.
pub async fn moved(desk: &Desk, query: FeedQuery) -> Answer<(u64, usize)> {
    let after = query.after.unwrap_or(0);
    let limit = within("limit", query.limit, 50, 1, 100_000)?;
    let wait = within("wait", query.wait, 0, 0, 30)?;
    if wait > 0 {
        let mut feed = desk.feed();
        let moved = feed.wait_for(|last| *last != after);
        // Whether it moved, the time is up or the desk is closing: what there is now is the answer.
        let _ = tokio::time::timeout(Duration::from_secs(u64::from(wait)), moved).await;
    }
    Ok((after, usize::try_from(limit).unwrap_or(usize::MAX)))
}
