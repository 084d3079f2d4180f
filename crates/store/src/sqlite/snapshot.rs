//! A desk as it is at one moment, read from the beginning to the end; for exports.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Result};
use tickets::{Message, Ticket, TicketId};

use super::record::{self, Listed};
use super::{MIGRATIONS, Site, connection, examine, migrate};
use crate::StoreError;

/// One moment of a desk. Other programs may go on writing it.
pub(crate) struct Snapshot {
    site: Site,
    connection: Connection,
}

impl Snapshot {
    /// Opens a desk without the right to write it.
    pub(crate) fn open(file: &Path) -> std::result::Result<Self, StoreError> {
        if !file.exists() {
            return Err(StoreError::Other(format!(
                "there is no desk in {}",
                file.display()
            )));
        }
        let site = Site::new(file.to_owned());
        examine::examine_bytes(&site)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let told = |error| site.told(error);
        let connection = Connection::open_with_flags(file, flags).map_err(told)?;
        examine::examine_schema(&connection, &site, migrate::newest(MIGRATIONS))?;
        connection.busy_timeout(connection::PATIENCE).map_err(told)?;
        connection.execute_batch("begin").map_err(told)?;
        Ok(Self { site, connection })
    }

    /// How many tickets there are.
    pub(crate) fn tickets(&self) -> std::result::Result<u64, StoreError> {
        let count = "select coalesce(sum(tickets), 0) from tally";
        let count = self.connection.query_row(count, [], |row| row.get(0));
        count.map_err(|error| self.site.told(error))
    }

    /// Each ticket, in the order in which they came.
    pub(crate) fn each_ticket<E: From<StoreError>>(
        &self,
        mut work: impl FnMut(&Ticket) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = format!("select {} from ticket t order by t.row", Ticket::COLUMNS);
        self.each(&sql, |row| Ticket::read(row, 0), |ticket| work(&ticket))
    }

    /// Each message with its ticket's number, thread by thread, oldest first.
    pub(crate) fn each_message<E: From<StoreError>>(
        &self,
        mut work: impl FnMut(u64, &Message) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = format!(
            "select {}, t.id, t.number from message m cross join ticket t on t.row = m.ticket
            order by m.ticket, m.version",
            record::MESSAGE
        );
        let read = |row: &rusqlite::Row<'_>| {
            let ticket = TicketId(record::id(row, 5)?);
            Ok((row.get(6)?, record::message(row, ticket)?))
        };
        self.each(&sql, read, |(number, message)| work(number, &message))
    }

    fn each<T, E: From<StoreError>>(
        &self,
        sql: &str,
        read: impl Fn(&rusqlite::Row<'_>) -> Result<T>,
        mut work: impl FnMut(T) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let told = |error| self.site.told(error);
        let mut all = self.connection.prepare(sql).map_err(told)?;
        let mut rows = all.query([]).map_err(told)?;
        while let Some(row) = rows.next().map_err(told)? {
            work(read(row).map_err(told)?)?;
        }
        Ok(())
    }
}
