//! A desk as it is at one moment, read without the right to write it; for exports.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Result, Row};
use tickets::{Message, Ticket, TicketId};

use super::backup::{BackupError, Contents, Pace, copy_desk};
use super::decode::{self, Listed};
use super::desk_file::DeskFile;
use super::migrate::MIGRATIONS;
use super::{backup, check_file, connection, migrate};
use crate::{Reporter, Snapshot, StoreError};

/// A desk's file at one moment. Other programs may continue to write it.
pub struct SqliteSnapshot {
    desk_file: DeskFile,
    connection: Connection,
}

impl SqliteSnapshot {
    /// Opens a desk's file read-only. No lock is needed.
    pub fn open(file: &Path) -> std::result::Result<Self, StoreError> {
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

    /// Copies this moment of the desk into a new file, and checks the copy.
    pub(super) fn back_up(&self, to: &Path, pace: &Pace) -> std::result::Result<Contents, BackupError> {
        copy_desk(&self.connection, &self.desk_file, to, pace, |_| Ok(()))
    }

    /// Visits all rows that can be decoded. The column `number` contains the number of the ticket.
    fn each<T>(
        &self,
        sql: &str,
        number: usize,
        read: impl Fn(&Row<'_>) -> Result<T>,
        mut visit: impl FnMut(T) -> ControlFlow<()>,
    ) -> Result<()> {
        let mut all = self.connection.prepare(sql)?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let item = decode::readable(read(row), || decode::of_ticket(row, number))?;
            if item.is_some_and(|item| visit(item).is_break()) {
                break;
            }
        }
        Ok(())
    }
}

impl Snapshot for SqliteSnapshot {
    fn ticket_count(&self) -> std::result::Result<u64, StoreError> {
        let count = "select coalesce(sum(tickets), 0) from tally";
        let count = self.connection.query_row(count, [], |row| row.get(0));
        count.map_err(|error| self.desk_file.to_store_error(error))
    }

    fn each_ticket(
        &self,
        visit: &mut dyn FnMut(&Ticket, &Reporter) -> ControlFlow<()>,
    ) -> std::result::Result<(), StoreError> {
        let sql = format!(
            "select h.role, h.name, {} from ticket t left join history h on h.ticket = t.row and h.version = 1
            order by t.row",
            Ticket::COLUMNS
        );
        let read = |row: &Row<'_>| Ok((Ticket::read(row, 2)?, decode::reporter(row)?));
        self.each(&sql, 3, read, |(ticket, reporter)| visit(&ticket, &reporter))
            .map_err(|error| self.desk_file.to_store_error(error))
    }

    fn each_message(
        &self,
        visit: &mut dyn FnMut(u64, &Message) -> ControlFlow<()>,
    ) -> std::result::Result<(), StoreError> {
        let sql = format!(
            "select {}, t.id, t.number from message m cross join ticket t on t.row = m.ticket
            order by m.ticket, m.version",
            decode::MESSAGE
        );
        let read = |row: &Row<'_>| {
            let ticket = TicketId(decode::id(row, 5)?);
            Ok((row.get(6)?, decode::message(row, ticket)?))
        };
        self.each(&sql, 6, read, |(number, message)| visit(number, &message))
            .map_err(|error| self.desk_file.to_store_error(error))
    }

    fn files(&self) -> Vec<PathBuf> {
        let desk = &self.desk_file.file;
        let drafts = desk.with_file_name("drafts.db");
        let parts = |file: &Path| {
            ["", "-wal", "-shm", ".lock", ".holder"].map(|end| {
                let mut name = file.as_os_str().to_owned();
                name.push(end);
                PathBuf::from(name)
            })
        };
        let mut files = [parts(desk), parts(&drafts)].concat();
        files.push(backup::folder(desk));
        files
    }
}
