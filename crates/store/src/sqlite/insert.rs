//! Writes the rows of a change: ticket, line of history, message.

use chrono::{DateTime, Utc};
use rusqlite::types::ToSql;
use rusqlite::{Connection, Result, params};
use tickets::{HistoryEntry, Message, Ticket};

use super::codes::Code;
use super::decode::to_json;
use super::head::Head;
use super::search_rowid::ROW_MASK;
use super::stored_ticket::StoredTicket;
use super::{counters, links, places};
use crate::shared::counters::Counters;

/// Writes rows, and assigns stamps, rows and numbers, inside a transaction that the caller begins and commits.
pub(super) struct RowWriter<'c> {
    connection: &'c Connection,
    head: Head,
    counters: Counters,
}

/// The columns of a ticket, numbered for [`RowWriter::write`]. An update leaves the id, number and opening.
const INSERT: &str =
    "insert into ticket (row, id, number, opened_at, status, category, category_by, sure, modified_at,
        closed_at, version, description_version, place_version, messages, last_word, waiting_since,
        stamp, place_id, place, assignment, description)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";
const UPDATE: &str =
    "update ticket set status = ?5, category = ?6, category_by = ?7, sure = ?8, modified_at = ?9,
        closed_at = ?10, version = ?11, description_version = ?12, place_version = ?13, messages = ?14,
        last_word = ?15, waiting_since = ?16, stamp = ?17, place_id = ?18, place = ?19, assignment = ?20,
        description = ?21
    where row = ?1";

impl<'c> RowWriter<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            connection,
            head: Head::load(connection)?,
            counters: Counters::default(),
        })
    }

    /// The numbers and counters so far, for [`RowWriter::reset`].
    pub(super) fn numbers(&self) -> (Head, Counters) {
        (self.head, self.counters)
    }

    /// Resets numbers and counters after a savepoint was rolled back.
    pub(super) fn reset(&mut self, (head, counters): (Head, Counters)) {
        (self.head, self.counters) = (head, counters);
    }

    /// The last number of a ticket.
    pub(super) fn last_number(&self) -> u64 {
        self.head.number
    }

    /// Assigns the next number of the feed: the stamp of the rows that follow.
    pub(super) fn next_stamp(&mut self) {
        self.head.feed += 1;
    }

    /// The stamp of the rows that are written now.
    pub(super) fn stamp(&self) -> u64 {
        self.head.feed
    }

    /// Reserves the numbers that imported tickets bring, so that no other ticket gets them.
    pub(super) fn reserve(&mut self, numbers: impl Iterator<Item = u64>) {
        self.head.number = numbers.fold(self.head.number, u64::max);
    }

    /// Writes counters and last numbers; returns the feed's last number.
    pub(super) fn finish(self) -> Result<u64> {
        counters::add(self.connection, &self.counters)?;
        self.head.save(self.connection)?;
        Ok(self.head.feed)
    }

    /// Writes a new ticket, and assigns its number if it has none.
    pub(super) fn insert(&mut self, mut ticket: Ticket) -> Result<StoredTicket> {
        let number = ticket.number.unwrap_or(self.head.number + 1);
        self.head.number = self.head.number.max(number);
        ticket.number = Some(number);
        self.insert_as_is(ticket)
    }

    /// Writes a ticket of the hub, or a prediction, which has no number. A closed ticket counts as reviewed: the feed does
    /// not say whether it was imported.
    pub(super) fn insert_replicated(&mut self, ticket: Ticket) -> Result<StoredTicket> {
        self.counters.add_reviewed(&ticket);
        self.insert_as_is(ticket)
    }

    fn insert_as_is(&mut self, ticket: Ticket) -> Result<StoredTicket> {
        self.head.row = self.free_row(ticket.opened_at.timestamp_millis())?;
        let place_id = places::add_use(self.connection, ticket.place.as_ref())?;
        self.write(INSERT, self.head.row, place_id, &ticket)?;
        links::add(self.connection, self.head.row, &ticket)?;
        self.counters.add_new(&ticket);
        Ok(StoredTicket {
            row: self.head.row,
            place_id,
            ticket,
            is_new: true,
        })
    }

    /// The next row whose full-text rowid is free: beyond two million tickets, a ticket that was opened in the same
    /// millisecond may have it.
    fn free_row(&self, opened_ms: i64) -> Result<i64> {
        let mut row = self.head.row + 1;
        while row > ROW_MASK && self.is_used(opened_ms, row)? {
            row += 1;
        }
        Ok(row)
    }

    fn is_used(&self, opened_ms: i64, row: i64) -> Result<bool> {
        let sql =
            format!("select exists (select 1 from ticket where opened_at = ?1 and row & {ROW_MASK} = ?2)");
        let mut used = self.connection.prepare_cached(&sql)?;
        used.query_row([opened_ms, row & ROW_MASK], |row| row.get(0))
    }

    /// Writes a changed ticket.
    pub(super) fn update(&mut self, before: &StoredTicket, ticket: Ticket) -> Result<StoredTicket> {
        let place_id = if before.ticket.place == ticket.place {
            before.place_id
        } else {
            places::remove_use(self.connection, before.place_id)?;
            places::add_use(self.connection, ticket.place.as_ref())?
        };
        self.write(UPDATE, before.row, place_id, &ticket)?;
        self.counters.replace(&before.ticket, &ticket);
        Ok(StoredTicket {
            row: before.row,
            place_id,
            ticket,
            is_new: false,
        })
    }

    /// Executes [`INSERT`] or [`UPDATE`].
    fn write(&self, sql: &str, row: i64, place_id: Option<i64>, ticket: &Ticket) -> Result<()> {
        self.execute(
            sql,
            params![
                row,
                ticket.id.0.as_bytes(),
                ticket.number,
                ticket.opened_at.timestamp_millis(),
                Code(ticket.status),
                Code(ticket.category),
                Code(ticket.category_by),
                ticket.sure(),
                ticket.modified_at.timestamp_millis(),
                ticket.closed_at.map(|at| at.timestamp_millis()),
                ticket.version,
                ticket.description_version,
                ticket.place_version,
                ticket.messages,
                ticket.last_word.map(Code),
                ticket.waiting_since.map(|at| at.timestamp_millis()),
                self.head.feed,
                place_id,
                ticket.place.as_ref().map(tickets::Place::as_str),
                ticket.assignment.as_ref().map(to_json).transpose()?,
                ticket.description.as_str(),
            ],
        )
    }

    /// Deletes a ticket with its messages, its history, its corrections and its link. The full text stays.
    pub(super) fn remove(&mut self, stored: &StoredTicket) -> Result<()> {
        for table in ["message", "history", "correction", "follow_up"] {
            self.execute(&format!("delete from {table} where ticket = ?1"), &[&stored.row])?;
        }
        self.execute("delete from ticket where row = ?1", &[&stored.row])?;
        places::remove_use(self.connection, stored.place_id)?;
        self.counters.remove(&stored.ticket);
        Ok(())
    }

    /// Writes a line of history.
    pub(super) fn history(
        &self,
        row: i64,
        entry: &HistoryEntry,
        fingerprint: &[u8; 16],
        given_at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.execute(
            "insert into history (ticket, version, command, fingerprint, at, role, name, event, stamp, given_at)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                row,
                entry.version,
                entry.command.0.as_bytes(),
                fingerprint,
                entry.at.timestamp_millis(),
                Code(entry.role),
                entry.name.as_ref().map(tickets::Name::as_str),
                to_json(&entry.event)?,
                self.head.feed,
                given_at.map(|at| at.timestamp_millis()),
            ],
        )
    }

    /// Writes a message.
    pub(super) fn message(&self, row: i64, version: u64, message: &Message) -> Result<()> {
        self.execute(
            "insert into message (ticket, version, id, role, name, at, stamp, body)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                row,
                version,
                message.id.0.as_bytes(),
                Code(message.role),
                message.name.as_ref().map(tickets::Name::as_str),
                message.created_at.timestamp_millis(),
                self.head.feed,
                message.body.as_str(),
            ],
        )
    }

    fn execute(&self, sql: &str, values: &[&dyn ToSql]) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute(values).map(drop)
    }
}
