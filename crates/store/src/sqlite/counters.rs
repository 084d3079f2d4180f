//! The tables of counters, updated in the transactions that change the tickets.

use rusqlite::{Connection, Result, params};
use tickets::{Confusions, Counts};

use super::codes::Code;
use crate::shared::counters::Counters;

/// Adds the differences of a transaction to the tables.
pub(super) fn add(connection: &Connection, counters: &Counters) -> Result<()> {
    let mut add = connection.prepare_cached(
        "insert into tally (status, category, sure, tickets) values (?1, ?2, ?3, ?4)
        on conflict do update set tickets = tickets + excluded.tickets",
    )?;
    for (status, category, sure, count) in counters.tickets() {
        add.execute(params![Code(status), Code(category), sure, count])?;
    }
    let mut add = connection.prepare_cached(
        "insert into waiting_tally (category, sure, tickets) values (?1, ?2, ?3)
        on conflict do update set tickets = tickets + excluded.tickets",
    )?;
    for (category, sure, count) in counters.waiting() {
        add.execute(params![Code(category), sure, count])?;
    }
    add_confusions(connection, counters)
}

/// Adds the differences of the confusions.
pub(super) fn add_confusions(connection: &Connection, counters: &Counters) -> Result<()> {
    let mut add = connection.prepare_cached(
        "insert into judged (sorted, category, tickets) values (?1, ?2, ?3)
        on conflict do update set tickets = tickets + excluded.tickets",
    )?;
    for (classified, category, count) in counters.confusions() {
        add.execute(params![Code(classified), Code(category), count])?;
    }
    Ok(())
}

/// The number of tickets by status, category and sureness, and of those whose reporter waits.
pub(super) fn counts(connection: &Connection) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut all = connection.prepare_cached("select status, category, sure, tickets from tally")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let (Code(status), Code(category)) = (row.get(0)?, row.get(1)?);
        counts.add(status, category, row.get(2)?, row.get(3)?);
    }
    let mut waiting = connection.prepare_cached("select category, sure, tickets from waiting_tally")?;
    let mut rows = waiting.query([])?;
    while let Some(row) = rows.next()? {
        let Code(category) = row.get(0)?;
        counts.add_waiting(category, row.get(1)?, row.get(2)?);
    }
    Ok(counts)
}

/// The confusions of reviewed tickets.
pub(super) fn confusions(connection: &Connection) -> Result<Confusions> {
    let mut confusions = Confusions::default();
    let mut all = connection.prepare_cached("select sorted, category, tickets from judged")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let (Code(classified), Code(category)) = (row.get(0)?, row.get(1)?);
        confusions.add(classified, category, row.get(2)?);
    }
    Ok(confusions)
}
