//! The tables of counters, updated in the transactions that change the tickets.

use store::shared::counters::Counters;

use crate::encode::{code, column};
use crate::failure::Result;
use crate::session::Session;

/// Adds the differences of a transaction to the tables.
pub(super) async fn add(session: &Session, counters: &Counters) -> Result<()> {
    tokio::try_join!(
        tickets(session, counters),
        waiting(session, counters),
        confusions(session, counters)
    )?;
    Ok(())
}

async fn tickets(session: &Session, counters: &Counters) -> Result<()> {
    let changed: Vec<_> = counters.tickets().collect();
    if changed.is_empty() {
        return Ok(());
    }
    session
        .execute(
            "insert into tally (status, category, sure, tickets)
            select * from unnest($1::smallint[], $2::smallint[], $3::boolean[], $4::bigint[])
            on conflict (status, category, sure) do update set tickets = tally.tickets + excluded.tickets",
            &[
                &column(&changed, |(status, ..)| code(*status)),
                &column(&changed, |(_, category, ..)| code(*category)),
                &column(&changed, |(_, _, sure, _)| *sure),
                &column(&changed, |(.., count)| *count),
            ],
        )
        .await
        .map(drop)
}

async fn waiting(session: &Session, counters: &Counters) -> Result<()> {
    let changed: Vec<_> = counters.waiting().collect();
    if changed.is_empty() {
        return Ok(());
    }
    session
        .execute(
            "insert into waiting_tally (category, sure, tickets)
            select * from unnest($1::smallint[], $2::boolean[], $3::bigint[])
            on conflict (category, sure) do update set tickets = waiting_tally.tickets + excluded.tickets",
            &[
                &column(&changed, |(category, ..)| code(*category)),
                &column(&changed, |(_, sure, _)| *sure),
                &column(&changed, |(.., count)| *count),
            ],
        )
        .await
        .map(drop)
}

async fn confusions(session: &Session, counters: &Counters) -> Result<()> {
    let changed: Vec<_> = counters.confusions().collect();
    if changed.is_empty() {
        return Ok(());
    }
    session
        .execute(
            "insert into reviewed (classified, category, tickets)
            select * from unnest($1::smallint[], $2::smallint[], $3::bigint[])
            on conflict (classified, category) do update set tickets = reviewed.tickets + excluded.tickets",
            &[
                &column(&changed, |(classified, ..)| code(*classified)),
                &column(&changed, |(_, category, _)| code(*category)),
                &column(&changed, |(.., count)| *count),
            ],
        )
        .await
        .map(drop)
}
