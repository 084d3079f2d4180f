//! Migrations of the schema. A released migration is never edited.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use rusqlite::backup::Backup;
use rusqlite::{Connection, Result, TransactionBehavior};
use uuid::Uuid;

use super::confusions_backfill;
use super::connection;
use super::desk_file::DeskFile;
use super::reindex;
use crate::StoreError;
use crate::private::{create_private_database, create_private_folder};

/// The application id in the header of a desk's file ("Desk").
pub(super) const APPLICATION: i64 = 0x4465_736B;

/// A migration of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The version of the schema after it.
    pub number: u32,
    /// The name in its file's name.
    pub name: &'static str,
    /// Its SQL.
    pub sql: &'static str,
    /// A part that SQL cannot express; it runs after the SQL.
    pub then: Option<fn(&Connection) -> Result<()>>,
}

/// All migrations, in order.
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
        then: Some(confusions_backfill::run),
    },
    Migration {
        number: 3,
        name: "feed",
        sql: include_str!("../../migrations/0003_feed.sql"),
        then: None,
    },
    Migration {
        number: 4,
        name: "later_messages",
        sql: include_str!("../../migrations/0004_later_messages.sql"),
        then: None,
    },
    Migration {
        number: 5,
        name: "search",
        sql: include_str!("../../migrations/0005_search.sql"),
        then: Some(reindex::run),
    },
    Migration {
        number: 6,
        name: "follow_ups",
        sql: include_str!("../../migrations/0006_follow_ups.sql"),
        then: None,
    },
];

/// The schema's version after these migrations.
pub(super) const fn newest(steps: &[Migration]) -> u32 {
    match steps.last() {
        Some(step) => step.number,
        None => 0,
    }
}

/// The version of a file's schema; 0 if the file is new.
pub(super) fn version(connection: &Connection) -> Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// The number of pages that a backup copies at a time.
const PAGES: std::ffi::c_int = 10_000;

/// Migrates a file to the newest schema. An existing desk is backed up first.
pub(super) fn migrate(
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

/// Applies one migration, in one transaction with the version of the schema.
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

/// Copies a desk, as it is now, into a new file. The copy gets its own generation, so that followers of the desk
/// detect a restored copy.
pub(super) fn back_up(
    connection: &Connection,
    copy: &Path,
    desk_file: &DeskFile,
) -> std::result::Result<(), StoreError> {
    // Under another name until it is complete: a partial copy must not look like a backup.
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
    create_private_database(copy);
    let mut copied = Connection::open(copy)?;
    Backup::new(connection, &mut copied)?.run_to_completion(PAGES, Duration::ZERO, None)?;
    copied.execute("update desk set generation = ?1", [Uuid::new_v4().as_bytes()])?;
    // A backup is one file, without a log beside it.
    copied.pragma_update(None, "journal_mode", "delete")?;
    copied.pragma_update(None, "synchronous", "full")?;
    connection::close(copied)
}

/// `backups/desk-schema-1-20260302-090000.db`, beside the file.
#[expect(clippy::disallowed_methods, reason = "the time is part of a file's name")]
fn backup_path(file: &Path, schema: u32) -> std::result::Result<PathBuf, StoreError> {
    let folder = file.parent().unwrap_or(Path::new("")).join("backups");
    create_private_folder(&folder)
        .map_err(|error| StoreError::Other(format!("{} could not be made: {error}", folder.display())))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let now = Utc::now().format("%Y%m%d-%H%M%S%3f");
    Ok(folder.join(format!("{name}-schema-{schema}-{now}.db")))
}

#[cfg(test)]
mod tests;
