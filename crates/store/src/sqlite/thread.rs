//! Reads one ticket, with its messages and its history.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use tickets::{HistoryEntry, Message, Ticket, TicketId, TicketPage, TicketRef};

use super::decode::{self, Listed};

/// A ticket, if it exists.
pub(super) fn ticket(connection: &Connection, which: TicketRef) -> Result<Option<Ticket>> {
    Ok(find(connection, which)?.map(|(_, ticket)| ticket))
}

/// A ticket with its messages and history, if it exists.
pub(super) fn ticket_page(connection: &Connection, which: TicketRef) -> Result<Option<TicketPage>> {
    let Some((row, ticket)) = find(connection, which)? else {
        return Ok(None);
    };
    Ok(Some(TicketPage {
        messages: thread(connection, row, ticket.id)?,
        history: history(connection, row)?,
        ticket,
    }))
}

/// A ticket's messages, oldest first.
pub(super) fn messages(connection: &Connection, which: TicketRef) -> Result<Vec<Message>> {
    match find(connection, which)? {
        Some((row, ticket)) => thread(connection, row, ticket.id),
        None => Ok(Vec::new()),
    }
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

/// The name of the person who reported the ticket at a row.
pub(super) fn reporter(connection: &Connection, row: i64) -> Result<Option<String>> {
    let name = connection
        .prepare_cached("select name from history where ticket = ?1 order by version limit 1")?
        .query_row([row], |row| row.get(0))
        .optional()?;
    Ok(name.flatten())
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

fn thread(connection: &Connection, row: i64, ticket: TicketId) -> Result<Vec<Message>> {
    let sql = format!(
        "select {} from message m where m.ticket = ?1 order by m.version",
        decode::MESSAGE
    );
    connection
        .prepare_cached(&sql)?
        .query_map([row], |row| decode::message(row, ticket))?
        .collect()
}

/// A ticket's history, oldest first.
pub(super) fn history(connection: &Connection, row: i64) -> Result<Vec<HistoryEntry>> {
    let sql = format!(
        "select {} from history h where h.ticket = ?1 order by h.version",
        decode::ENTRY
    );
    connection
        .prepare_cached(&sql)?
        .query_map([row], decode::entry)?
        .collect()
}
