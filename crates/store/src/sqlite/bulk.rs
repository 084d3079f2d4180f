//! Many tickets at once, in one transaction.

use rusqlite::{Connection, OptionalExtension, Result};

use super::apply::CommandWriter;
use super::full_text::Text;
use super::search_words;
use crate::csv::ImportedTicket;

/// Imported lines of history are no commands that anybody could repeat.
const NOBODY: [u8; 16] = [0; 16];

/// Bytes of full text gathered for an import, and otherwise (SQLite's own default).
const BULK_WORDS: i64 = 24 << 20;
const USUAL_WORDS: i64 = 1 << 20;

/// How often progress is told, in tickets.
const EVERY: usize = 1_000;

/// Why a bulk was not kept.
#[derive(Debug)]
pub(super) enum Failed {
    /// The line of the row that cannot be kept, and why.
    Row(u64, String),
    /// The database.
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// Keeps all, inside a transaction that somebody else begins and commits; gives the feed's last number.
///
/// A ticket and its messages share one number of the feed.
pub(super) fn keep_all(
    connection: &Connection,
    tickets: Vec<ImportedTicket>,
    mut progress: impl FnMut(usize),
) -> std::result::Result<u64, Failed> {
    set_hash_size(connection, true)?;
    let mut writer = CommandWriter::new(connection)?;
    writer.pass_over(tickets.iter().filter_map(|imported| imported.ticket.number));
    for (done, imported) in tickets.into_iter().enumerate() {
        if done % EVERY == 0 {
            progress(done);
        }
        if let Some(reason) = known(connection, &imported)? {
            return Err(Failed::Row(imported.line, reason));
        }
        keep(connection, &mut writer, imported)?;
    }
    let feed = writer.finish()?;
    set_hash_size(connection, false)?;
    Ok(feed)
}

/// How much full text is gathered in memory before it is written into the index: for many tickets (a bulk) more,
/// which means fewer parts to merge afterwards.
pub(super) fn set_hash_size(connection: &Connection, bulk: bool) -> Result<()> {
    let bytes = if bulk { BULK_WORDS } else { USUAL_WORDS };
    let mut set = connection.prepare_cached("insert into words (words, rank) values ('hashsize', ?1)")?;
    set.execute([bytes]).map(drop)
}

fn keep(connection: &Connection, writer: &mut CommandWriter<'_>, imported: ImportedTicket) -> Result<()> {
    writer.advance();
    let kept = writer.insert(imported.ticket)?;
    for line in &imported.history {
        writer.history(kept.row, line, &NOBODY)?;
    }
    for (version, message) in &imported.messages {
        writer.message(kept.row, *version, message)?;
    }
    let bodies = imported.messages.iter().map(|(_, message)| message.body.as_str());
    Text::of(&kept, &search_words::thread(bodies)).write(connection)
}

/// Whether the desk has this ticket already, in words.
fn known(connection: &Connection, imported: &ImportedTicket) -> Result<Option<String>> {
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
