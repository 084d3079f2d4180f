//! What a command leaves in the tables: the ticket, its line of history, its message, the counts, the full
//! text and the number of the feed, all or nothing.

use chrono::{DateTime, Utc};
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Result};
use tickets::{Change, Command, CommandId, Message, Refusal, Ticket, TicketId, decide};

use super::confusions::Judged;
use super::counts::Tally;
use super::decode::Listed;
use super::fingerprint::fingerprint;
use super::full_text::{Text, Texts};
use super::{corrections, search_words, thread};
use crate::{Accepted, Decision};

/// An answer to a command.
pub(super) type Decided = Decision;

/// The last numbers given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// Of the feed.
    pub feed: u64,
    /// The last row of a ticket.
    pub row: i64,
    /// The last number of a ticket.
    pub number: u64,
}

impl Head {
    pub(super) fn load(connection: &Connection) -> Result<Self> {
        connection
            .prepare_cached("select feed, last_row, last_number from desk")?
            .query_row([], |row| {
                Ok(Self {
                    feed: row.get(0)?,
                    row: row.get(1)?,
                    number: row.get(2)?,
                })
            })
    }
}

/// Keeps what is decided, inside a transaction that somebody else begins and commits.
pub(super) struct CommandWriter<'c> {
    pub(super) connection: &'c Connection,
    pub(super) head: Head,
    pub(super) tally: Tally,
    pub(super) judged: Judged,
    texts: Texts,
}

impl<'c> CommandWriter<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            connection,
            head: Head::load(connection)?,
            tally: Tally::default(),
            judged: Judged::default(),
            texts: Texts::default(),
        })
    }

    /// Applies one command inside its own savepoint.
    ///
    /// The outer error ends the whole transaction; the inner one is this command's own, which left no trace.
    pub(super) fn apply(&mut self, command: &Command, now: DateTime<Utc>) -> Result<Result<Decided>> {
        let before = (self.head, self.tally, self.judged);
        self.execute("savepoint command", &[])?;
        let decided = self.decide_and_keep(command, now);
        if !matches!(decided, Ok(Ok(_))) {
            (self.head, self.tally, self.judged) = before;
            if self.connection.is_autocommit() {
                // SQLite has already undone the whole transaction (the disk is full).
                return decided.map(Ok);
            }
            self.execute("rollback to command", &[])?;
        }
        self.execute("release command", &[])?;
        Ok(decided)
    }

    /// Writes what is kept once for the whole transaction; gives the feed's last number.
    ///
    /// The full text is among it: FTS5 would write a part of its index for each savepoint.
    pub(super) fn finish(self) -> Result<u64> {
        self.texts.write(self.connection)?;
        self.tally.keep(self.connection)?;
        self.judged.keep(self.connection)?;
        self.execute(
            "update desk set feed = ?1, last_row = ?2, last_number = ?3",
            &[&self.head.feed, &self.head.row, &self.head.number],
        )?;
        Ok(self.head.feed)
    }

    fn decide_and_keep(&mut self, command: &Command, now: DateTime<Utc>) -> Result<Decided> {
        let print = fingerprint(command);
        if let Some(known) = self.known(command.id)? {
            return self.repeated(command.id, &known, &print);
        }
        let before = kept(self.connection, command.ticket)?;
        let change = match decide(before.as_ref().map(|kept| &kept.ticket), command, now) {
            Ok(change) => change,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (ticket, message) = self.keep(before, change, &print)?;
        Ok(Ok(Accepted {
            ticket,
            message,
            repeated: false,
        }))
    }

    fn keep(
        &mut self,
        before: Option<StoredTicket>,
        change: Change,
        print: &[u8; 16],
    ) -> Result<(Ticket, Option<Message>)> {
        let Change {
            ticket,
            entry,
            message,
        } = change;
        self.advance();
        let kept = match before {
            None => self.insert(ticket)?,
            Some(before) => self.update(&before, ticket)?,
        };
        self.history(kept.row, &entry, print)?;
        corrections::note(self.connection, kept.row, &kept.ticket, &entry)?;
        if let Some(message) = &message {
            self.message(kept.row, entry.version, message)?;
        }
        let thread = match kept.ticket.messages {
            0 => String::new(),
            _ => search_words::thread(
                thread::bodies(self.connection, kept.row)?
                    .iter()
                    .map(String::as_str),
            ),
        };
        self.texts.push(Text::of(&kept, &thread));
        Ok((kept.ticket, message))
    }

    /// Takes the next number of the feed.
    pub(super) fn advance(&mut self) {
        self.head.feed += 1;
    }

    /// Numbers that tickets bring with them are not given to others.
    pub(super) fn pass_over(&mut self, numbers: impl Iterator<Item = u64>) {
        self.head.number = numbers.fold(self.head.number, u64::max);
    }

    /// What was accepted under this command's id before.
    fn known(&self, command: CommandId) -> Result<Option<Known>> {
        self.connection
            .prepare_cached("select ticket, version, fingerprint from history where command = ?1")?
            .query_row([command.0.as_bytes()], |row| {
                Ok(Known {
                    row: row.get(0)?,
                    version: row.get(1)?,
                    print: row.get(2)?,
                })
            })
            .optional()
    }

    /// Answers a command whose id is known.
    fn repeated(&self, command: CommandId, known: &Known, print: &[u8; 16]) -> Result<Decided> {
        if known.print != *print {
            return Ok(Err(Refusal::CommandReused));
        }
        let ticket = thread::ticket_at(self.connection, known.row)?;
        let message = thread::message_at(self.connection, known.row, known.version, ticket.id)?;
        debug_assert!(message.as_ref().is_none_or(|message| message.id.0 == command.0));
        Ok(Ok(Accepted {
            ticket,
            message,
            repeated: true,
        }))
    }

    pub(super) fn execute(&self, sql: &str, values: &[&dyn ToSql]) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute(values).map(drop)
    }
}

/// An accepted command, as the history knows it.
struct Known {
    row: i64,
    version: u64,
    print: [u8; 16],
}

/// A ticket and where it is kept.
pub(super) struct StoredTicket {
    /// Its row.
    pub row: i64,
    /// The id of its place.
    pub place_id: Option<i64>,
    /// The ticket.
    pub ticket: Ticket,
    /// Whether this transaction made it.
    pub is_new: bool,
}

fn kept(connection: &Connection, id: TicketId) -> Result<Option<StoredTicket>> {
    let sql = format!(
        "select t.row, t.place_id, {} from ticket t where t.id = ?1",
        Ticket::COLUMNS
    );
    connection
        .prepare_cached(&sql)?
        .query_row([id.0.as_bytes()], |row| {
            Ok(StoredTicket {
                row: row.get(0)?,
                place_id: row.get(1)?,
                ticket: Ticket::read(row, 2)?,
                is_new: false,
            })
        })
        .optional()
}
