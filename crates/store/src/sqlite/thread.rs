//! Reads one ticket, with its messages and its history.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use tickets::{HistoryEntry, Message, MessageId, Ticket, TicketId, TicketPage, TicketRef};

use super::decode::{self, Listed};
use super::links;

/// A ticket, if it exists.
pub(super) fn ticket(connection: &Connection, which: TicketRef) -> Result<Option<Ticket>> {
    Ok(find(connection, which)?.map(|(_, ticket)| ticket))
}

/// A ticket with the last `newest` messages and lines of its history, if it exists.
pub(super) fn newest_page(
    connection: &Connection,
    which: TicketRef,
    newest: usize,
) -> Result<Option<TicketPage>> {
    let Some((row, ticket)) = find(connection, which)? else {
        return Ok(None);
    };
    Ok(Some(TicketPage {
        messages: thread(connection, row, ticket.id, i64::MAX, newest)?,
        history: history(connection, row, newest)?,
        report: report(connection, row, ticket.id)?,
        links: links::of(connection, &ticket)?,
        ticket,
    }))
}

/// The last `limit` messages of a ticket, of those before the message `before` if given; oldest first.
pub(super) fn messages_before(
    connection: &Connection,
    which: TicketRef,
    before: Option<MessageId>,
    limit: usize,
) -> Result<Vec<Message>> {
    let Some((row, ticket)) = find(connection, which)? else {
        return Ok(Vec::new());
    };
    let before = match before {
        Some(message) => version_of(connection, row, message)?,
        None => Some(i64::MAX),
    };
    match before {
        Some(before) => thread(connection, row, ticket.id, before, limit),
        None => Ok(Vec::new()),
    }
}

/// The version of the ticket at `row` after one of its messages. A message has the id of its command.
fn version_of(connection: &Connection, row: i64, message: MessageId) -> Result<Option<i64>> {
    connection
        .prepare_cached("select version from history where command = ?1 and ticket = ?2")?
        .query_row(params![message.0.as_bytes(), row], |row| row.get(0))
        .optional()
}

/// The ticket at a row.
pub(super) fn ticket_at(connection: &Connection, row: i64) -> Result<Ticket> {
    let sql = format!("select {} from ticket t where t.row = ?1", Ticket::COLUMNS);
    connection
        .prepare_cached(&sql)?
        .query_row([row], |row| Ticket::read(row, 0))
}

/// The message that a command wrote in one version of a ticket, if it wrote one.
pub(super) fn message_at(
    connection: &Connection,
    row: i64,
    version: u64,
    ticket: TicketId,
) -> Result<Option<Message>> {
    let sql = format!(
        "select {} from message m where m.ticket = ?1 and m.version = ?2",
        decode::MESSAGE
    );
    connection
        .prepare_cached(&sql)?
        .query_row(params![row, version], |row| decode::message(row, ticket))
        .optional()
}

/// The line of the report, which is the first one of a ticket.
fn report(connection: &Connection, row: i64, ticket: TicketId) -> Result<Option<HistoryEntry>> {
    let sql = format!(
        "select {} from history h where h.ticket = ?1 order by h.version limit 1",
        decode::ENTRY
    );
    let first = connection
        .prepare_cached(&sql)?
        .query_row([row], decode::entry)
        .optional();
    let first = decode::readable(first, || format!("the report of {ticket}"))?.flatten();
    Ok(first.filter(HistoryEntry::is_report))
}

/// The name of the person who reported the ticket at a row.
pub(super) fn reporter(connection: &Connection, row: i64) -> Result<Option<String>> {
    let name = connection
        .prepare_cached("select name from history where ticket = ?1 order by version limit 1")?
        .query_row([row], |row| row.get(0))
        .optional()?;
    Ok(name.flatten())
}

/// The line of history of one version of a ticket.
pub(super) fn entry_at(connection: &Connection, row: i64, version: u64) -> Result<HistoryEntry> {
    let sql = format!(
        "select {} from history h where h.ticket = ?1 and h.version = ?2",
        decode::ENTRY
    );
    connection
        .prepare_cached(&sql)?
        .query_row(params![row, version], decode::entry)
}

fn find(connection: &Connection, which: TicketRef) -> Result<Option<(i64, Ticket)>> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, Ticket::read(row, 1)?));
    let sql = |condition| {
        format!(
            "select t.row, {} from ticket t where {condition}",
            Ticket::COLUMNS
        )
    };
    match which {
        TicketRef::Id(id) => connection
            .prepare_cached(&sql("t.id = ?1"))?
            .query_row([id.0.as_bytes()], read)
            .optional(),
        TicketRef::Number(number) => match i64::try_from(number) {
            Ok(number) => connection
                .prepare_cached(&sql("t.number = ?1"))?
                .query_row([number], read)
                .optional(),
            Err(_) => Ok(None),
        },
    }
}

/// The last `limit` messages before a version, oldest first.
pub(super) fn thread(
    connection: &Connection,
    row: i64,
    ticket: TicketId,
    before: i64,
    limit: usize,
) -> Result<Vec<Message>> {
    let sql = format!(
        "select {} from message m where m.ticket = ?1 and m.version < ?2 order by m.version desc limit ?3",
        decode::MESSAGE
    );
    let mut newest_first = connection.prepare_cached(&sql)?;
    let messages = newest_first.query_map(params![row, before, at_most(limit)], |row| {
        decode::message(row, ticket)
    })?;
    oldest_first(messages)
}

/// SQLite's `limit`.
fn at_most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn oldest_first<T>(newest_first: impl Iterator<Item = Result<T>>) -> Result<Vec<T>> {
    let mut all = newest_first.collect::<Result<Vec<_>>>()?;
    all.reverse();
    Ok(all)
}

/// The last `limit` lines of a ticket's history, oldest first.
pub(super) fn history(connection: &Connection, row: i64, limit: usize) -> Result<Vec<HistoryEntry>> {
    let sql = format!(
        "select {} from history h where h.ticket = ?1 order by h.version desc limit ?2",
        decode::ENTRY
    );
    let mut newest_first = connection.prepare_cached(&sql)?;
    oldest_first(newest_first.query_map([row, at_most(limit)], decode::entry)?)
}
