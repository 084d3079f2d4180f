//! A new laptop's first sync: the replica's file and the engine of the application, without a window.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use chrono::Utc;
use end_to_end::Hub;
use end_to_end::campus::ShippedModel;
use store::{Feed, HubPosition, Replica, SqliteStore, TicketStore};
use sync::Standing;
use tickets::{Filter, Role};
use tokio::sync::watch;
use uuid::Uuid;
use wire::Client;

use super::relay::Relay;
use crate::timing::Row;

/// How many rows fill a list on the screen.
const ON_SCREEN: usize = 50;

/// What a first sync took.
struct FirstSync {
    usable: Duration,
    complete: Duration,
    tickets: usize,
    bytes: u64,
}

/// First syncs of both roles, one after the other.
pub async fn rows(hub: &str) -> Result<Vec<Row>> {
    let user = first_sync(hub, Role::User).await?;
    let helpdesk = first_sync(hub, Role::Helpdesk).await?;
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let each = |sync: &FirstSync| sync.bytes as f64 / sync.tickets.max(1) as f64;
    eprintln!(
        "    first syncs: {} and {} tickets",
        user.tickets, helpdesk.tickets
    );
    Ok(vec![
        Row::figure(
            "first sync of a user: until 50 tickets are stored",
            ms(user.usable),
            "ms",
            "1,000 ms",
        ),
        Row::figure("the same: complete", ms(user.complete), "ms", "2,000 ms"),
        Row::figure(
            "first sync of the helpdesk: until the whole queue is stored",
            ms(helpdesk.usable),
            "ms",
            "2,000 ms",
        ),
        Row::figure("the same: complete", ms(helpdesk.complete), "ms", "30,000 ms"),
        Row::figure(
            "bytes for a ticket of a user, with messages and history",
            each(&user),
            "B",
            "700 B",
        ),
        Row::figure(
            "the same, all tickets of the helpdesk",
            each(&helpdesk),
            "B",
            "700 B",
        ),
    ])
}

async fn first_sync(hub: &str, role: Role) -> Result<FirstSync> {
    let relay = Relay::to(hub).await?;
    let folder = tempfile::tempdir()?;
    let replica = SqliteStore::open(folder.path().join("desk.db"))?;
    replica.join(role)?;
    let hub = sync::Hub {
        client: Client::of_hub(&relay.address, &Hub::token(role.as_str()), None)?,
        device: Uuid::new_v4(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let began = Instant::now();
    let standing = watch::Sender::new(Standing::at_start(Utc::now()));
    let syncing = tokio::spawn(sync::run(
        Arc::new(replica.clone()),
        Arc::new(ShippedModel),
        hub,
        Utc::now,
        standing,
    ));
    let mut usable = None;
    loop {
        let position = replica.sync_state()?.and_then(|state| state.position);
        if usable.is_none() && is_usable(&replica, role, position)? {
            usable = Some(began.elapsed());
        }
        if position.is_some_and(|position| position.complete) {
            break;
        }
        ensure!(
            began.elapsed() < Duration::from_secs(300),
            "the first sync does not end"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let complete = began.elapsed();
    syncing.abort();
    Ok(FirstSync {
        usable: usable.unwrap_or(complete),
        complete,
        tickets: replica.count(&Filter::default(), usize::MAX)?,
        bytes: relay.sent() + relay.received(),
    })
}

/// A user's list is usable when it fills the screen, the helpdesk's when no open or active ticket is missing.
fn is_usable(replica: &SqliteStore, role: Role, position: Option<HubPosition>) -> Result<bool> {
    Ok(match role {
        Role::User => replica.changes(0, ON_SCREEN)?.tickets.len() == ON_SCREEN,
        Role::Helpdesk => position.is_some_and(|position| !position.unclosed_first),
    })
}
