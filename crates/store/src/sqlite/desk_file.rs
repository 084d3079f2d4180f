//! What SQLite reports, in the words of [`StoreError`].

use std::path::PathBuf;
use std::sync::OnceLock;

use rusqlite::{Error, ErrorCode, ffi};

use crate::StoreError;

/// A desk's file, and the damage that was met in it.
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

    /// Says what an error of SQLite means for the desk. Damage is remembered: once it was met, nothing more
    /// is written, so that the file stays as it is for whoever repairs it.
    pub(crate) fn to_store_error(&self, error: Error) -> StoreError {
        let told = self.describe(error);
        if matches!(told, StoreError::Damaged { .. }) {
            let _ = self.damage.set(told.clone());
        }
        told
    }

    /// The damage that was met, if any was.
    pub(super) fn damage(&self) -> Option<&StoreError> {
        self.damage.get()
    }

    /// The file is damaged in this way.
    pub(super) fn damaged(&self, detail: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            file: self.file.clone(),
            detail: detail.into(),
        }
    }

    fn describe(&self, error: Error) -> StoreError {
        match &error {
            Error::SqliteFailure(cause, detail) => self.failure(*cause, detail.as_deref(), &error),
            Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..) => self.damaged(error.to_string()),
            _ => StoreError::Other(error.to_string()),
        }
    }

    fn failure(&self, cause: ffi::Error, detail: Option<&str>, error: &Error) -> StoreError {
        match (cause.code, cause.extended_code) {
            // The index of the write-ahead log could not grow: the only cause met is a full disk.
            (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => StoreError::Full,
            (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => {
                self.damaged(detail.map_or_else(|| cause.to_string(), str::to_owned))
            }
            (_, ffi::SQLITE_IOERR_SHORT_READ) => self.damaged("it ends too early"),
            (ErrorCode::ReadOnly, _) => StoreError::ReadOnly {
                file: self.file.clone(),
            },
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::InUse {
                file: self.file.clone(),
                holder: "another program".to_owned(),
            },
            (ErrorCode::CannotOpen, _) => {
                StoreError::Other(format!("{} could not be opened", self.file.display()))
            }
            _ => StoreError::Other(error.to_string()),
        }
    }
}
