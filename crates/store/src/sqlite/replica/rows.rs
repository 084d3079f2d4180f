//! The rows of a replica in SQLite, inside a transaction that the caller begins and commits.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Result, params};
use tickets::{CommandId, Message, Place, TextPart, Ticket, TicketId};
use uuid::Uuid;

use super::super::codes::Code;
use super::super::decode::{self, to_json};
use super::super::full_text::{self, IndexedText};
use super::super::insert::RowWriter;
use super::super::stored_ticket::StoredTicket;
use super::super::{erase, places, thread};
use super::commands;
use crate::shared::replica::{Hub, LineWithMessage, Rows, StoredLine, VERSION};
use crate::{Attention, ClosedTicket, Sent, Waiting};

/// Writes the rows of a replica.
pub(super) struct ReplicaRows<'c> {
    pub(super) connection: &'c Connection,
    pub(super) rows: RowWriter<'c>,
    /// The tickets whose full text is written at the end, by row.
    texts: BTreeMap<i64, TicketId>,
}

impl<'c> ReplicaRows<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            connection,
            rows: RowWriter::new(connection)?,
            texts: BTreeMap::new(),
        })
    }

    /// Writes what is written once a transaction.
    pub(super) fn finish(mut self) -> Result<()> {
        for id in std::mem::take(&mut self.texts).into_values() {
            if let Some(stored) = StoredTicket::find(self.connection, id)? {
                IndexedText::of(&stored).write(self.connection)?;
            }
        }
        self.rows.finish().map(drop)
    }

    /// Removes a ticket's full text once; [`ReplicaRows::finish`] writes it again.
    pub(super) fn change_text(&mut self, stored: &StoredTicket) -> Result<()> {
        if self.texts.insert(stored.row, stored.ticket.id).is_none() {
            full_text::remove(self.connection, stored)?;
        }
        Ok(())
    }

    fn update(&mut self, before: StoredTicket, ticket: &Ticket, epoch: u64) -> Result<()> {
        self.change_text(&before)?;
        let stored = self.rows.update(&before, ticket.clone())?;
        self.forget_place(before.ticket.place.as_ref())?;
        self.execute(
            "update ticket set number = ?2, opened_at = ?3, epoch = ?4 where row = ?1",
            params![
                stored.row,
                ticket.number,
                ticket.opened_at.timestamp_millis(),
                epoch
            ],
        )
    }

    /// A place that no ticket has any more is no suggestion here: it may be a text that the hub removed.
    fn forget_place(&self, place: Option<&Place>) -> Result<()> {
        place.map_or(Ok(()), |place| places::delete_unused(self.connection, place))
    }

    /// Whether the desk has any ticket.
    pub(super) fn has_tickets(&self) -> Result<bool> {
        let mut any = self
            .connection
            .prepare_cached("select exists (select 1 from ticket)")?;
        any.query_row([], |row| row.get(0))
    }

    pub(super) fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute(values).map(drop)
    }
}

impl Rows for ReplicaRows<'_> {
    type Error = rusqlite::Error;

    fn hub(&self) -> Result<Option<Hub>> {
        hub(self.connection)
    }

    fn set_hub(&mut self, hub: &Hub) -> Result<()> {
        self.execute(
            "insert or replace into hub (one, role, last_seq, position) values (1, ?1, ?2, ?3)",
            params![
                Code(hub.role),
                hub.last_seq,
                hub.position.as_ref().map(to_json).transpose()?
            ],
        )
    }

    fn ticket(&self, id: TicketId) -> Result<Option<(Ticket, u64)>> {
        let Some(stored) = StoredTicket::find(self.connection, id)? else {
            return Ok(None);
        };
        let mut epochs = self
            .connection
            .prepare_cached("select epoch from ticket where row = ?1")?;
        let epoch = epochs.query_row([stored.row], |row| row.get(0))?;
        Ok(Some((stored.ticket, epoch)))
    }

    fn put_ticket(&mut self, ticket: &Ticket, epoch: u64) -> Result<()> {
        let mut ticket = ticket.clone();
        let taken = "select exists (select 1 from ticket where number = ?1 and id <> ?2 and epoch > ?3)";
        let mut taken = self.connection.prepare_cached(taken)?;
        if taken.query_row(params![ticket.number, ticket.id.0.as_bytes(), epoch], |row| {
            row.get(0)
        })? {
            ticket.number = None;
        }
        let ticket = &ticket;
        self.execute(
            "update ticket set number = null where number = ?1 and id <> ?2",
            params![ticket.number, ticket.id.0.as_bytes()],
        )?;
        self.rows.next_stamp();
        if let Some(before) = StoredTicket::find(self.connection, ticket.id)? {
            return self.update(before, ticket, epoch);
        }
        let stored = self.rows.insert_replicated(ticket.clone())?;
        self.texts.insert(stored.row, ticket.id);
        self.execute(
            "update ticket set epoch = ?2 where row = ?1",
            params![stored.row, epoch],
        )
    }

    fn remove_ticket(&mut self, id: TicketId) -> Result<()> {
        let Some(stored) = StoredTicket::find(self.connection, id)? else {
            return Ok(());
        };
        self.change_text(&stored)?;
        self.rows.next_stamp();
        self.rows.remove(&stored)?;
        self.forget_place(stored.ticket.place.as_ref())?;
        erase::later(self.connection)
    }

    fn outdated(&self, epoch: u64) -> Result<Vec<TicketId>> {
        let mut old = self
            .connection
            .prepare_cached("select id from ticket where epoch < ?1")?;
        old.query_map([epoch], |row| decode::id(row, 0).map(TicketId))?
            .collect()
    }

    fn put_line(&mut self, line: &LineWithMessage, fingerprint: &[u8; 16]) -> Result<()> {
        self.write_line(line, fingerprint)
    }

    fn put_message(&mut self, message: &Message) -> Result<()> {
        self.write_message(message)
    }

    fn remove_lines(&mut self, id: TicketId, from: u64) -> Result<()> {
        self.delete_lines(id, from)
    }

    fn line(&self, command: CommandId) -> Result<Option<StoredLine>> {
        let sql = format!(
            "select {}, t.id, h.fingerprint from history h join ticket t on t.row = h.ticket where h.command = ?1",
            decode::ENTRY
        );
        self.connection
            .prepare_cached(&sql)?
            .query_row([command.0.as_bytes()], |row| {
                Ok(StoredLine {
                    entry: decode::entry(row)?,
                    ticket: TicketId(decode::id(row, 6)?),
                    fingerprint: row.get(7)?,
                })
            })
            .optional()
    }

    fn command_of(&self, ticket: TicketId, version: u64) -> Result<Option<CommandId>> {
        self.connection
            .prepare_cached(
                "select h.command from history h join ticket t on t.row = h.ticket where t.id = ?1 and h.version = ?2",
            )?
            .query_row(params![ticket.0.as_bytes(), version], |row| {
                decode::id(row, 0).map(CommandId)
            })
            .optional()
    }

    fn message(&self, ticket: TicketId, command: CommandId) -> Result<Option<Message>> {
        let (Some(stored), Some(known)) = (StoredTicket::find(self.connection, ticket)?, self.line(command)?)
        else {
            return Ok(None);
        };
        thread::message_at(self.connection, stored.row, known.entry.version, ticket)
    }

    fn put_early(&mut self, early: &LineWithMessage) -> Result<()> {
        self.execute(
            "insert or replace into early (ticket, version, body) values (?1, ?2, ?3)",
            params![
                early.line.ticket.0.as_bytes(),
                early.line.entry.version,
                to_json(early)?
            ],
        )
    }

    fn take_early(&mut self, id: TicketId, until: u64) -> Result<Vec<LineWithMessage>> {
        let until = i64::try_from(until).unwrap_or(i64::MAX);
        let mut found = self
            .connection
            .prepare_cached("select body from early where ticket = ?1 and version <= ?2 order by version")?;
        let early: Vec<LineWithMessage> = found
            .query_map(params![id.0.as_bytes(), until], |row| decode::json(row, 0))?
            .collect::<Result<_>>()?;
        if !early.is_empty() {
            self.execute(
                "delete from early where ticket = ?1 and version <= ?2",
                params![id.0.as_bytes(), until],
            )?;
        }
        Ok(early)
    }

    fn clear_early(&mut self) -> Result<()> {
        self.execute("delete from early", [])
    }

    fn base(&self, id: TicketId) -> Result<Option<Option<Ticket>>> {
        self.connection
            .prepare_cached("select body from base where ticket = ?1")?
            .query_row([id.0.as_bytes()], |row| decode::json(row, 0))
            .optional()
    }

    fn set_base(&mut self, id: TicketId, base: Option<&Option<Ticket>>) -> Result<()> {
        match base {
            None => self.execute("delete from base where ticket = ?1", [id.0.as_bytes()]),
            Some(base) => self.execute(
                "insert or replace into base (ticket, body) values (?1, ?2)",
                params![id.0.as_bytes(), to_json(base)?],
            ),
        }
    }

    fn all_waiting(&self) -> Result<Vec<Waiting>> {
        commands::outbox(self.connection)
    }

    fn outbox(&self, id: TicketId) -> Result<Vec<Waiting>> {
        commands::outbox_of(self.connection, id)
    }

    fn waiting(&self, command: CommandId) -> Result<Option<Waiting>> {
        commands::waiting(self.connection, command)
    }

    fn put_waiting(&mut self, waiting: &Waiting) -> Result<()> {
        commands::put_waiting(self.connection, waiting)
    }

    fn remove_waiting(&mut self, command: CommandId) -> Result<()> {
        self.execute("delete from outbox where command = ?1", [command.0.as_bytes()])
    }

    fn command_at(&self, seq: u64) -> Result<Option<CommandId>> {
        commands::command_at(self.connection, seq)
    }

    fn all_sent(&self) -> Result<Vec<Sent>> {
        commands::all_sent(self.connection)
    }

    fn sent(&self, command: CommandId) -> Result<Option<Sent>> {
        commands::sent(self.connection, command)
    }

    fn put_sent(&mut self, sent: &Sent) -> Result<()> {
        commands::put_sent(self.connection, sent)
    }

    fn remove_sent(&mut self, command: CommandId) -> Result<()> {
        self.execute("delete from sent where command = ?1", [command.0.as_bytes()])
    }

    fn sent_of(&self, id: TicketId) -> Result<Vec<Sent>> {
        commands::sent_of(self.connection, id)
    }

    fn put_attention(&mut self, attention: &Attention) -> Result<()> {
        commands::put_attention(self.connection, attention)
    }

    fn attention_of(&self, id: TicketId) -> Result<Vec<Attention>> {
        commands::attention_of(self.connection, id)
    }

    fn texts_removed(&mut self, id: TicketId, text: TextPart) -> Result<()> {
        if text == TextPart::AllAndNames {
            self.execute(
                "update ticket set anonymised = 1 where id = ?1",
                [id.0.as_bytes()],
            )?;
        }
        erase::soon(self.connection)
    }

    fn put_closed(&mut self, closed: &ClosedTicket) -> Result<()> {
        commands::put_closed(self.connection, closed)
    }

    fn closed(&self, id: TicketId) -> Result<Option<ClosedTicket>> {
        commands::closed(self.connection, id)
    }

    fn put_unreadable(&mut self, ids: &str) -> Result<()> {
        self.execute("delete from unreadable where body = ?1", [ids])?;
        self.execute(
            "insert into unreadable (version, body) values (?1, ?2)",
            [VERSION, ids],
        )
    }

    fn remove_unreadable(&mut self, id: TicketId) -> Result<()> {
        self.execute(
            "delete from unreadable where instr(body, ?1) > 0",
            [id.0.to_string()],
        )
    }

    fn clear_unreadable(&mut self) -> Result<()> {
        self.execute("delete from unreadable", [])
    }

    fn change_generation(&mut self) -> Result<()> {
        self.execute("update desk set generation = ?1", [Uuid::new_v4().as_bytes()])
    }
}

/// What is known of the hub.
pub(super) fn hub(connection: &Connection) -> Result<Option<Hub>> {
    connection
        .prepare_cached("select role, last_seq, position from hub")?
        .query_row([], |row| {
            let position = row.get_ref(2)?.as_str_or_null().unwrap_or_default();
            Ok(Hub {
                role: row.get::<_, Code<_>>(0)?.0,
                last_seq: row.get(1)?,
                position: position.map(|_| decode::json(row, 2)).transpose()?,
            })
        })
        .optional()
}
