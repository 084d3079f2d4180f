//! The rows that a change writes.

use rusqlite::{Result, params};
use tickets::{HistoryEntry, Message, Ticket};

use super::apply::{CommandWriter, StoredTicket};
use super::codes::Code;
use super::decode::to_json;
use super::places;
use super::search_words::ROW_MASK;

impl CommandWriter<'_> {
    /// Keeps a new ticket, and gives it its number if it brings none.
    pub(super) fn insert(&mut self, mut ticket: Ticket) -> Result<StoredTicket> {
        self.head.row = self.free_row(ticket.opened_at.timestamp_millis())?;
        let number = ticket.number.unwrap_or(self.head.number + 1);
        self.head.number = self.head.number.max(number);
        ticket.number = Some(number);
        let place_id = places::enter(self.connection, ticket.place.as_ref())?;
        self.execute(
            "insert into ticket (row, id, number, opened_at, status, category, category_by, sure, modified_at,
                closed_at, version, description_version, place_version, messages, last_word, waiting_since,
                stamp, place_id, place, assignment, description)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
            params![
                self.head.row,
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
                assignment(&ticket)?,
                ticket.description.as_str(),
            ],
        )?;
        self.tally.add(&ticket, 1);
        Ok(StoredTicket {
            row: self.head.row,
            place_id,
            ticket,
            is_new: true,
        })
    }

    /// The next row whose full-text rowid is free: past two million tickets, one that was opened in the same
    /// millisecond may have it.
    fn free_row(&self, opened_ms: i64) -> Result<i64> {
        let mut row = self.head.row + 1;
        while row > ROW_MASK && self.is_taken(opened_ms, row)? {
            row += 1;
        }
        Ok(row)
    }

    fn is_taken(&self, opened_ms: i64, row: i64) -> Result<bool> {
        let sql =
            format!("select exists (select 1 from ticket where opened_at = ?1 and row & {ROW_MASK} = ?2)");
        let mut taken = self.connection.prepare_cached(&sql)?;
        taken.query_row([opened_ms, row & ROW_MASK], |row| row.get(0))
    }

    /// Keeps a ticket that was changed.
    pub(super) fn update(&mut self, before: &StoredTicket, ticket: Ticket) -> Result<StoredTicket> {
        let place_id = if before.ticket.place == ticket.place {
            before.place_id
        } else {
            places::leave(self.connection, before.place_id)?;
            places::enter(self.connection, ticket.place.as_ref())?
        };
        self.execute(
            "update ticket set status = ?2, category = ?3, category_by = ?4, sure = ?5, modified_at = ?6,
                closed_at = ?7, version = ?8, description_version = ?9, place_version = ?10, messages = ?11,
                last_word = ?12, waiting_since = ?13, stamp = ?14, place_id = ?15, place = ?16,
                assignment = ?17, description = ?18
            where row = ?1",
            params![
                before.row,
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
                assignment(&ticket)?,
                ticket.description.as_str(),
            ],
        )?;
        self.tally.add(&before.ticket, -1);
        self.tally.add(&ticket, 1);
        self.judged.add(&before.ticket, -1);
        self.judged.add(&ticket, 1);
        Ok(StoredTicket {
            row: before.row,
            place_id,
            ticket,
            is_new: false,
        })
    }

    /// Adds a line of history.
    pub(super) fn history(&self, row: i64, entry: &HistoryEntry, print: &[u8; 16]) -> Result<()> {
        self.execute(
            "insert into history (ticket, version, command, fingerprint, at, role, name, event)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                row,
                entry.version,
                entry.command.0.as_bytes(),
                print,
                entry.at.timestamp_millis(),
                Code(entry.role),
                entry.name.as_ref().map(tickets::Name::as_str),
                to_json(&entry.event)?,
            ],
        )
    }

    /// Adds a message to a thread.
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
}

fn assignment(ticket: &Ticket) -> Result<Option<String>> {
    ticket.assignment.as_ref().map(to_json).transpose()
}
