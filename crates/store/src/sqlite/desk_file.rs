//! A desk's file, and the conversion of SQLite's errors to [`StoreError`].

use std::path::PathBuf;
use std::sync::OnceLock;

use rusqlite::{Error, ErrorCode, ffi};

use super::decode;
use crate::StoreError;

/// A desk's file, and the damage that was found in it.
#[derive(Debug)]
pub(crate) struct DeskFile {
    pub file: PathBuf,
    damage: OnceLock<StoreError>,
}

impl DeskFile {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self {
            file,
            damage: OnceLock::new(),
        }
    }

    /// Converts an error of SQLite. A row that cannot be decoded is not damage: SQLite found nothing wrong. Damage is remembered: once it is found, nothing more is written, so that the file
    /// stays as it is for repair.
    pub(crate) fn to_store_error(&self, error: Error) -> StoreError {
        let converted = self.convert(error);
        if matches!(converted, StoreError::Damaged { .. }) {
            let _ = self.damage.set(converted.clone());
        }
        converted
    }

    /// The damage that was found, if any.
    pub(super) fn damage(&self) -> Option<&StoreError> {
        self.damage.get()
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

    /// Names the folder of backups only if it exists: the first migration creates it.
    fn remedy(&self) -> String {
        let backups = self.file.with_file_name("backups");
        if backups.is_dir() {
            format!("Restore a backup from {}", backups.display())
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
        assert!(message(&file).ends_with("backups"), "{}", message(&file));
    }
}
