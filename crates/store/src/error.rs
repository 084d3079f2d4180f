//! Errors of a store. Expected outcomes are answers (`Decision`), not errors.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a store could not be opened, read or written. The message says what happened and what to do.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// The disk has no room for more.
    #[error("the disk is full. Nothing was changed. Make room and try again")]
    Full,
    /// The file is not a database, or part of it is unreadable.
    #[error("{file} is damaged ({detail}). It was left as it is. {todo}", todo = restore(file))]
    Damaged {
        /// The path of the file.
        file: PathBuf,
        /// What is damaged.
        detail: String,
    },
    /// The file or its folder cannot be written.
    #[error("{file} is read-only. Give your account the right to write it and start again")]
    ReadOnly {
        /// The path of the file.
        file: PathBuf,
    },
    /// A newer version of the application made the file.
    #[error(
        "{file} was written by a newer version of Campus Desk (schema {found}, this one knows {known}). Install the newer version; the file was left as it is"
    )]
    Newer {
        /// The path of the file.
        file: PathBuf,
        /// The schema that the file has.
        found: u32,
        /// The newest schema that this version knows.
        known: u32,
    },
    /// Another process has the file open for writing.
    #[error("{file} is in use by {holder}. Close that first")]
    InUse {
        /// The path of the file.
        file: PathBuf,
        /// The process that holds it, as text.
        holder: String,
    },
    /// The store was shut down while the command waited.
    #[error("the desk was closed before this was saved")]
    Gone,
    /// Any other error of SQLite or the system.
    #[error("the database could not be used: {0}")]
    Other(String),
}

/// Names the folder of backups only if it exists: the first migration creates it.
fn restore(file: &Path) -> String {
    let backups = file.with_file_name("backups");
    if backups.is_dir() {
        format!("Restore a backup from {}", backups.display())
    } else {
        "Restore a backup of your own".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_backups_is_named_only_where_there_is_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = StoreError::Damaged {
            file: folder.path().join("desk.db"),
            detail: "page 7".to_owned(),
        };
        assert!(error.to_string().ends_with("Restore a backup of your own"));
        std::fs::create_dir(folder.path().join("backups")).expect("made");
        assert!(error.to_string().ends_with("backups"), "{error}");
    }
}
