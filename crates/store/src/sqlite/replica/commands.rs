//! The tables of a replica's commands: outbox, sent, attention.

use rusqlite::{Connection, OptionalExtension, Params, Result, Row, params};
use serde::{Deserialize, Serialize};
use tickets::{Command, CommandId, TicketId};

use super::super::decode::{self, to_json};
use crate::shared::replica::VERSION;
use crate::{Attention, ClosedTicket, Sent, Unreadable, Waiting};

/// A command as it is stored. What the tables are searched by has columns of its own.
#[derive(Serialize, Deserialize)]
struct Body {
    command: Command,
    #[serde(default)]
    again: bool,
    #[serde(default)]
    number: Option<u64>,
}

impl Body {
    fn json(waiting: &Waiting) -> Result<String> {
        to_json(&Self {
            command: waiting.command.clone(),
            again: waiting.again,
            number: waiting.number,
        })
    }
}

const OUTBOX: &str = "select seq, fingerprint, body, expected from outbox";
const SENT: &str = "select seq, fingerprint, body, null, accepted_at from sent";

/// All waiting commands.
pub(super) fn outbox(connection: &Connection) -> Result<Vec<Waiting>> {
    all(connection, OUTBOX, "order by seq", [], read_waiting)
}

/// A ticket's waiting commands.
pub(super) fn outbox_of(connection: &Connection, id: TicketId) -> Result<Vec<Waiting>> {
    let condition = "where ticket = ?1 order by seq";
    all(connection, OUTBOX, condition, [id.0.as_bytes()], read_waiting)
}

pub(super) fn waiting(connection: &Connection, command: CommandId) -> Result<Option<Waiting>> {
    let condition = "where command = ?1";
    let found = all(
        connection,
        OUTBOX,
        condition,
        [command.0.as_bytes()],
        read_waiting,
    )?;
    Ok(found.into_iter().next())
}

pub(super) fn put_waiting(connection: &Connection, waiting: &Waiting) -> Result<()> {
    connection
        .prepare_cached(
            "insert or replace into outbox (seq, command, ticket, fingerprint, expected, body)
            values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            waiting.seq,
            waiting.command.id.0.as_bytes(),
            waiting.command.ticket.0.as_bytes(),
            waiting.fingerprint,
            waiting.expected,
            Body::json(waiting)?
        ])
        .map(drop)
}

/// The command with a place in the order of all commands.
pub(super) fn command_at(connection: &Connection, seq: u64) -> Result<Option<CommandId>> {
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "select command from outbox where seq = ?1 union all select command from sent where seq = ?1",
        )?
        .query_row([seq], |row| decode::id(row, 0).map(CommandId))
        .optional()
}

/// All sent commands.
pub(super) fn all_sent(connection: &Connection) -> Result<Vec<Sent>> {
    all(connection, SENT, "order by seq", [], read_sent)
}

pub(super) fn sent(connection: &Connection, command: CommandId) -> Result<Option<Sent>> {
    let condition = "where command = ?1";
    let found = all(connection, SENT, condition, [command.0.as_bytes()], read_sent)?;
    Ok(found.into_iter().next())
}

/// A ticket's sent commands.
pub(super) fn sent_of(connection: &Connection, id: TicketId) -> Result<Vec<Sent>> {
    let condition = "where ticket = ?1 order by seq";
    all(connection, SENT, condition, [id.0.as_bytes()], read_sent)
}

pub(super) fn put_sent(connection: &Connection, sent: &Sent) -> Result<()> {
    let waiting = &sent.waiting;
    connection
        .prepare_cached(
            "insert or replace into sent (seq, command, ticket, fingerprint, accepted_at, body)
            values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            waiting.seq,
            waiting.command.id.0.as_bytes(),
            waiting.command.ticket.0.as_bytes(),
            waiting.fingerprint,
            sent.accepted_at.timestamp_millis(),
            Body::json(waiting)?
        ])
        .map(drop)
}

pub(super) fn put_attention(connection: &Connection, item: &Attention) -> Result<()> {
    connection
        .prepare_cached(
            "insert or replace into attention (command, ticket, at, refusal, body) values (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            item.command.id.0.as_bytes(),
            item.command.ticket.0.as_bytes(),
            item.at.timestamp_millis(),
            to_json(&item.refusal)?,
            to_json(&item.command)?
        ])
        .map(drop)
}

/// The values that could not be read.
pub(super) fn unreadable(connection: &Connection) -> Result<Unreadable> {
    connection
        .prepare_cached("select count(*), coalesce(max(version <> ?1), 0) from unreadable")?
        .query_row([VERSION], |row| {
            Ok(Unreadable {
                values: row.get(0)?,
                of_another_version: row.get(1)?,
            })
        })
}

const ATTENTION: &str = "select body, at, refusal from attention";

/// The refused commands.
pub(super) fn attention(connection: &Connection) -> Result<Vec<Attention>> {
    all(connection, ATTENTION, "order by at, command", [], read_attention)
}

/// A ticket's refused commands.
pub(super) fn attention_of(connection: &Connection, id: TicketId) -> Result<Vec<Attention>> {
    let condition = "where ticket = ?1 order by at, command";
    all(
        connection,
        ATTENTION,
        condition,
        [id.0.as_bytes()],
        read_attention,
    )
}

pub(super) fn put_closed(connection: &Connection, closed: &ClosedTicket) -> Result<()> {
    connection
        .prepare_cached("insert or replace into closed (ticket, number, closed_at) values (?1, ?2, ?3)")?
        .execute(params![
            closed.id.0.as_bytes(),
            closed.number,
            closed.closed_at.timestamp_millis()
        ])
        .map(drop)
}

pub(super) fn closed(connection: &Connection, id: TicketId) -> Result<Option<ClosedTicket>> {
    connection
        .prepare_cached("select number, closed_at from closed where ticket = ?1")?
        .query_row([id.0.as_bytes()], |row| {
            Ok(ClosedTicket {
                id,
                number: row.get(0)?,
                closed_at: decode::time(row, 1)?,
            })
        })
        .optional()
}

fn read_attention(row: &Row<'_>) -> Result<Attention> {
    Ok(Attention {
        command: decode::json(row, 0)?,
        at: decode::time(row, 1)?,
        refusal: decode::json(row, 2)?,
    })
}

fn read_waiting(row: &Row<'_>) -> Result<Waiting> {
    let body: Body = decode::json(row, 2)?;
    Ok(Waiting {
        seq: row.get(0)?,
        fingerprint: row.get(1)?,
        command: body.command,
        again: body.again,
        number: body.number,
        expected: row.get(3)?,
    })
}

fn read_sent(row: &Row<'_>) -> Result<Sent> {
    Ok(Sent {
        waiting: read_waiting(row)?,
        accepted_at: decode::time(row, 4)?,
    })
}

fn all<T>(
    connection: &Connection,
    select: &str,
    condition: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut found = connection.prepare_cached(&format!("{select} {condition}"))?;
    found.query_map(values, read)?.collect()
}
