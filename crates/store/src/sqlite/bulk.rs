//! Imports: many tickets in one transaction.

use rusqlite::{Connection, OptionalExtension, Result};

use super::full_text::{self, IndexedText};
use super::insert::RowWriter;
use crate::ImportedTicket;
use crate::shared::fingerprint::IMPORTED;

/// Progress is reported once per this number of tickets.
const PROGRESS_STEP: usize = 1_000;

/// Why an import was not written.
#[derive(Debug)]
pub(super) enum Failed {
    /// The line of the ticket that conflicts, and why.
    Row(u64, String),
    /// The database.
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// Writes all tickets, inside a transaction that the caller begins and commits; returns the feed's last number.
pub(super) fn import(
    connection: &Connection,
    tickets: Vec<ImportedTicket>,
    mut progress: impl FnMut(usize),
) -> std::result::Result<u64, Failed> {
    full_text::expect_many(connection, true)?;
    let mut rows = RowWriter::new(connection)?;
    rows.reserve(tickets.iter().filter_map(|imported| imported.ticket.number));
    for (done, imported) in tickets.into_iter().enumerate() {
        if done % PROGRESS_STEP == 0 {
            progress(done);
        }
        if let Some(reason) = conflict(connection, &imported)? {
            return Err(Failed::Row(imported.line, reason));
        }
        import_one(connection, &mut rows, imported)?;
    }
    let feed = rows.finish()?;
    full_text::expect_many(connection, false)?;
    Ok(feed)
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
