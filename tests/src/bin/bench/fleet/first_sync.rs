//! A new laptop reads the feed from its beginning.

use std::time::{Duration, Instant};

use anyhow::Result;
use tickets::Role;

use super::laptop::Laptop;
use super::relay::Relay;
use crate::timing::Row;

/// What a first sync took.
struct FirstSync {
    first_page: Duration,
    complete: Duration,
    tickets: usize,
    bytes: u64,
}

/// First syncs of both roles: pages read and parsed, one after the other.
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
            "first sync of a user, without storing: first page",
            ms(user.first_page),
            "ms",
            "1,000 ms",
        ),
        Row::figure("the same: complete", ms(user.complete), "ms", "2,000 ms"),
        Row::figure(
            "first sync of the helpdesk, without storing: first page",
            ms(helpdesk.first_page),
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
    let laptop = Laptop::new(0, role, &relay.address)?;
    let began = Instant::now();
    let hello = laptop.hello().await?;
    let (mut after, mut first_page, mut tickets) = (0, None, 0);
    while after < hello.head {
        let Some(page) = laptop.page(&hello, after).await? else {
            break;
        };
        first_page.get_or_insert_with(|| began.elapsed());
        tickets += page.tickets.len();
        after = page.next;
    }
    Ok(FirstSync {
        first_page: first_page.unwrap_or_default(),
        complete: began.elapsed(),
        tickets,
        bytes: relay.sent() + relay.received(),
    })
}
