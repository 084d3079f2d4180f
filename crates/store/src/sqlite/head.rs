//! The last numbers that a desk assigned.

use rusqlite::{Connection, Result};

/// The last numbers that a desk assigned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// The number of the last accepted command.
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

    pub(super) fn save(&self, connection: &Connection) -> Result<()> {
        connection
            .prepare_cached("update desk set feed = ?1, last_row = ?2, last_number = ?3")?
            .execute((self.feed, self.row, self.number))
            .map(drop)
    }
}
