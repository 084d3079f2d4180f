//! Following the desk: ask what changed, take it in, ask again.

use std::time::Duration;

use anyhow::Context;
use backon::{ExponentialBuilder, Retryable};
use chrono::Utc;
use wire::Client;

use crate::{Analysis, Board};

/// How many stamps of the feed are asked for at once: few enough that an answer takes half a megabyte, of
/// which the desk holds several at once.
const PAGE: usize = 8_000;

/// How long the desk may hold back its answer while nothing changes.
const PATIENCE: Duration = Duration::from_secs(25);

/// Keeps the board up to date, for good.
pub async fn follow<A: Analysis>(client: Client, board: &Board<A>) {
    loop {
        let step = || step(&client, board);
        let told = |trouble: &anyhow::Error, pause: Duration| {
            let trouble = format!("{trouble}: {}", trouble.root_cause());
            tracing::warn!("{trouble}; trying again in {pause:.1?}");
            board.note_trouble(trouble);
        };
        // Without a last attempt there is no last error.
        let _ = step.retry(pauses()).notify(told).await;
    }
}

async fn step<A: Analysis>(client: &Client, board: &Board<A>) -> anyhow::Result<()> {
    let standing = board.standing().borrow().clone();
    let wait = if standing.caught_up {
        PATIENCE
    } else {
        Duration::ZERO
    };
    let page = client.facts(standing.position, PAGE, wait).await;
    let page = page.context("asking the desk what changed")?;
    board
        .take_in(&page, PAGE, Utc::now())
        .await
        .context("taking in the desk's answer")
}

/// A fifth of a second after the first failure, and up to two seconds when there are many: the desk is on this
/// machine or near, and whoever looks at figures should not wait once it is back.
fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(200))
        .with_max_delay(Duration::from_secs(2))
        .with_jitter()
        .without_max_times()
}
