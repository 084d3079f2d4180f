//! The part of the migration to normal forms that SQL cannot express: places that are one, and the full-text index.

use std::collections::HashMap;

use rusqlite::{Connection, Result, params};

use super::decode;
use super::full_text::{self, IndexedText};
use super::later_messages::BEGINNING;
use super::migrate::MigrationProgress;
use super::stored_ticket::StoredTicket;
use super::{merge_index, places};
use crate::shared::places::folded;

/// Progress is logged once per this number of tickets.
const LOG_STEP: u64 = 50_000;

/// Progress is announced once per this number of tickets, and at the end.
const PROGRESS_STEP: u64 = 500;

/// Merges the spellings of a place, stores the words of places, and indexes all tickets. Memory is bounded: tickets are
/// read one by one, and FTS5 writes what it has gathered whenever it is full.
pub(super) fn run(connection: &Connection, announce: &dyn Fn(MigrationProgress)) -> Result<()> {
    merge_places(connection)?;
    index_all(connection, announce)
}

/// Indexes all tickets, of which none is indexed yet.
pub(super) fn index_all(connection: &Connection, announce: &dyn Fn(MigrationProgress)) -> Result<()> {
    full_text::expect_many(connection, true)?;
    index_tickets(connection, announce)?;
    // Only begun: the start must not wait until the whole index is merged.
    merge_index::after_import(connection, merge_index::SMALLEST, 0, |_| ())?;
    full_text::expect_many(connection, false)
}

/// Spellings that are one place get the id of the first one.
fn merge_places(connection: &Connection) -> Result<()> {
    connection
        .execute_batch("create temp table same_place (other integer primary key, first integer not null)")?;
    let mut all = connection.prepare("select id, name from place order by id")?;
    let mut rows = all.query([])?;
    let mut first_of: HashMap<String, i64> = HashMap::new();
    while let Some(row) = rows.next()? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        let first = *first_of.entry(folded(&name)).or_insert(id);
        if first == id {
            places::add_words(connection, id, &name)?;
        } else {
            connection.execute("insert into same_place values (?1, ?2)", [id, first])?;
        }
    }
    connection.execute_batch(
        "update ticket set place_id = (select first from same_place where other = place_id)
            where place_id in (select other from same_place);
        update place set uses = uses + (select coalesce(sum(o.uses), 0) from same_place s
            join place o on o.id = s.other where s.first = place.id)
            where id in (select first from same_place);
        delete from place where id in (select other from same_place);
        drop table same_place;",
    )?;
    let mut fold = connection.prepare("update place set folded = ?2 where id = ?1 and folded <> ?2")?;
    // No place has the old form of another one that follows: both would have been merged.
    for (folded, id) in first_of {
        fold.execute(params![id, folded])?;
    }
    Ok(())
}

/// Indexes all tickets in the order of the index, which FTS5 writes at once. Whether a ticket was reviewed is decided as
/// when confusions were first counted (see `confusions_backfill.rs`).
fn index_tickets(connection: &Connection, announce: &dyn Fn(MigrationProgress)) -> Result<()> {
    let total: u64 = connection.query_row("select count(*) from ticket", [], |row| row.get(0))?;
    let sql = format!(
        "select t.row, t.place_id, {},
            t.row in (select ticket from correction)
                or t.status = 2 and exists (select 1 from history h where h.ticket = t.row
                    and h.version = t.version and h.fingerprint <> zeroblob(16)) as reviewed
        from ticket t order by t.opened_at, t.row",
        decode::COLUMNS_WITHOUT_LINKS
    );
    let mut all = connection.prepare(&sql)?;
    let mut rows = all.query([])?;
    let mut done = 0;
    while let Some(row) = rows.next()? {
        done += 1;
        if done % PROGRESS_STEP == 0 || done == total {
            announce(MigrationProgress { done, total });
        }
        if done % LOG_STEP == 0 {
            tracing::info!(done, total, "indexing the tickets");
        }
        let read = decode::readable(StoredTicket::read(row), || decode::of_ticket(row, 3))?;
        let Some(stored) = read else { continue };
        let reviewed = stored.ticket.reviewed_category();
        let reviewed = if row.get("reviewed")? { reviewed } else { None };
        IndexedText::reviewed(&stored, reviewed).insert(connection, BEGINNING)?;
    }
    Ok(())
}
