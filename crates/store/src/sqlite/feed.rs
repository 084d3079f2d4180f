//! Reads the feed: what changed since a number.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use tickets::{CommandId, Message, Ticket, TicketId};
use uuid::Uuid;

use super::codes::Code;
use super::decode::{self, Listed};
use super::readable_tickets::ReadableTickets;
use crate::shared::mark::mark;
use crate::{BYTES, Changes, Fact, Facts, HistoryLine, LINES};

/// The desk's generation.
pub(super) fn generation(connection: &Connection) -> Result<Uuid> {
    connection
        .prepare_cached("select generation from desk")?
        .query_row([], |row| decode::id(row, 0))
}

/// The tickets, messages and lines of history whose stamps are greater than `after`.
pub(super) fn changes(connection: &Connection, after: u64, limit: usize) -> Result<Changes> {
    let stamps = "select stamp from ticket where stamp > ?1 union select stamp from message where stamp > ?1";
    let until = last_covered(connection, stamps, after, limit)?;
    let lines = "select stamp from history indexed by history_feed where stamp > ?1";
    let until = until.min(last_covered(
        connection,
        lines,
        after,
        limit.max(1).saturating_mul(LINES),
    )?);
    let until = within(connection, after, until, BYTES)?;
    let mut readable = ReadableTickets::new(connection);
    Ok(Changes {
        desk: generation(connection)?,
        tickets: tickets(connection, after, until, &mut readable)?,
        messages: messages(connection, after, until, &mut readable)?,
        history: history(connection, after, until, &mut readable)?,
        next: until,
        mark: mark_at(connection, until)?,
    })
}

/// The facts of the tickets whose stamps are greater than `after`.
pub(super) fn facts(connection: &Connection, after: u64, limit: usize) -> Result<Facts> {
    let stamps = "select distinct stamp from ticket indexed by ticket_feed where stamp > ?1";
    let until = last_covered(connection, stamps, after, limit)?;
    let mut places = Places::default();
    let mut changed = connection.prepare_cached(
        "select row, opened_at, closed_at, status, category, place_id, stamp from ticket indexed by ticket_feed
        where stamp > ?1 and stamp <= ?2 order by stamp, row",
    )?;
    let mut rows = changed.query(params![number(after), number(until)])?;
    let mut facts = Vec::new();
    let (mut until, mut covered) = (until, after);
    while let Some(row) = rows.next()? {
        let stamp = row.get(6)?;
        if stamp > covered && !facts.is_empty() && size(&facts, &places) > BYTES {
            until = covered;
            break;
        }
        covered = stamp;
        let fact = fact(row, connection, &mut places);
        facts.extend(decode::readable(fact, || {
            format!("the facts of row {}", row.get(0).unwrap_or(-1_i64))
        })?);
    }
    Ok(Facts {
        desk: generation(connection)?,
        places: places.names,
        rows: facts,
        next: until,
        mark: mark_at(connection, until)?,
    })
}

fn fact(row: &Row<'_>, connection: &Connection, places: &mut Places) -> Result<Fact> {
    let place: Option<i64> = row.get(5)?;
    Ok(Fact {
        row: row.get(0)?,
        opened_ms: row.get(1)?,
        closed_ms: row.get(2)?,
        status: row.get::<_, Code<_>>(3)?.0,
        category: row.get::<_, Code<_>>(4)?.0,
        place: place
            .map(|id| places.index(connection, id))
            .transpose()?
            .flatten(),
    })
}

/// About the size of facts in JSON.
fn size(facts: &[Fact], places: &Places) -> u64 {
    let rows = u64::try_from(facts.len()).unwrap_or(u64::MAX);
    rows.saturating_mul(64).saturating_add(places.bytes)
}

/// The last stamp that an answer covers: the `limit`th stamp, or the head if there are fewer. A follower beyond the
/// head receives the head, which is less than its own position.
pub(super) fn last_covered(connection: &Connection, stamps: &str, after: u64, limit: usize) -> Result<u64> {
    let limit = i64::try_from(limit.max(1)).unwrap_or(i64::MAX);
    let nth = format!("select stamp from ({stamps} order by stamp limit ?2) limit 1 offset ?2 - 1");
    let mut nth = connection.prepare_cached(&nth)?;
    let mut found = nth.query(params![number(after), limit])?;
    match found.next()? {
        Some(row) => row.get(0),
        None => head(connection),
    }
}

/// The desk's last number.
pub(super) fn head(connection: &Connection) -> Result<u64> {
    connection
        .prepare_cached("select feed from desk")?
        .query_row([], |row| row.get(0))
}

/// The last stamp up to `until` whose rows and those before it have at most `bytes` bytes; at least the first stamp. Reads
/// no further than that.
fn within(connection: &Connection, after: u64, until: u64, bytes: u64) -> Result<u64> {
    // The constants are the other fields of a row in JSON.
    let sizes =
        "select stamp, 800 + octet_length(description) + ifnull(octet_length(assignment), 0) from ticket
            indexed by ticket_feed where stamp > ?1 and stamp <= ?2
        union all select stamp, 300 + octet_length(body) from message where stamp > ?1 and stamp <= ?2
        union all select stamp, 300 + octet_length(event) from history
            indexed by history_feed where stamp > ?1 and stamp <= ?2
        order by 1";
    within_bytes(connection, sizes, after, until, bytes)
}

/// The last stamp up to `until` that an answer of at most `bytes` bytes covers. `sizes` selects stamps with the size of a
/// row, in the order of the stamps, from `?1` (exclusive) to `?2`.
pub(super) fn within_bytes(
    connection: &Connection,
    sizes: &str,
    after: u64,
    until: u64,
    bytes: u64,
) -> Result<u64> {
    let mut sizes = connection.prepare_cached(sizes)?;
    let mut rows = sizes.query(params![number(after), number(until)])?;
    let (mut total, mut covered) = (0_u64, None);
    while let Some(row) = rows.next()? {
        let (stamp, size): (u64, u64) = (row.get(0)?, row.get(1)?);
        total = total.saturating_add(size);
        if let Some(covered) = covered
            && total > bytes
            && stamp > covered
        {
            return Ok(covered);
        }
        covered = Some(stamp);
    }
    Ok(until)
}

fn tickets(
    connection: &Connection,
    after: u64,
    until: u64,
    readable: &mut ReadableTickets<'_>,
) -> Result<Vec<Ticket>> {
    tickets_of(connection, "ticket t", after, until, readable)
}

/// The tickets `t` of `source` with a stamp from `after` (exclusive) to `until`. `source` may end with a condition.
pub(super) fn tickets_of(
    connection: &Connection,
    source: &str,
    after: u64,
    until: u64,
    readable: &mut ReadableTickets<'_>,
) -> Result<Vec<Ticket>> {
    let and = if source.contains(" where ") {
        "and"
    } else {
        "where"
    };
    let sql = format!(
        "select t.row, {} from {source} {and} t.stamp > ?1 and t.stamp <= ?2 order by t.stamp, t.row",
        Ticket::COLUMNS
    );
    let mut changed = connection.prepare_cached(&sql)?;
    let mut rows = changed.query(params![number(after), number(until)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(readable.decode(row)?);
    }
    Ok(found)
}

fn messages(
    connection: &Connection,
    after: u64,
    until: u64,
    readable: &mut ReadableTickets<'_>,
) -> Result<Vec<Message>> {
    let source = "message m join ticket t on t.row = m.ticket";
    messages_of(connection, source, after, until, readable)
}

/// The messages with a stamp from `after` (exclusive) to `until`. `source` joins the messages `m` with their tickets `t`.
pub(super) fn messages_of(
    connection: &Connection,
    source: &str,
    after: u64,
    until: u64,
    readable: &mut ReadableTickets<'_>,
) -> Result<Vec<Message>> {
    let sql = format!(
        "select {}, m.ticket, t.id, t.number from {source}
        where m.stamp > ?1 and m.stamp <= ?2 order by m.stamp, m.ticket, m.version",
        decode::MESSAGE
    );
    let mut changed = connection.prepare_cached(&sql)?;
    let rows = changed.query(params![number(after), number(until)])?;
    readable.rows(rows, 5, |row| decode::message(row, TicketId(decode::id(row, 6)?)))
}

fn history(
    connection: &Connection,
    after: u64,
    until: u64,
    readable: &mut ReadableTickets<'_>,
) -> Result<Vec<HistoryLine>> {
    let source = "history h indexed by history_feed cross join ticket t on t.row = h.ticket";
    history_of(connection, source, after, until, readable)
}

/// The lines of history with a stamp from `after` (exclusive) to `until`. `source` joins the lines `h` with their tickets
/// `t`.
pub(super) fn history_of(
    connection: &Connection,
    source: &str,
    after: u64,
    until: u64,
    readable: &mut ReadableTickets<'_>,
) -> Result<Vec<HistoryLine>> {
    let sql = format!(
        "select {}, h.ticket, t.id, t.number, h.given_at from {source}
        where h.stamp > ?1 and h.stamp <= ?2 order by h.stamp, h.ticket, h.version",
        decode::ENTRY
    );
    let mut added = connection.prepare_cached(&sql)?;
    let rows = added.query(params![number(after), number(until)])?;
    readable.rows(rows, 6, |row| {
        Ok(HistoryLine {
            entry: decode::entry(row)?,
            ticket: TicketId(decode::id(row, 7)?),
            given_at: decode::optional_time(row, 9)?,
        })
    })
}

/// The mark of a number, from the lowest command id with that stamp.
pub(super) fn mark_at(connection: &Connection, stamp: u64) -> Result<Option<Uuid>> {
    let mut marks = connection.prepare_cached(
        "select command, at from (
            select command, at from history indexed by history_feed where stamp = ?1 and first_stamp is null
            union all select command, at from history where first_stamp = ?1)
        order by command limit 1",
    )?;
    let mark = marks.query_row([number(stamp)], |row| {
        Ok(mark(CommandId(decode::id(row, 0)?), decode::time(row, 1)?))
    });
    let mark = decode::readable(mark.optional(), || format!("the mark of {stamp}"))?;
    Ok(mark.flatten())
}

/// Converts a stamp. Numbers beyond SQLite's range are beyond the head as well.
pub(super) fn number(stamp: u64) -> i64 {
    i64::try_from(stamp).unwrap_or(i64::MAX)
}

/// The places of one answer, each once.
#[derive(Default)]
struct Places {
    names: Vec<String>,
    indexes: HashMap<i64, u32>,
    bytes: u64,
}

impl Places {
    /// The index of a place in the answer; `None` if the place does not exist.
    fn index(&mut self, connection: &Connection, id: i64) -> Result<Option<u32>> {
        if let Some(index) = self.indexes.get(&id) {
            return Ok(Some(*index));
        }
        let index = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Option<String> = connection
            .prepare_cached("select name from place where id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let Some(name) = name else { return Ok(None) };
        self.bytes += u64::try_from(name.len()).unwrap_or(u64::MAX);
        self.names.push(name);
        self.indexes.insert(id, index);
        Ok(Some(index))
    }
}
