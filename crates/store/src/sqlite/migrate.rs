//! Migrations of the schema. A released migration is never edited.

use chrono::Utc;
use rusqlite::{Connection, Result, TransactionBehavior};
use uuid::Uuid;

use super::backup;
use super::confusions_backfill;
use super::desk_file::DeskFile;
use super::reindex;
use crate::StoreError;

/// The application id in the header of a desk's file ("Desk").
pub(super) const APPLICATION: i64 = 0x4465_736B;

/// How far the migration of a large desk is: tickets. `total` is 0 as long as that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MigrationProgress {
    /// The tickets that are done.
    pub done: u64,
    /// All tickets.
    pub total: u64,
}

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
    pub then: Option<Then>,
}

/// The part of a migration that SQL cannot express. It announces its progress.
pub type Then = fn(&Connection, &dyn Fn(MigrationProgress)) -> Result<()>;

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
    Migration {
        number: 7,
        name: "waiting",
        sql: include_str!("../../migrations/0007_waiting.sql"),
        then: None,
    },
    Migration {
        number: 8,
        name: "removal",
        sql: include_str!("../../migrations/0008_removal.sql"),
        then: None,
    },
    Migration {
        number: 9,
        name: "replica",
        sql: include_str!("../../migrations/0009_replica.sql"),
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

/// The free space that a migration needs, in sizes of the desk: its backup, the write-ahead log, and new columns.
const SPACE: u64 = 3;

/// Migrates a file to the newest schema. An existing desk is announced to `migrating` and backed up first; then its
/// progress is announced.
pub(super) fn migrate(
    connection: &mut Connection,
    desk_file: &DeskFile,
    steps: &[Migration],
    migrating: &dyn Fn(MigrationProgress),
) -> std::result::Result<(), StoreError> {
    let to_store_error = |error| desk_file.to_store_error(error);
    let found = version(connection).map_err(to_store_error)?;
    if found > 0 && found < newest(steps) {
        migrating(MigrationProgress::default());
        back_up(connection, desk_file, found)?;
        // The rows of a new index are put in order in a file: those of a million tickets would take 500 MB of memory.
        let in_files = connection.pragma_update(None, "temp_store", "file");
        in_files.map_err(to_store_error)?;
    }
    for step in steps.iter().filter(|step| step.number > found) {
        apply(connection, step, migrating).map_err(to_store_error)?;
    }
    let in_memory = connection.pragma_update(None, "temp_store", "memory");
    in_memory.map_err(to_store_error)
}

/// Backs a desk up before its schema changes.
#[expect(clippy::disallowed_methods, reason = "the time is part of a file's name")]
fn back_up(
    connection: &Connection,
    desk_file: &DeskFile,
    schema: u32,
) -> std::result::Result<(), StoreError> {
    let desk = &desk_file.file;
    let copy = backup::new_folder(desk)?.join(backup::backup_name(desk, Some(schema), Utc::now()));
    backup::require_space(&copy, SPACE * backup::size(desk))?;
    let copied = backup::copy_desk(connection, desk_file, &copy, &backup::Pace::fast(), |_| Ok(()));
    copied.map_err(backup::BackupError::into_store_error)?;
    tracing::info!(file = %copy.display(), "backed up before the schema changes");
    Ok(())
}

/// Applies one migration, in one transaction with the version of the schema.
fn apply(connection: &mut Connection, step: &Migration, migrating: &dyn Fn(MigrationProgress)) -> Result<()> {
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
        then(&change, migrating)?;
    }
    change.pragma_update(None, "user_version", step.number)?;
    change.commit()
}

#[cfg(test)]
mod tests;
