//! Sets a desk aside. A computer that begins to belong to a hub gets a replica, and keeps its own desk beside it.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::copy::sync_folder;
use super::error::BackupError;
use crate::lock::DeskLock;
use crate::real_path::{folder_of, real_path};
use crate::{SqliteStore, StoreError};

/// Gives the desk's file the name `desk-alone-TIME.db`, so that a new desk can take its place. Returns the new path.
///
/// It is one rename: a kill before it changes nothing, and after it everything is done.
///
/// # Errors
/// [`StoreError::InUse`] if another process has the desk open. On any error the desk is as it was.
pub fn set_aside(desk: &Path, now: DateTime<Utc>) -> Result<PathBuf, StoreError> {
    let desk = &real_path(desk);
    // The log is written into the file, and removed when the file is closed.
    SqliteStore::open(desk)?.checkpoint()?;
    let _lock = DeskLock::acquire(desk)?;
    let mut log = desk.as_os_str().to_owned();
    log.push("-wal");
    let log = PathBuf::from(log);
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Other(format!(
            "{} has changes that are not in the desk yet",
            log.display()
        )));
    }
    let aside = desk.with_file_name(format!("desk-alone-{}.db", now.format("%Y-%m-%dT%H-%M-%SZ")));
    fs::rename(desk, &aside).map_err(|error| BackupError::of_file(desk, &error).into_store_error())?;
    sync_folder(folder_of(desk));
    Ok(aside)
}
