//! A ticket with its row in the tables.

use rusqlite::{Connection, OptionalExtension, Result, Row};
use tickets::{Ticket, TicketId};

use super::decode::Listed;

/// A ticket with its row in the tables.
pub(super) struct StoredTicket {
    pub row: i64,
    /// The id of the ticket's place.
    pub place_id: Option<i64>,
    pub ticket: Ticket,
    /// Whether this transaction created it.
    pub is_new: bool,
}

impl StoredTicket {
    /// The ticket with this id, if it exists.
    pub(super) fn find(connection: &Connection, id: TicketId) -> Result<Option<Self>> {
        let sql = format!(
            "select t.row, t.place_id, {} from ticket t where t.id = ?1",
            Ticket::COLUMNS
        );
        connection
            .prepare_cached(&sql)?
            .query_row([id.0.as_bytes()], Self::read)
            .optional()
    }

    /// Reads a ticket from the columns `row`, `place_id` and those of [`Ticket`].
    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            row: row.get(0)?,
            place_id: row.get(1)?,
            ticket: Ticket::read(row, 2)?,
            is_new: false,
        })
    }
}
