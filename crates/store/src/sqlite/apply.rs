//! Applies commands in a transaction: ticket, line of history, message, counters, full text and number of the feed,
//! all or nothing.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Result};
use tickets::{Change, Command, CommandId, Event, Refusal, decide};

use super::full_text::{ChangedTexts, IndexedText};
use super::insert::RowWriter;
use super::stored_ticket::StoredTicket;
use super::{corrections, thread};
use crate::shared::fingerprint::{fingerprint, is_repetition};
use crate::shared::{base, no_change, number, removal};
use crate::{Accepted, Decision};

/// Applies commands, inside a transaction that the caller begins and commits.
pub(super) struct CommandWriter<'c> {
    connection: &'c Connection,
    rows: RowWriter<'c>,
    texts: ChangedTexts,
}

impl<'c> CommandWriter<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            connection,
            rows: RowWriter::new(connection)?,
            texts: ChangedTexts::default(),
        })
    }

    /// Applies one command inside its own savepoint.
    ///
    /// The outer error aborts the whole transaction. The inner error concerns this command only, of which nothing
    /// was written.
    pub(super) fn apply(&mut self, command: &Command, now: DateTime<Utc>) -> Result<Result<Decision>> {
        let before = self.rows.numbers();
        self.execute("savepoint command")?;
        let decided = self.decide_and_write(command, now);
        if !matches!(decided, Ok(Ok(_))) {
            self.rows.reset(before);
            if self.connection.is_autocommit() {
                // SQLite has already rolled the whole transaction back (the disk is full).
                return decided.map(Ok);
            }
            self.execute("rollback to command")?;
        }
        self.execute("release command")?;
        Ok(decided)
    }

    /// Writes what is written once a transaction; returns the feed's last number.
    ///
    /// The full text is part of it: FTS5 would write a segment for each savepoint.
    pub(super) fn finish(self) -> Result<u64> {
        self.texts.write(self.connection)?;
        self.rows.finish()
    }

    fn decide_and_write(&mut self, command: &Command, now: DateTime<Utc>) -> Result<Decision> {
        let fingerprint = fingerprint(command);
        if let Some(earlier) = self.earlier(command.id)? {
            return self.repeat(command.id, &earlier, &fingerprint);
        }
        let before = StoredTicket::find(self.connection, command.ticket)?;
        let row = before.as_ref().map(|stored| stored.row);
        let resolved = base::resolve(command, |earlier| self.version_after(earlier, row))?;
        let ticket = before.as_ref().map(|stored| &stored.ticket);
        let mut change = match decide(ticket, &resolved, now) {
            Ok(change) => change,
            Err(refusal) => return Ok(no_change::accept(command, ticket, refusal)),
        };
        if let Some(message) = removal::removed_message(command)
            && let Some(before) = &before
            && !super::removal::has_text(self.connection, before, message)?
        {
            return Ok(Err(Refusal::NothingToChange));
        }
        if before.is_none() {
            change.ticket.number = self.number_again(command)?;
        }
        let accepted = self.write(before, change, &fingerprint, command.given_at)?;
        Ok(Ok(accepted))
    }

    fn write(
        &mut self,
        before: Option<StoredTicket>,
        change: Change,
        fingerprint: &[u8; 16],
        given_at: DateTime<Utc>,
    ) -> Result<Accepted> {
        let Change {
            ticket,
            entry,
            message,
        } = change;
        self.rows.next_stamp();
        let stored = match before {
            None => self.rows.insert(ticket)?,
            Some(before) => {
                let stored = self.rows.update(&before, ticket)?;
                if let Event::TextRemoved { text } = entry.event {
                    super::removal::remove(self.connection, &before, text, self.rows.stamp())?;
                }
                stored
            }
        };
        self.rows
            .history(stored.row, &entry, fingerprint, Some(given_at))?;
        corrections::add(self.connection, stored.row, &stored.ticket, &entry)?;
        if let Some(message) = &message {
            self.rows.message(stored.row, entry.version, message)?;
        }
        self.texts.push(IndexedText::of(&stored));
        Ok(Accepted {
            ticket: stored.ticket,
            entry: Some(entry),
            message,
            repeated: false,
        })
    }

    /// The number that a report brings from before a restore, if it is free.
    fn number_again(&self, command: &Command) -> Result<Option<u64>> {
        let Some(number) = number::wanted(command, self.rows.last_number()) else {
            return Ok(None);
        };
        let mut used = self
            .connection
            .prepare_cached("select exists (select 1 from ticket where number = ?1)")?;
        let used: bool = used.query_row([number], |row| row.get(0))?;
        Ok((!used).then_some(number))
    }

    /// What was accepted under this command's id before.
    fn earlier(&self, command: CommandId) -> Result<Option<Earlier>> {
        self.connection
            .prepare_cached("select ticket, version, fingerprint from history where command = ?1")?
            .query_row([command.0.as_bytes()], |row| {
                Ok(Earlier {
                    row: row.get(0)?,
                    version: row.get(1)?,
                    fingerprint: row.get(2)?,
                })
            })
            .optional()
    }

    /// The version that an accepted command made of the ticket at `row`.
    fn version_after(&self, command: CommandId, row: Option<i64>) -> Result<Option<u64>> {
        let earlier = self.earlier(command)?;
        let same_ticket = earlier.filter(|earlier| Some(earlier.row) == row);
        Ok(same_ticket.map(|earlier| earlier.version))
    }

    /// Answers a command whose id is known.
    fn repeat(&self, command: CommandId, earlier: &Earlier, fingerprint: &[u8; 16]) -> Result<Decision> {
        if !is_repetition(&earlier.fingerprint, fingerprint) {
            return Ok(Err(Refusal::CommandReused));
        }
        let ticket = thread::ticket_at(self.connection, earlier.row)?;
        let message = thread::message_at(self.connection, earlier.row, earlier.version, ticket.id)?;
        debug_assert!(message.as_ref().is_none_or(|message| message.id.0 == command.0));
        Ok(Ok(Accepted {
            ticket,
            entry: Some(thread::entry_at(self.connection, earlier.row, earlier.version)?),
            message,
            repeated: true,
        }))
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }
}

/// The line of history of an accepted command.
struct Earlier {
    row: i64,
    version: u64,
    fingerprint: [u8; 16],
}
