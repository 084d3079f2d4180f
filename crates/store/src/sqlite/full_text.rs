//! Writing the full text: one row a ticket, anew whenever the ticket or its thread changes.

use std::collections::BTreeMap;

use rusqlite::{Connection, Result, params};

use super::apply::StoredTicket;
use super::search_words;

/// A ticket's row in the full-text index.
pub(super) struct Text {
    rowid: i64,
    description: String,
    place: Option<String>,
    thread: String,
    filters: String,
    is_new: bool,
}

impl Text {
    /// The row of a ticket with its thread.
    pub(super) fn of(kept: &StoredTicket, thread: &str) -> Self {
        let ticket = &kept.ticket;
        // What was imported as closed was looked at elsewhere.
        let judged = ticket.reviewed_category().filter(|_| !kept.is_new);
        Self {
            rowid: search_words::search_rowid(ticket.opened_at.timestamp_millis(), kept.row),
            description: search_words::plain(ticket.description.as_str()).into_owned(),
            place: ticket
                .place
                .as_ref()
                .map(|place| search_words::plain(place.as_str()).into_owned()),
            thread: thread.to_owned(),
            filters: search_words::filter_words(ticket, kept.place_id, judged),
            is_new: kept.is_new,
        }
    }

    /// Writes it in the place of the one before.
    pub(super) fn write(&self, connection: &Connection) -> Result<()> {
        if !self.is_new {
            connection
                .prepare_cached("delete from words where rowid = ?1")?
                .execute([self.rowid])?;
        }
        connection
            .prepare_cached(
                "insert into words (rowid, description, place, messages, filters) values (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![self.rowid, self.description, self.place, self.thread, self.filters])
            .map(drop)
    }
}

/// The texts that one transaction changes, each in its last state.
#[derive(Default)]
pub(super) struct Texts(BTreeMap<i64, Text>);

impl Texts {
    /// Takes a text in the place of what an earlier command of the transaction made of it.
    pub(super) fn push(&mut self, mut text: Text) {
        if let Some(earlier) = self.0.remove(&text.rowid) {
            text.is_new = earlier.is_new;
        }
        self.0.insert(text.rowid, text);
    }

    /// Writes all, in the order of the index.
    pub(super) fn write(&self, connection: &Connection) -> Result<()> {
        self.0.values().try_for_each(|text| text.write(connection))
    }
}
