//! A desk as it is at one moment, read from the beginning to the end; for exports.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Result};
use tickets::{Message, Ticket, TicketId};

use super::decode::{self, Listed};
use super::{DeskFile, MIGRATIONS, check_file, connection, migrate};
use crate::StoreError;

/// One moment of a desk. Other programs may go on writing it.
pub(crate) struct Snapshot {
    desk_file: DeskFile,
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
        let desk_file = DeskFile::new(file.to_owned());
        check_file::check_bytes(&desk_file)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let to_store_error = |error| desk_file.to_store_error(error);
        let connection = Connection::open_with_flags(file, flags).map_err(to_store_error)?;
        check_file::check_schema(&connection, &desk_file, migrate::newest(MIGRATIONS))?;
        connection
            .busy_timeout(connection::PATIENCE)
            .map_err(to_store_error)?;
        connection.execute_batch("begin").map_err(to_store_error)?;
        Ok(Self {
            desk_file,
            connection,
        })
    }

    /// How many tickets there are.
    pub(crate) fn tickets(&self) -> std::result::Result<u64, StoreError> {
        let count = "select coalesce(sum(tickets), 0) from tally";
        let count = self.connection.query_row(count, [], |row| row.get(0));
        count.map_err(|error| self.desk_file.to_store_error(error))
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
            decode::MESSAGE
        );
        let read = |row: &rusqlite::Row<'_>| {
            let ticket = TicketId(decode::id(row, 5)?);
            Ok((row.get(6)?, decode::message(row, ticket)?))
        };
        self.each(&sql, read, |(number, message)| work(number, &message))
    }

    fn each<T, E: From<StoreError>>(
        &self,
        sql: &str,
        read: impl Fn(&rusqlite::Row<'_>) -> Result<T>,
        mut work: impl FnMut(T) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let to_store_error = |error| self.desk_file.to_store_error(error);
        let mut all = self.connection.prepare(sql).map_err(to_store_error)?;
        let mut rows = all.query([]).map_err(to_store_error)?;
        while let Some(row) = rows.next().map_err(to_store_error)? {
            work(read(row).map_err(to_store_error)?)?;
        }
        Ok(())
    }
}
