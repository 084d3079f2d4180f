//! Which tickets the feed can send.

use std::collections::HashMap;

use rusqlite::{Connection, Result, Row, Rows};
use tickets::Ticket;

use super::decode::{self, Listed};
use super::thread;

/// Which tickets can be decoded. The messages and the history of a ticket that is left out are left out as well.
pub(super) struct ReadableTickets<'c> {
    connection: &'c Connection,
    /// By row.
    known: HashMap<i64, bool>,
}

impl<'c> ReadableTickets<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self {
            connection,
            known: HashMap::new(),
        }
    }

    /// Decodes a ticket whose row is in the first column; `None` and a warning in the log if that fails.
    pub(super) fn decode(&mut self, row: &Row<'_>) -> Result<Option<Ticket>> {
        let ticket = decode::readable(Ticket::read(row, 1), || decode::of_ticket(row, 2))?;
        self.known.insert(row.get(0)?, ticket.is_some());
        Ok(ticket)
    }

    /// Decodes the rows of readable tickets, without rows that cannot be decoded. The columns from `ticket` on are the
    /// row, the id and the number of the ticket.
    pub(super) fn rows<T>(
        &mut self,
        mut rows: Rows<'_>,
        ticket: usize,
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if self.contains(row.get(ticket)?)? {
                found.extend(decode::readable(read(row), || {
                    decode::of_ticket(row, ticket + 2)
                })?);
            }
        }
        Ok(found)
    }

    /// Whether the ticket at a row can be decoded. Tickets of later stamps are not in the answer, so they are read here.
    fn contains(&mut self, row: i64) -> Result<bool> {
        if let Some(known) = self.known.get(&row) {
            return Ok(*known);
        }
        let ticket = thread::ticket_at(self.connection, row);
        let readable = decode::readable(ticket, || format!("of the ticket in row {row}"))?.is_some();
        self.known.insert(row, readable);
        Ok(readable)
    }
}
