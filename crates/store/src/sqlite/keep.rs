//! What a command leaves in the tables: the ticket, its line of history, its message, the counts, the full
//! text and the number of the feed, all or nothing.

use chrono::{DateTime, Utc};
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Result, params};
use tickets::{
    Category, Change, Command, CommandId, Counts, HistoryEntry, Message, Refusal, Status, Ticket, TicketId,
    decide,
};

use super::codes::{Code, Coded};
use super::fingerprint::fingerprint;
use super::record::Listed;
use super::{places, thread, words};
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
pub(super) struct Keeper<'c> {
    connection: &'c Connection,
    head: Head,
    tally: Tally,
}

impl<'c> Keeper<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            connection,
            head: Head::load(connection)?,
            tally: Tally::default(),
        })
    }

    /// Applies one command inside its own savepoint.
    ///
    /// The outer error ends the whole transaction; the inner one is this command's own, which left no trace.
    pub(super) fn apply(&mut self, command: &Command, now: DateTime<Utc>) -> Result<Result<Decided>> {
        let (head, tally) = (self.head, self.tally);
        self.execute("savepoint command", &[])?;
        let decided = self.decide_and_keep(command, now);
        if !matches!(decided, Ok(Ok(_))) {
            (self.head, self.tally) = (head, tally);
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
    pub(super) fn finish(self) -> Result<u64> {
        self.tally.keep(self.connection)?;
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
        before: Option<Kept>,
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
        if let Some(message) = &message {
            self.message(kept.row, entry.version, message)?;
        }
        let thread = match kept.ticket.messages {
            0 => String::new(),
            _ => words::thread(
                thread::bodies(self.connection, kept.row)?
                    .iter()
                    .map(String::as_str),
            ),
        };
        self.words(&kept, &thread)?;
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

    /// Keeps a new ticket, and gives it its number if it brings none.
    pub(super) fn insert(&mut self, mut ticket: Ticket) -> Result<Kept> {
        self.head.row += 1;
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
        Ok(Kept {
            row: self.head.row,
            place_id,
            ticket,
            is_new: true,
        })
    }

    fn update(&mut self, before: &Kept, ticket: Ticket) -> Result<Kept> {
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
        Ok(Kept {
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
                json(&entry.event)?,
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

    /// Writes the ticket's full text anew.
    pub(super) fn words(&self, kept: &Kept, thread: &str) -> Result<()> {
        let ticket = &kept.ticket;
        let rowid = words::words_rowid(ticket.opened_at.timestamp_millis(), kept.row);
        if !kept.is_new {
            self.execute("delete from words where rowid = ?1", &[&rowid])?;
        }
        self.execute(
            "insert into words (rowid, description, place, messages, filters) values (?1, ?2, ?3, ?4, ?5)",
            params![
                rowid,
                words::plain(ticket.description.as_str()),
                ticket.place.as_ref().map(|place| words::plain(place.as_str())),
                thread,
                words::filter_words(ticket, kept.place_id),
            ],
        )
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

    fn execute(&self, sql: &str, values: &[&dyn ToSql]) -> Result<()> {
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
pub(super) struct Kept {
    /// Its row.
    pub row: i64,
    /// The id of its place.
    pub place_id: Option<i64>,
    /// The ticket.
    pub ticket: Ticket,
    /// Whether this transaction made it.
    pub is_new: bool,
}

fn kept(connection: &Connection, id: TicketId) -> Result<Option<Kept>> {
    let sql = format!(
        "select t.row, t.place_id, {} from ticket t where t.id = ?1",
        Ticket::COLUMNS
    );
    connection
        .prepare_cached(&sql)?
        .query_row([id.0.as_bytes()], |row| {
            Ok(Kept {
                row: row.get(0)?,
                place_id: row.get(1)?,
                ticket: Ticket::read(row, 2)?,
                is_new: false,
            })
        })
        .optional()
}

fn assignment(ticket: &Ticket) -> Result<Option<String>> {
    ticket.assignment.as_ref().map(json).transpose()
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// By how much the counts change.
#[derive(Clone, Copy, Debug, Default)]
struct Tally([[[i64; 2]; 3]; 3]);

impl Tally {
    fn add(&mut self, ticket: &Ticket, count: i64) {
        let by_status = Status::VALUES.iter().zip(&mut self.0);
        for (_, by_category) in by_status.filter(|(status, _)| **status == ticket.status) {
            let cells = Category::VALUES.iter().zip(by_category);
            for (_, [unsure, sure]) in cells.filter(|(category, _)| **category == ticket.category) {
                *(if ticket.sure() { sure } else { unsure }) += count;
            }
        }
    }

    fn keep(&self, connection: &Connection) -> Result<()> {
        let mut add = connection.prepare_cached(
            "insert into tally (status, category, sure, tickets) values (?1, ?2, ?3, ?4)
            on conflict do update set tickets = tickets + excluded.tickets",
        )?;
        for (status, by_category) in Status::VALUES.iter().zip(&self.0) {
            for (category, cells) in Category::VALUES.iter().zip(by_category) {
                for (sure, count) in [false, true]
                    .into_iter()
                    .zip(cells)
                    .filter(|(_, count)| **count != 0)
                {
                    add.execute(params![Code(*status), Code(*category), sure, count])?;
                }
            }
        }
        Ok(())
    }
}

/// How many tickets there are of each kind.
pub(super) fn counts(connection: &Connection) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut all = connection.prepare_cached("select status, category, sure, tickets from tally")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let (Code(status), Code(category)) = (row.get(0)?, row.get(1)?);
        counts.add(status, category, row.get(2)?, row.get(3)?);
    }
    Ok(counts)
}
