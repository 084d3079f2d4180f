//! Follows the desk's feed: asks what changed, applies the answer, and asks again.

use std::time::Duration;

use anyhow::Context;
use backon::{ExponentialBuilder, Retryable};
use wire::{Client, ClientError};

use crate::clock::now;
use crate::{Analysis, FactPage, SharedState};

/// The numbers of the feed in one request: an answer takes half a megabyte, and the desk holds several at once.
const PAGE: usize = 8_000;

/// How long the desk may hold a request while nothing changes.
const LONG_POLL: Duration = Duration::from_secs(25);

/// Updates the state from the feed. Never returns.
pub async fn follow<A: Analysis>(client: Client, state: &SharedState<A>) {
    loop {
        let step = || step(&client, state);
        let record = |error: &anyhow::Error, pause: Duration| {
            let error = format!("{error}: {}", error.root_cause());
            tracing::warn!("{error}; the next attempt is in {pause:.1?}");
            state.set_error(error);
        };
        // The retries never end, so the last error is never returned.
        let _ = step.retry(pauses()).notify(record).await;
    }
}

async fn step<A: Analysis>(client: &Client, state: &SharedState<A>) -> anyhow::Result<()> {
    let status = state.status().borrow().clone();
    let wait = if status.caught_up {
        LONG_POLL
    } else {
        Duration::ZERO
    };
    let page = client.facts_as(status.position, status.mark, PAGE, wait).await;
    if is_conflict(&page) {
        tracing::warn!("the desk was restored or forked; its feed is read from the beginning");
        state.reset();
        return Ok(());
    }
    let page: FactPage = page.context("asking the desk what changed")?;
    state.apply(&page, PAGE, now()).await;
    Ok(())
}

/// Whether the desk has another mark at the position.
fn is_conflict<T>(page: &Result<T, ClientError>) -> bool {
    matches!(page, Err(ClientError::Refused { status: 409, .. }))
}

/// From 0.2 to 2 seconds: the desk is on this machine or near, and people wait for its figures.
fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(200))
        .with_max_delay(Duration::from_secs(2))
        .with_jitter()
        .without_max_times()
}
