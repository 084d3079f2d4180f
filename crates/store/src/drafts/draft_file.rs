//! The file `drafts.db`: opened, and replaced when it is damaged.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::Utc;
use rusqlite::{Connection, Error, Result, ffi};

use super::recover::recover;
use crate::StoreError;
use crate::private::create_private_database;
use crate::sqlite::DeskFile;

/// The file, and its one connection.
pub(super) struct DraftFile {
    file: DeskFile,
    /// `None` after the file could not be opened again: the next call tries to.
    connection: Mutex<Option<Connection>>,
    damaged: Box<dyn Fn() + Send + Sync>,
}

impl DraftFile {
    pub(super) fn open(
        file: PathBuf,
        damaged: impl Fn() + Send + Sync + 'static,
    ) -> std::result::Result<Self, StoreError> {
        // SQLite would delete a log that was left without its file.
        if !file.exists() {
            set_aside(&file);
        }
        let opened = Self {
            file: DeskFile::new(file),
            connection: Mutex::new(None),
            damaged: Box::new(damaged),
        };
        opened.with(|_| Ok(()))?;
        Ok(opened)
    }

    /// Reads or writes. If the file is damaged, it is replaced and `work` is repeated.
    pub(super) fn with<T>(
        &self,
        work: impl Fn(&Connection) -> Result<T>,
    ) -> std::result::Result<T, StoreError> {
        let mut slot = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let connected = match slot.take() {
            Some(connection) => Ok(connection),
            None => connect(&self.file.file),
        };
        let done = connected.and_then(|connection| {
            let done = work(&connection);
            // A damaged file is closed before it is renamed: some systems rename no open files.
            if done.as_ref().is_err_and(is_damage) {
                drop(connection);
            } else {
                *slot = Some(connection);
            }
            done
        });
        let done = match done {
            Err(error) if is_damage(&error) => self.replace(&error).and_then(|connection| {
                let done = work(&connection);
                *slot = Some(connection);
                done
            }),
            done => done,
        };
        done.map_err(|error| self.to_store_error(error))
    }

    /// Sets the damaged file aside, and opens a new one with everything that can still be read.
    fn replace(&self, damage: &Error) -> Result<Connection> {
        let aside = set_aside(&self.file.file);
        let connection = connect(&self.file.file)?;
        let rows = recover(&aside, &connection);
        tracing::warn!(%damage, aside = %aside.display(), rows, "the drafts were damaged and set aside");
        (self.damaged)();
        Ok(connection)
    }

    /// Deletes the damaged files that were set aside.
    pub(super) fn delete_set_aside(&self) {
        let folder = self.file.file.parent().unwrap_or(Path::new("."));
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for file in files.filter(|file| file.file_name().to_string_lossy().starts_with("drafts.damaged-")) {
            if let Err(error) = std::fs::remove_file(file.path()) {
                tracing::warn!(file = %file.path().display(), %error, "damaged drafts could not be deleted");
            }
        }
    }

    /// Drafts have no backup that could be restored, so damage is an error like any other.
    fn to_store_error(&self, error: Error) -> StoreError {
        match self.file.to_store_error(error) {
            StoreError::Damaged { place, reason, .. } => {
                StoreError::Other(format!("{place} is damaged ({reason}) and could not be replaced"))
            }
            other => other,
        }
    }
}

impl fmt::Debug for DraftFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftFile")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// Whether an error means that the file cannot be read: SQLite finds its content wrong, or the disk does not return it.
fn is_damage(error: &Error) -> bool {
    let Error::SqliteFailure(cause, _) = error else {
        return false;
    };
    let unreadable = [ffi::SQLITE_IOERR_READ, ffi::SQLITE_IOERR_SHORT_READ];
    let wrong = [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB];
    unreadable.contains(&cause.extended_code) || wrong.contains(&(cause.extended_code & 0xff))
}

fn connect(file: &Path) -> Result<Connection> {
    create_private_database(file);
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    // What is deleted is overwritten with zeros: a removed text must not stay in the free space of the file.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.execute_batch(include_str!("../../migrations/drafts.sql"))?;
    add_summaries(&connection)?;
    Ok(connection)
}

/// Files of an earlier version lack the column `summary`.
fn add_summaries(connection: &Connection) -> Result<()> {
    let exists = connection
        .prepare("select 1 from pragma_table_info('reported') where name = 'summary'")?
        .exists([])?;
    if exists {
        return Ok(());
    }
    connection.execute_batch("alter table reported add column summary text not null default ''")
}

/// Renames a file with its log and index, so that it can be inspected.
#[expect(clippy::disallowed_methods, reason = "the time is part of a file's name")]
fn set_aside(file: &Path) -> PathBuf {
    let aside = file.with_extension(format!("damaged-{}.db", Utc::now().timestamp_millis()));
    for ending in ["", "-wal", "-shm"] {
        let with = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            name
        };
        // A missing file needs no move. A file that cannot be moved makes the next open fail.
        let _ = std::fs::rename(with(file), with(&aside));
    }
    aside
}
