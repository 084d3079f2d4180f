//! The full-text index: one row a ticket, replaced whenever the ticket or its thread changes, and one row for each
//! message behind the beginning of a long thread.

use std::collections::BTreeMap;

use rusqlite::{Connection, Result, params};
use tickets::Category;

use super::later_messages::{self, BEGINNING, Beginning};
use super::search_rowid::search_rowid;
use super::stored_ticket::StoredTicket;
use super::thread;
use crate::shared::filter_words;
use crate::shared::tokens::{index_text, join_thread};

/// Bytes of full text that FTS5 gathers in memory: SQLite's default, and for many tickets.
const DEFAULT_HASH_SIZE: i64 = 1 << 20;
const LARGE_HASH_SIZE: i64 = 24 << 20;

/// A ticket's texts for the full-text index; those of its thread are read when they are written.
pub(super) struct IndexedText {
    row: i64,
    rowid: i64,
    description: String,
    place: Option<String>,
    has_messages: bool,
    filters: String,
    is_new: bool,
}

impl IndexedText {
    /// The texts of a ticket.
    pub(super) fn of(stored: &StoredTicket) -> Self {
        // A ticket that is imported as closed was not reviewed here.
        let reviewed = stored.ticket.reviewed_category().filter(|_| !stored.is_new);
        Self::reviewed(stored, reviewed)
    }

    /// The texts of a ticket of which the helpdesk has reviewed this category of the classifier.
    pub(super) fn reviewed(stored: &StoredTicket, reviewed: Option<Category>) -> Self {
        let ticket = &stored.ticket;
        let filters = filter_words::of_ticket(ticket, stored.place_id, reviewed);
        Self {
            row: stored.row,
            rowid: search_rowid(ticket.opened_at.timestamp_millis(), stored.row),
            description: index_text(ticket.description.as_str()),
            place: ticket.place.as_ref().map(|place| index_text(place.as_str())),
            has_messages: ticket.messages > 0,
            filters: filters.join(" "),
            is_new: stored.is_new,
        }
    }

    /// Writes the row, replacing the ticket's previous one, and indexes the messages behind the thread's beginning.
    pub(super) fn write(&self, connection: &Connection) -> Result<()> {
        self.write_up_to(connection, BEGINNING)
    }

    /// As [`IndexedText::write`], with a beginning of another maximum length, in bytes.
    pub(super) fn write_up_to(&self, connection: &Connection, beginning: usize) -> Result<()> {
        if !self.is_new {
            connection
                .prepare_cached("delete from words where rowid = ?1")?
                .execute([self.rowid])?;
        }
        self.insert(connection, beginning)
    }

    /// Writes the row of a ticket that has none.
    pub(super) fn insert(&self, connection: &Connection, beginning: usize) -> Result<()> {
        let mut thread = match self.has_messages {
            true => Beginning::read(connection, self.row, beginning)?,
            false => Beginning::default(),
        };
        thread.names.insert(0, thread::reporter(connection, self.row)?);
        let messages = join_thread(thread.names, thread.texts);
        connection
            .prepare_cached(
                "insert into words (rowid, description, place, messages, filters) values (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![self.rowid, self.description, self.place, messages, self.filters])?;
        match thread.first_later {
            Some(first) => later_messages::index(connection, self.row, first),
            None => Ok(()),
        }
    }
}

/// Deletes the rows of a ticket.
pub(super) fn remove(connection: &Connection, stored: &StoredTicket) -> Result<()> {
    let rowid = search_rowid(stored.ticket.opened_at.timestamp_millis(), stored.row);
    let mut delete = connection.prepare_cached("delete from words where rowid = ?1")?;
    delete.execute([rowid])?;
    later_messages::remove(connection, stored.row)
}

/// The rows that one transaction changes, each in its last state.
#[derive(Default)]
pub(super) struct ChangedTexts(BTreeMap<i64, IndexedText>);

impl ChangedTexts {
    /// Adds a row, replacing the one of an earlier command of the transaction.
    pub(super) fn push(&mut self, mut text: IndexedText) {
        if let Some(earlier) = self.0.remove(&text.rowid) {
            text.is_new = earlier.is_new;
        }
        self.0.insert(text.rowid, text);
    }

    /// Writes all rows, in the order of the index.
    pub(super) fn write(&self, connection: &Connection) -> Result<()> {
        self.0.values().try_for_each(|text| text.write(connection))
    }
}

/// Lets FTS5 gather more text in memory while many tickets are written: fewer segments to merge afterwards.
pub(super) fn expect_many(connection: &Connection, many: bool) -> Result<()> {
    let bytes = if many { LARGE_HASH_SIZE } else { DEFAULT_HASH_SIZE };
    let mut set = connection.prepare_cached("insert into words (words, rank) values ('hashsize', ?1)")?;
    set.execute([bytes]).map(drop)
}
