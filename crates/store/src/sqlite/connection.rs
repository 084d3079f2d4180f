//! Opens and configures connections.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Result};

/// The number of prepared statements that a connection caches: more than the kinds of lists in daily use.
const STATEMENTS: usize = 128;

/// How long a connection waits for another program that reads the file (a backup tool, a shell).
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the writing connection, without changing the file.
pub(super) fn writer(file: &Path) -> Result<Connection> {
    Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}

/// Configures a writing connection: a commit is on the disk when it returns.
pub fn set_up_writer(connection: &Connection) -> Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", synchronous())?;
    // What is deleted is overwritten with zeros: a removed text must not stay in the free space of the file.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// The durability of a commit. In debug builds a test can reduce it, to prove that it would detect the loss.
fn synchronous() -> &'static str {
    let less = cfg!(debug_assertions) && std::env::var_os("CAMPUS_DESK_TEST_LESS_DURABLE").is_some();
    if less { "normal" } else { "full" }
}

/// Opens a reading connection.
pub(super) fn reader(file: &Path) -> Result<Connection> {
    let connection = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    // The writer closes last and writes the log into the file.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // There are several, and the operating system caches the file as well.
    connection.pragma_update(None, "cache_size", -2_048)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Closes a connection, and returns the error if that fails.
pub(super) fn close(connection: Connection) -> Result<()> {
    connection.close().map_err(|(_, error)| error)
}
