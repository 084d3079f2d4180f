//! Erases the remains of removed texts from the file.
//!
//! A removed text is gone from every table when its command is answered, but the file still holds remains: the full-text
//! index marks old rows as deleted, and drops their words when it merges its segments; the write-ahead log holds the pages
//! as they were. SQLite overwrites everything else that it deletes (`secure_delete`).
//!
//! ```text
//!   removal ──▶ 1: begin to merge all segments ──▶ 2: merge, a few pages a step ──▶ write the log into the file ──▶ 0
//! ```
//! Tickets that leave a user's replica leave remains too. Their index is small, but it would be merged as a whole for each of
//! them: the writer gathers them for some minutes. A replaced model leaves its bytes in the log only.
//!
//! The writer takes one step whenever no command waits, so that no command waits longer than for one step. The state is in
//! the file: a program that ends in between continues at its next start.

use std::time::Duration;

use rusqlite::{Connection, Result};

use super::connection::PATIENCE;

/// The pages of the full-text index that a step writes at most: some milliseconds.
const PAGES: i64 = 64;

/// How far the remains are erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remains {
    /// There are none.
    None,
    /// The full-text index must be merged.
    Unmerged,
    /// The same, but not at once.
    Later,
    /// The full-text index is being merged.
    Merging,
    /// There are some in the log only.
    InLog,
}

/// How far a step came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Erased {
    /// There are more steps.
    Step,
    /// Another connection reads from the log, so that the log cannot be emptied now.
    LogInUse,
    /// The file holds no remains.
    All,
}

pub(super) fn remains(connection: &Connection) -> Result<Remains> {
    let state: i64 = connection
        .prepare_cached("select remains from desk")?
        .query_row([], |row| row.get(0))?;
    Ok(match state {
        0 => Remains::None,
        2 => Remains::Merging,
        3 => Remains::Later,
        4 => Remains::InLog,
        _ => Remains::Unmerged,
    })
}

/// Remembers that a text was removed.
pub(super) fn soon(connection: &Connection) -> Result<()> {
    let mut set = connection.prepare_cached("update desk set remains = 1")?;
    set.execute([]).map(drop)
}

/// Remembers that a ticket was deleted. A merge that is running began without it.
pub(super) fn later(connection: &Connection) -> Result<()> {
    let mut set = connection.prepare_cached(
        "update desk set remains = case remains when 0 then 3 when 2 then 1 when 4 then 3 else remains end",
    )?;
    set.execute([]).map(drop)
}

/// Remembers that something was deleted that is not in the full-text index. Every other state empties the log at its end.
pub(super) fn from_log(connection: &Connection) -> Result<()> {
    let mut set = connection.prepare_cached("update desk set remains = 4 where remains = 0")?;
    set.execute([]).map(drop)
}

/// The full-text indexes.
const INDEXES: [&str; 2] = ["words", "later_messages"];

/// One step of merging the full-text indexes, inside a transaction. Returns whether they are merged.
pub(super) fn merge_step(connection: &Connection, remains: Remains) -> Result<bool> {
    if remains == Remains::InLog {
        return Ok(true);
    }
    let begins = remains != Remains::Merging;
    let mut merged = !begins;
    for index in INDEXES {
        if begins {
            // Otherwise a merge could wait for more segments.
            configure(connection, index, "usermerge", 2)?;
        }
        let before = connection.total_changes();
        configure(connection, index, "merge", if begins { -PAGES } else { PAGES })?;
        // FTS5 documents that a merge with nothing left to do changes fewer than two rows.
        merged &= connection.total_changes() - before < 2;
    }
    if begins {
        connection.execute("update desk set remains = 2", [])?;
    }
    Ok(merged)
}

fn configure(connection: &Connection, index: &str, command: &str, value: i64) -> Result<()> {
    connection
        .prepare_cached(&format!("insert into {index} ({index}, rank) values (?1, ?2)"))?
        .execute((command, value))
        .map(drop)
}

/// Writes the log into the file and empties it, without waiting for readers. Returns whether that was possible.
pub(super) fn empty_log(connection: &Connection) -> Result<bool> {
    connection.busy_timeout(Duration::ZERO)?;
    let busy = connection.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, bool>(0));
    connection.busy_timeout(PATIENCE)?;
    Ok(!busy?)
}

/// Remembers that the file holds no remains.
pub(super) fn done(connection: &Connection) -> Result<()> {
    connection.execute("update desk set remains = 0", []).map(drop)
}
