//! A desk's file, and the conversion of SQLite's errors to [`StoreError`].

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::Utc;
use rusqlite::{Error, ErrorCode, ffi};
use tokio::sync::watch;

use super::backup;
use super::decode;
use super::file_identity::FileIdentity;
use crate::StoreError;

/// A desk's file, and the error after which it is no longer written.
#[derive(Debug)]
pub(crate) struct DeskFile {
    pub file: PathBuf,
    /// The identity of the file that was opened for writing.
    opened: OnceLock<FileIdentity>,
    stopped: watch::Sender<Option<StoreError>>,
}

impl DeskFile {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self {
            file,
            opened: OnceLock::new(),
            stopped: watch::Sender::new(None),
        }
    }

    /// Converts an error of SQLite. A row that cannot be decoded is not damage: SQLite found nothing wrong. Damage is remembered: once it is found, nothing more is written, so that the file
    /// stays as it is for repair.
    pub(crate) fn to_store_error(&self, error: Error) -> StoreError {
        let converted = self.convert(error);
        if matches!(
            converted,
            StoreError::Damaged { .. } | StoreError::Replaced { .. }
        ) {
            self.stop(&converted);
        }
        converted
    }

    /// Keeps the first error after which nothing more is written.
    fn stop(&self, error: &StoreError) {
        self.stopped.send_if_modified(|stopped| {
            let first = stopped.is_none();
            if first {
                *stopped = Some(error.clone());
            }
            first
        });
    }

    /// The error after which nothing more is written, if there was one.
    pub(super) fn stopped(&self) -> Option<StoreError> {
        self.stopped.borrow().clone()
    }

    /// Announces that error.
    pub(super) fn when_stopped(&self) -> watch::Receiver<Option<StoreError>> {
        self.stopped.subscribe()
    }

    /// Remembers the identity of the file, right after it was opened for writing.
    pub(super) fn remember_identity(&self) -> Result<(), StoreError> {
        let found = FileIdentity::of(&self.file);
        let found = found.map_err(|error| StoreError::Other(format!("{}: {error}", self.place())))?;
        if let Some(identity) = found {
            let _ = self.opened.set(identity);
        }
        Ok(())
    }

    /// Whether `file` exists and is another file than the one that was opened for writing.
    pub(super) fn is_other(&self, file: &Path) -> bool {
        FileIdentity::of(file).is_ok_and(|found| found.as_ref() != self.opened.get())
    }

    /// Checks that the open file is still the file at its path. Otherwise commits would be lost with the old file, or
    /// their log would be replayed over another.
    ///
    /// # Errors
    /// `SQLITE_READONLY_DBMOVED`, which SQLite itself returns only without a write-ahead log.
    pub(super) fn check_in_place(&self) -> rusqlite::Result<()> {
        let Some(opened) = self.opened.get() else {
            return Ok(());
        };
        let in_place = match FileIdentity::of(&self.file) {
            Ok(found) => found == Some(*opened),
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        };
        if in_place { Ok(()) } else { Err(moved()) }
    }

    /// The error of a damaged file.
    pub(super) fn damaged(&self, reason: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            place: self.place(),
            reason: reason.into(),
            remedy: self.remedy(),
        }
    }

    /// The file as errors name it.
    pub(super) fn place(&self) -> String {
        self.file.display().to_string()
    }

    /// The error of a desk whose log is left without it, or beside an empty file.
    pub(super) fn without_its_log(&self, reason: &str) -> StoreError {
        let place = self.place();
        StoreError::Damaged {
            reason: format!("{reason}, but its log {place}-wal is not: it contains the last reports"),
            remedy: format!(
                "Put the file back that belongs to the log, or restore a backup. To start an empty desk, first move {place}-wal and {place}-shm to another folder"
            ),
            place,
        }
    }

    /// Names the folder of backups only if it exists.
    fn remedy(&self) -> String {
        let backups = backup::folder(&self.file);
        if backups.is_dir() {
            format!("Backups are in {}: restore one of them", backups.display())
        } else {
            "Restore a backup of your own".to_owned()
        }
    }

    fn convert(&self, error: Error) -> StoreError {
        match &error {
            Error::SqliteFailure(cause, detail) => self.failure(*cause, detail.as_deref(), &error),
            _ if decode::is_unreadable(&error) => StoreError::Unreadable {
                place: self.place(),
                reason: error.to_string(),
            },
            _ => StoreError::Other(error.to_string()),
        }
    }

    fn failure(&self, cause: ffi::Error, detail: Option<&str>, error: &Error) -> StoreError {
        match (cause.code, cause.extended_code) {
            // The index of the write-ahead log could not grow: the only known cause is a full disk.
            (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => StoreError::Full,
            (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => {
                self.damaged(detail.map_or_else(|| cause.to_string(), str::to_owned))
            }
            (_, ffi::SQLITE_IOERR_SHORT_READ) => self.damaged("it ends too early"),
            (_, ffi::SQLITE_READONLY_DBMOVED) => StoreError::Replaced { place: self.place() },
            (ErrorCode::ReadOnly, _) => StoreError::ReadOnly { place: self.place() },
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::InUse {
                place: self.place(),
                holder: "another program".to_owned(),
            },
            (ErrorCode::CannotOpen, _) => {
                StoreError::Other(format!("{} could not be opened", self.file.display()))
            }
            _ => StoreError::Other(error.to_string()),
        }
    }
}

/// Renames the log of a file that was replaced or overwritten by another: the next start would replay the log over the
/// other file. It is not deleted, because it contains the last reports. `file` is a path without symbolic links.
#[expect(clippy::disallowed_methods, reason = "the time is part of a file's name")]
pub(super) fn set_log_aside(file: &Path) {
    let end = format!(".replaced-{}", Utc::now().timestamp());
    for ending in ["-wal", "-shm"] {
        let mut log = file.as_os_str().to_owned();
        log.push(ending);
        let mut aside = log.clone();
        aside.push(&end);
        match std::fs::rename(&log, &aside) {
            Ok(()) => tracing::error!(
                ?aside,
                "another file replaced the desk; the desk's log was set aside"
            ),
            Err(error) => tracing::warn!(?log, %error, "the log of the replaced desk could not be set aside"),
        }
    }
}

/// The error of a file that is no longer the file that was opened.
pub(super) fn moved() -> Error {
    Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_READONLY_DBMOVED), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_backups_is_named_only_where_there_is_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = DeskFile::new(folder.path().join("desk.db"));
        let message = |file: &DeskFile| file.damaged("page 7").to_string();
        assert!(message(&file).ends_with("Restore a backup of your own"));
        std::fs::create_dir(folder.path().join("backups")).expect("made");
        assert!(message(&file).contains("Backups are in "), "{}", message(&file));
    }
}
