//! The schema, step by step. A step, once released, is never edited.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use rusqlite::backup::Backup;
use rusqlite::{Connection, Result, TransactionBehavior};
use uuid::Uuid;

use super::confusions;
use super::connection;
use super::desk_file::DeskFile;
use crate::StoreError;

/// What the header of a desk's file says of whose it is ("Desk").
pub(super) const APPLICATION: i64 = 0x4465_736B;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number: the schema's version after it.
    pub number: u32,
    /// Its name, as in the file's.
    pub name: &'static str,
    /// What it does.
    pub sql: &'static str,
    /// What of it SQL cannot say; comes after.
    pub then: Option<fn(&Connection) -> Result<()>>,
}

/// All steps, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "desk",
        sql: include_str!("../../migrations/0001_desk.sql"),
        then: None,
    },
    Migration {
        number: 2,
        name: "sorting",
        sql: include_str!("../../migrations/0002_sorting.sql"),
        then: Some(confusions::begin),
    },
];

/// The newest schema of these steps.
pub(super) fn newest(steps: &[Migration]) -> u32 {
    steps.last().map_or(0, |step| step.number)
}

/// The schema that a file has; 0 if it is new.
pub(super) fn version(connection: &Connection) -> Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// How many pages a backup copies at a time.
const PAGES: std::ffi::c_int = 10_000;

/// Brings a file to the newest schema; one that has tickets already is backed up first.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    desk_file: &DeskFile,
    steps: &[Migration],
) -> std::result::Result<(), StoreError> {
    let to_store_error = |error| desk_file.to_store_error(error);
    let found = version(connection).map_err(to_store_error)?;
    if found > 0 && found < newest(steps) {
        let copy = backup_path(&desk_file.file, found)?;
        back_up(connection, &copy, desk_file)?;
        tracing::info!(file = %copy.display(), "backed up before the schema changes");
    }
    for step in steps.iter().filter(|step| step.number > found) {
        apply(connection, step).map_err(to_store_error)?;
    }
    Ok(())
}

/// Applies one step, in one transaction with its record.
fn apply(connection: &mut Connection, step: &Migration) -> Result<()> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    change.execute_batch(step.sql)?;
    if step.number == 1 {
        change.pragma_update(None, "application_id", APPLICATION)?;
        change.execute(
            "insert into desk values (1, ?1, 0, 0, 0)",
            [Uuid::new_v4().as_bytes()],
        )?;
    }
    if let Some(then) = step.then {
        then(&change)?;
    }
    change.pragma_update(None, "user_version", step.number)?;
    change.commit()
}

/// Copies a desk, as it is now, into a new file. The copy gets a generation of its own: whoever follows the
/// desk and meets a restored copy starts from nothing.
pub(super) fn back_up(
    connection: &Connection,
    copy: &Path,
    desk_file: &DeskFile,
) -> std::result::Result<(), StoreError> {
    // Under another name until it is whole: half a copy must not look like one.
    let mut part = copy.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let made = copy_into(connection, &part).map_err(|error| desk_file.to_store_error(error));
    let made = made.and_then(|()| {
        let named = File::options()
            .write(true)
            .open(&part)
            .and_then(|file| file.sync_all());
        let named = named.and_then(|()| fs::rename(&part, copy));
        named.map_err(|error| StoreError::Other(format!("{}: {error}", copy.display())))
    });
    if made.is_err() {
        let _ = fs::remove_file(&part);
    }
    made
}

fn copy_into(connection: &Connection, copy: &Path) -> Result<()> {
    let mut copied = Connection::open(copy)?;
    Backup::new(connection, &mut copied)?.run_to_completion(PAGES, Duration::ZERO, None)?;
    copied.execute("update desk set generation = ?1", [Uuid::new_v4().as_bytes()])?;
    // One file that can be copied back, without a log beside it.
    copied.pragma_update(None, "journal_mode", "delete")?;
    copied.pragma_update(None, "synchronous", "full")?;
    connection::close(copied)
}

/// `backups/desk-schema-1-20260302-090000.db`, beside the file.
fn backup_path(file: &Path, schema: u32) -> std::result::Result<PathBuf, StoreError> {
    let folder = file.parent().unwrap_or(Path::new("")).join("backups");
    fs::create_dir_all(&folder)
        .map_err(|error| StoreError::Other(format!("{} could not be made: {error}", folder.display())))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let now = Utc::now().format("%Y%m%d-%H%M%S%3f");
    Ok(folder.join(format!("{name}-schema-{schema}-{now}.db")))
}

#[cfg(test)]
mod tests;
