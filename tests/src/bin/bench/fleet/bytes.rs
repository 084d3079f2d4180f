//! Bytes on the wire.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tickets::{Role, TicketId};
use tokio::task::JoinSet;

use super::laptop::Laptop;
use super::observed::Observed;
use super::relay::Relay;
use super::{Fleet, TEXT};
use crate::timing::Row;

/// The laptops whose bytes are counted while one change reaches all of them.
const SAMPLE: usize = 50;

/// A laptop that follows a quiet hub for a minute.
pub async fn of_one_laptop(hub: &str) -> Result<Row> {
    let relay = Relay::to(hub).await?;
    let observed = Arc::new(Observed::new(1));
    let laptop = Laptop::new(0, Role::User, &relay.address)?;
    let following = tokio::spawn(laptop.follow(observed.clone()));
    observed.all_at(1).await.context("the laptop was not answered")?;
    let bytes = || relay.sent() + relay.received();
    let before = bytes();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let idle = bytes() - before;
    following.abort();
    Ok(Row::figure(
        "an idle laptop, both directions",
        idle as f64,
        "B a minute",
        "2,000 B a minute",
    ))
}

/// One change, to each laptop of a sample and back to waiting; for all laptops.
pub async fn of_one_change(fleet: &Fleet) -> Result<[Row; 2]> {
    let observed = Arc::new(Observed::new(SAMPLE));
    let mut relays = Vec::new();
    let mut following = JoinSet::new();
    for index in 0..SAMPLE {
        let relay = Relay::to(&fleet.address).await?;
        let laptop = Laptop::new(index, Role::User, &relay.address)?;
        following.spawn(laptop.follow(observed.clone()));
        relays.push(relay);
    }
    observed
        .all_at(1)
        .await
        .context("not all laptops were answered")?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let bytes = |count: fn(&Relay) -> u64| relays.iter().map(count).sum::<u64>();
    let before = (bytes(Relay::received), bytes(Relay::sent));
    let head = fleet.user(0)?.report(fleet.desk, TicketId::new(), TEXT).await?;
    observed
        .all_at(head)
        .await
        .context("not all laptops are current")?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let all = |bytes: u64| bytes as f64 / SAMPLE as f64 * fleet.laptops.len() as f64 / 1_000.0;
    Ok([
        Row::figure(
            "one change to all laptops: the hub sends",
            all(bytes(Relay::received) - before.0),
            "KB",
            "2,000 KB for 2,000",
        ),
        Row::figure(
            "and gets their next polls",
            all(bytes(Relay::sent) - before.1),
            "KB",
            "",
        ),
    ])
}
