//! Checks and describes a desk in a file that is not in use.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeZone, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Result};

use super::super::desk_file::DeskFile;
use super::super::migrate::{MIGRATIONS, newest, version};
use super::super::{check_file, connection};
use crate::StoreError;

/// The number of SQLite's steps after which a check looks whether it shall stop: a few milliseconds.
const STEPS: std::ffi::c_int = 100_000;

/// What a desk contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The number of tickets.
    pub tickets: u64,
    /// When a ticket was last changed; `None` if there is no ticket.
    pub last_change: Option<DateTime<Utc>>,
}

impl Contents {
    fn read(connection: &Connection) -> Result<Self> {
        let tickets = "select coalesce(sum(tickets), 0) from tally";
        let last_change = "select modified_at from ticket order by stamp desc limit 1";
        let last_change: Option<i64> = connection
            .query_row(last_change, [], |row| row.get(0))
            .optional()?;
        Ok(Self {
            tickets: connection.query_row(tickets, [], |row| row.get(0))?,
            last_change: last_change.and_then(|millis| Utc.timestamp_millis_opt(millis).single()),
        })
    }
}

/// What a backup contains. Its pages are not checked.
///
/// # Errors
/// [`StoreError`] if the file is not a desk that this version can read.
pub fn contents(file: &Path) -> std::result::Result<Contents, StoreError> {
    let desk_file = DeskFile::new(file.to_owned());
    let connection = open(&desk_file)?;
    Contents::read(&connection).map_err(|error| desk_file.to_store_error(error))
}

/// Opens a desk read-only, after the checks that need not read all of it.
pub(super) fn open(desk_file: &DeskFile) -> std::result::Result<Connection, StoreError> {
    let to_store_error = |error| desk_file.to_store_error(error);
    if !desk_file.file.exists() {
        return Err(StoreError::Other(format!(
            "there is no file {}",
            desk_file.place()
        )));
    }
    check_file::check_bytes(desk_file)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&desk_file.file, flags).map_err(to_store_error)?;
    connection
        .busy_timeout(connection::PATIENCE)
        .map_err(to_store_error)?;
    check_file::check_schema(&connection, desk_file, newest(MIGRATIONS))?;
    if version(&connection).map_err(to_store_error)? == 0 {
        return Err(desk_file.damaged("it is empty"));
    }
    Ok(connection)
}

/// Reads a whole desk and checks its structure and indexes.
///
/// # Errors
/// [`StoreError::Damaged`] with SQLite's first finding; [`StoreError::Gone`] if `stop` became true.
pub(super) fn check(
    connection: &mut Connection,
    desk_file: &DeskFile,
    stop: &Arc<AtomicBool>,
) -> std::result::Result<Contents, StoreError> {
    let to_store_error = |error| desk_file.to_store_error(error);
    let stopping = stop.clone();
    connection
        .progress_handler(STEPS, Some(move || stopping.load(Ordering::Relaxed)))
        .map_err(to_store_error)?;
    let found: Result<String> = connection.query_row("pragma integrity_check(1)", [], |row| row.get(0));
    match found {
        _ if stop.load(Ordering::Relaxed) => Err(StoreError::Gone),
        Ok(found) if found == "ok" => Contents::read(connection).map_err(to_store_error),
        Ok(found) => Err(desk_file.damaged(found)),
        Err(error) => Err(to_store_error(error)),
    }
}
