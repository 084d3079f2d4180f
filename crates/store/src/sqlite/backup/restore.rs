//! Puts a backup in the place of a desk.
//!
//! A restore can be killed at any moment. Until the checked copy has its name, nothing has changed. From then on the
//! restore is decided, and the next opening of the desk finishes it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::super::SqliteStore;
use super::super::desk_file::DeskFile;
use super::super::migrate::MIGRATIONS;
use super::check::{self, Contents};
use super::copy::{self, Pace, copy_desk, sync_folder};
use super::error::BackupError;
use super::file_name::{replaced_name, restore_name, restore_prefix};
use super::space;
use crate::StoreError;
use crate::lock::DeskLock;
use crate::real_path::{folder_of, real_path};

/// The ticket numbers that a restored desk passes over: the lost tickets had some of them, and people know them.
const PASSED_OVER: u64 = 1_000;

/// A restored desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What it contains.
    pub contents: Contents,
    /// Where the desk before it is now; `None` if there was none. Its log is beside it.
    pub replaced: Option<PathBuf>,
}

/// Replaces the desk in the file `desk` by a backup, also if the desk is damaged or missing. The backup is checked first
/// and stays as it is. The restored desk has a new generation, and its next ticket number is 1,000 higher.
///
/// # Errors
/// [`StoreError::InUse`] if another process has the desk open. If the backup cannot be used, or the disk is full, the
/// desk is as it was; but after [`BackupError::NotOpened`] the backup is in its place.
pub fn restore(desk: &Path, backup: &Path, now: DateTime<Utc>) -> Result<Restored, BackupError> {
    let desk = &real_path(desk);
    let lock = DeskLock::acquire(desk)?;
    finish_restore(desk)?;
    if real_path(backup) == *desk {
        return Err(BackupError::SameFile(backup.to_owned()));
    }
    let prepared = restore_name(desk, now);
    let contents = prepare(backup, &prepared)?;
    let replaced = replace(desk, &prepared)?;
    match SqliteStore::open_locked(lock, desk, MIGRATIONS, &|_| ()) {
        Ok(_) => Ok(Restored { contents, replaced }),
        Err(cause) => Err(BackupError::NotOpened { cause, replaced }),
    }
}

/// Finishes a restore of the desk that was decided, and removes what a killed restore left. The caller has the desk's
/// lock.
pub(in crate::sqlite) fn finish_restore(desk: &Path) -> Result<(), StoreError> {
    let prefix = restore_prefix(desk);
    copy::remove_parts(folder_of(desk), |name| name.starts_with(&prefix));
    let names = fs::read_dir(folder_of(desk)).into_iter().flatten().flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let prepared = names.filter(|name| name.starts_with(&prefix)).max();
    if let Some(prepared) = prepared {
        tracing::warn!("a restore was interrupted and is finished now");
        replace(desk, &desk.with_file_name(prepared)).map_err(BackupError::into_store_error)?;
    }
    Ok(())
}

/// Checks the backup and copies it.
fn prepare(backup: &Path, prepared: &Path) -> Result<Contents, BackupError> {
    space::require(prepared, space::size(backup))?;
    let backup = DeskFile::new(backup.to_owned());
    let checked = check::open(&backup).and_then(|mut source| {
        check::check(&mut source, &backup, &Pace::fast().stop)?;
        Ok(source)
    });
    let source = checked.map_err(not_restorable)?;
    copy_desk(&source, &backup, prepared, &Pace::fast(), pass_over_numbers)
}

/// A damaged backup has another remedy than a damaged desk.
fn not_restorable(error: StoreError) -> StoreError {
    match error {
        StoreError::Damaged { place, reason, .. } => StoreError::Damaged {
            place,
            reason,
            remedy: "The desk was not changed. Restore another backup".to_owned(),
        },
        error => error,
    }
}

fn pass_over_numbers(copy: &Connection) -> rusqlite::Result<()> {
    copy.execute("update desk set last_number = last_number + ?1", [PASSED_OVER])
        .map(drop)
}

/// Renames the desk and its log, and gives the prepared copy the desk's name. Returns where the desk is now.
fn replace(desk: &Path, prepared: &Path) -> Result<Option<PathBuf>, BackupError> {
    let replaced = replaced_name(desk, prepared);
    for (from, to) in renames(desk, prepared, &replaced) {
        match fs::rename(&from, &to) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && from != prepared => {}
            Err(error) => return Err(BackupError::of_file(&from, &error)),
        }
    }
    sync_folder(folder_of(desk));
    Ok(Some(replaced).filter(|file| file.exists()))
}

/// The renames of a restore in their order. SQLite refuses a log without its desk, but would open a desk without its
/// log as if nothing was missing: so the desk is first.
fn renames(desk: &Path, prepared: &Path, replaced: &Path) -> Vec<(PathBuf, PathBuf)> {
    let with_end = |file: &Path, end: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let parts = ["", "-wal", "-shm"].map(|end| (with_end(desk, end), with_end(replaced, end)));
    let mut renames = parts.to_vec();
    renames.push((prepared.to_owned(), desk.to_owned()));
    renames
}

#[cfg(test)]
mod tests;
