//! The schema, step by step. A step, once released, is never edited.

use std::path::Path;

use rusqlite::{Connection, Result, TransactionBehavior};
use uuid::Uuid;

use super::trouble::told;
use crate::StoreError;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number: the schema's version after it.
    pub number: u32,
    /// Its name, as in the file's.
    pub name: &'static str,
    /// What it does.
    pub sql: &'static str,
}

/// All steps, in order.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "desk",
    sql: include_str!("../../migrations/0001_desk.sql"),
}];

/// Brings a file to the newest schema.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    file: &Path,
) -> std::result::Result<(), StoreError> {
    let found = version(connection).map_err(|error| told(file, error))?;
    let known = MIGRATIONS.last().map_or(0, |newest| newest.number);
    if found > known {
        return Err(StoreError::Newer {
            file: file.to_owned(),
            found,
            known,
        });
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.number > found) {
        apply(connection, migration).map_err(|error| told(file, error))?;
    }
    Ok(())
}

/// The schema that a file has; 0 if it is new.
fn version(connection: &Connection) -> Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Applies one step, in one transaction with its record.
fn apply(connection: &mut Connection, migration: &Migration) -> Result<()> {
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    step.execute_batch(migration.sql)?;
    if migration.number == 1 {
        step.execute(
            "insert into desk values (1, ?1, 0, 0, 0)",
            [Uuid::new_v4().as_bytes()],
        )?;
    }
    step.pragma_update(None, "user_version", migration.number)?;
    step.commit()
}
