//! A replica's lines of history and messages in SQLite.

use rusqlite::{Result, params};
use tickets::{CommandId, Message, TicketId};

use super::super::stored_ticket::StoredTicket;
use super::super::{corrections, thread};
use super::rows::ReplicaRows;
use crate::HistoryLine;
use crate::shared::fingerprint::without_text;
use crate::shared::replica::{LineWithMessage, Rows, StoredLine};

impl ReplicaRows<'_> {
    /// Writes a line of an existing ticket, with its message.
    pub(super) fn write_line(&mut self, line: &LineWithMessage, fingerprint: &[u8; 16]) -> Result<()> {
        let HistoryLine {
            ticket,
            given_at,
            entry,
        } = &line.line;
        let Some(stored) = StoredTicket::find(self.connection, *ticket)? else {
            return Ok(());
        };
        let known = self.line(entry.command)?;
        if known.as_ref().is_none_or(|known| known.entry != *entry) {
            if let Some(known) = &known {
                self.remove_line(&stored, known)?;
            }
            let taken = "select exists (select 1 from history where ticket = ?1 and version = ?2)";
            let mut taken = self.connection.prepare_cached(taken)?;
            if taken.query_row(params![stored.row, entry.version], |row| row.get(0))? {
                return Ok(());
            }
            self.change_text(&stored)?;
            let fingerprint = known.map_or(*fingerprint, |known| without_text(known.fingerprint));
            self.rows.history(stored.row, entry, &fingerprint, *given_at)?;
            corrections::add(self.connection, stored.row, &stored.ticket, entry)?;
        }
        match &line.message {
            Some(message) => self.write_message(message),
            None => Ok(()),
        }
    }

    /// Writes the message of a stored line.
    pub(super) fn write_message(&mut self, message: &Message) -> Result<()> {
        let command = CommandId(message.id.0);
        let (Some(stored), Some(known)) = (
            StoredTicket::find(self.connection, message.ticket)?,
            self.line(command)?,
        ) else {
            return Ok(());
        };
        let version = known.entry.version;
        match thread::message_at(self.connection, stored.row, version, message.ticket)? {
            Some(before) if before == *message => return Ok(()),
            Some(_) => {
                self.execute(
                    "delete from message where ticket = ?1 and version = ?2",
                    params![stored.row, version],
                )?;
                self.execute(
                    "update history set fingerprint = ?2 where command = ?1",
                    params![command.0.as_bytes(), without_text(known.fingerprint)],
                )?;
            }
            None => {}
        }
        self.change_text(&stored)?;
        self.rows.message(stored.row, version, message)
    }

    /// Deletes a ticket's lines and messages from a version on.
    pub(super) fn delete_lines(&mut self, id: TicketId, from: u64) -> Result<()> {
        let Some(stored) = StoredTicket::find(self.connection, id)? else {
            return Ok(());
        };
        self.change_text(&stored)?;
        for table in ["history", "message", "correction"] {
            self.execute(
                &format!("delete from {table} where ticket = ?1 and version >= ?2"),
                params![stored.row, from],
            )?;
        }
        Ok(())
    }

    fn remove_line(&self, stored: &StoredTicket, known: &StoredLine) -> Result<()> {
        let command = known.entry.command;
        self.execute("delete from history where command = ?1", [command.0.as_bytes()])?;
        self.execute(
            "delete from correction where ticket = ?1 and version = ?2",
            params![stored.row, known.entry.version],
        )
    }
}
