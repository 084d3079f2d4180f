//! What SQLite reports, in the words of [`StoreError`].

use std::path::Path;

use rusqlite::{Error, ErrorCode, ffi};

use crate::StoreError;

/// Says what an error of SQLite means for the desk in `file`.
pub(super) fn told(file: &Path, error: Error) -> StoreError {
    match &error {
        Error::SqliteFailure(cause, detail) => said(file, *cause, detail.as_deref(), &error),
        Error::FromSqlConversionFailure(..)
        | Error::InvalidColumnType(..)
        | Error::IntegralValueOutOfRange(..) => StoreError::Damaged {
            file: file.to_owned(),
            detail: error.to_string(),
        },
        _ => StoreError::Other(error.to_string()),
    }
}

fn said(file: &Path, cause: ffi::Error, detail: Option<&str>, error: &Error) -> StoreError {
    let file = file.to_owned();
    match cause.code {
        ErrorCode::DiskFull => StoreError::Full,
        // The index of the write-ahead log could not grow: the only cause seen is a full disk.
        _ if cause.extended_code == ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged {
            file,
            detail: detail.map_or_else(|| cause.to_string(), str::to_owned),
        },
        _ if cause.extended_code == ffi::SQLITE_IOERR_SHORT_READ => StoreError::Damaged {
            file,
            detail: "it ends too early".to_owned(),
        },
        ErrorCode::ReadOnly => StoreError::ReadOnly { file },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::InUse {
            file,
            holder: "another program".to_owned(),
        },
        _ => StoreError::Other(error.to_string()),
    }
}
