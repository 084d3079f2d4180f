//! Corrections: one row each, and their texts from the history of their tickets.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Result, Row, params};
use tickets::{Event, HistoryEntry, Ticket};

use super::codes::Code;
use super::decode::{self, Listed};
use super::thread;
use crate::Correction;
use crate::shared::corrections;

/// Adds a row for a line of history, if the line is a correction.
pub(super) fn add(connection: &Connection, row: i64, ticket: &Ticket, line: &HistoryEntry) -> Result<()> {
    let Event::Corrected { category } = &line.event else {
        return Ok(());
    };
    let mut insert = connection.prepare_cached(
        "insert into correction (ticket, version, at, sorted, category) values (?1, ?2, ?3, ?4, ?5)",
    )?;
    let classified = corrections::category(ticket.assignment.as_ref()).map(Code);
    let at = line.at.timestamp_millis();
    insert
        .execute(params![row, line.version, at, classified, Code(category.after)])
        .map(drop)
}

/// The number of the last correction.
pub(super) fn last(connection: &Connection) -> Result<u64> {
    connection
        .prepare_cached("select coalesce(max(number), 0) from correction")?
        .query_row([], |row| row.get(0))
}

/// The time of each ticket's last correction, if it changed the category. With `max`, SQLite takes the other columns
/// from the row of the maximum. The rows of a replica are in the order in which the lines arrived.
pub(super) fn corrected_at(connection: &Connection) -> Result<Vec<DateTime<Utc>>> {
    let mut times = connection.prepare_cached(
        "select c.at, t.number
            from (select ticket, at, sorted, category, max(version) from correction group by ticket) c
            left join ticket t on t.row = c.ticket where c.sorted <> c.category order by c.at",
    )?;
    decode::all_readable(times.query([])?, 1, |row| decode::time(row, 0))
}

/// All corrections, ticket by ticket, oldest first.
pub(super) fn all(connection: &Connection) -> Result<Vec<Correction>> {
    let sql = format!(
        "select t.row, {} from (select distinct ticket from correction) c
            cross join ticket t on t.row = c.ticket order by t.row",
        Ticket::COLUMNS
    );
    let mut tickets = connection.prepare_cached(&sql)?;
    let mut rows = tickets.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let read = decode::readable(of_ticket(connection, row), || decode::of_ticket(row, 2))?;
        found.extend(read.unwrap_or_default());
    }
    Ok(found)
}

/// The corrections of the ticket in a row of [`all`].
fn of_ticket(connection: &Connection, row: &Row<'_>) -> Result<Vec<Correction>> {
    let ticket = Ticket::read(row, 1)?;
    let history = thread::history(connection, row.get(0)?, usize::MAX)?;
    Ok(corrections::corrections(&ticket, &history))
}
