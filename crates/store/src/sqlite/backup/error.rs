//! Why a backup was not made or not restored.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::StoreError;

/// Why a backup was not made or not restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The new file exists.
    #[error("{} exists already and was not changed. Choose another name", .0.display())]
    Exists(PathBuf),
    /// The backup is the desk that it would replace.
    #[error("{} is the desk itself. Name a backup", .0.display())]
    SameFile(PathBuf),
    /// A file could not be written, renamed or read.
    #[error("{}: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// The backup has taken the desk's place, but it cannot be opened, for example because its migration failed.
    #[error("the backup is the desk now, but cannot be opened: {cause}")]
    NotOpened {
        /// Why.
        cause: StoreError,
        /// Where the desk before it is; `None` if there was none.
        replaced: Option<PathBuf>,
    },
    /// The desk or the backup could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    pub(super) fn of_file(file: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull {
            return Self::Store(StoreError::Full);
        }
        Self::File {
            file: file.to_owned(),
            reason: error.to_string(),
        }
    }

    /// The same error for callers that only know errors of a store.
    pub(in crate::sqlite) fn into_store_error(self) -> StoreError {
        match self {
            Self::Store(error) => error,
            error => StoreError::Other(error.to_string()),
        }
    }
}
