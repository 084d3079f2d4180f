//! Imports: many tickets in one transaction.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Result, params};
use tickets::{Place, Ticket};

use super::codes::Code;
use super::full_text::{self, IndexedText};
use super::head::Head;
use super::insert::RowWriter;
use super::{counters, merge_index};
use crate::shared::fingerprint::IMPORTED;
use crate::{ImportProgress, Imported, ImportedTicket};

/// Progress is reported once per this number of tickets.
const PROGRESS_STEP: usize = 1_000;

/// Why an import was not written.
#[derive(Debug)]
pub(super) enum Failed {
    /// The line of the ticket that conflicts, and why.
    Row(u64, String),
    /// The desk is a replica.
    Replica,
    /// The database.
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// Writes the tickets that the desk does not have, inside a transaction that the caller begins and commits; returns the
/// feed's last number.
pub(super) fn import(
    connection: &Connection,
    tickets: Vec<ImportedTicket>,
    mut progress: impl FnMut(ImportProgress),
) -> std::result::Result<(u64, Imported), Failed> {
    full_text::expect_many(connection, true)?;
    let before = counters::counts(connection)?.of(None, None, None);
    let mut known = KnownTickets::of(connection)?;
    let mut result = Imported::default();
    let mut rows = RowWriter::new(connection)?;
    rows.reserve(tickets.iter().filter_map(|imported| imported.ticket.number));
    for (done, imported) in tickets.into_iter().enumerate() {
        if done % PROGRESS_STEP == 0 {
            progress(ImportProgress::Written(done));
        }
        if let Some(row) = known.find(&imported.ticket)? {
            let messages = known_messages(connection, row, &imported)?;
            result.add_known(imported.messages.len(), messages);
            continue;
        }
        if let Some(reason) = conflict(connection, &imported)? {
            return Err(Failed::Row(imported.line, reason));
        }
        result.add(imported.messages.len());
        import_one(connection, &mut rows, imported)?;
    }
    let feed = rows.finish()?;
    let written = usize::try_from(result.tickets).unwrap_or(usize::MAX);
    merge_index::after_import(connection, written, before, |pages| {
        progress(ImportProgress::Merged(pages));
    })?;
    full_text::expect_many(connection, false)?;
    Ok((feed, result))
}

/// The tickets that the desk had before an import.
struct KnownTickets<'c> {
    connection: &'c Connection,
    last_row: i64,
    /// The rows that stand for a ticket of the import.
    found: HashSet<i64>,
}

impl<'c> KnownTickets<'c> {
    fn of(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            connection,
            last_row: Head::load(connection)?.row,
            found: HashSet::new(),
        })
    }

    /// The row of the same ticket, if the desk has it.
    fn find(&mut self, ticket: &Ticket) -> Result<Option<i64>> {
        let mut same = self.connection.prepare_cached(
            "select row from ticket where opened_at = ?1 and row <= ?2 and description = ?3 and place is ?4
                and (?5 is null or number = ?5) order by row",
        )?;
        let mut rows = same.query(params![
            ticket.opened_at.timestamp_millis(),
            self.last_row,
            ticket.description.as_str(),
            ticket.place.as_ref().map(Place::as_str),
            ticket.number,
        ])?;
        while let Some(row) = rows.next()? {
            let row = row.get(0)?;
            if self.found.insert(row) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

/// The number of messages of an imported ticket that the ticket at `row` has.
fn known_messages(connection: &Connection, row: i64, imported: &ImportedTicket) -> Result<usize> {
    let mut same = connection.prepare_cached(
        "select exists (select 1 from message where ticket = ?1 and at = ?2 and role = ?3 and body = ?4)",
    )?;
    let mut known = 0;
    for (_, message) in &imported.messages {
        let (at, role) = (message.created_at.timestamp_millis(), Code(message.role));
        let body = message.body.as_str();
        let has: bool = same.query_row(params![row, at, role, body], |row| row.get(0))?;
        known += usize::from(has);
    }
    Ok(known)
}

fn import_one(connection: &Connection, rows: &mut RowWriter<'_>, imported: ImportedTicket) -> Result<()> {
    rows.next_stamp();
    let stored = rows.insert(imported.ticket)?;
    for line in &imported.history {
        rows.history(stored.row, line, &IMPORTED, None)?;
    }
    for (version, message) in &imported.messages {
        rows.message(stored.row, *version, message)?;
    }
    IndexedText::of(&stored).write(connection)
}

/// The reason why a ticket cannot be imported, if it conflicts with a ticket of the desk.
fn conflict(connection: &Connection, imported: &ImportedTicket) -> Result<Option<String>> {
    if let Some(number) = imported.ticket.number
        && exists(connection, "select 1 from ticket where number = ?1", [number])?
    {
        return Ok(Some(format!(
            "the desk has a ticket with the number {number} already"
        )));
    }
    let id = imported.ticket.id;
    let known = exists(
        connection,
        "select 1 from ticket where id = ?1",
        [id.0.as_bytes()],
    )?;
    Ok(known.then(|| format!("the desk has a ticket with the id {id} already")))
}

fn exists(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<bool> {
    let found = connection
        .prepare_cached(sql)?
        .query_row(values, |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}
