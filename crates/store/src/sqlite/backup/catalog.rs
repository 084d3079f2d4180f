//! The folder of backups.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};

use super::copy;
use super::file_name::parse_backup_name;
use crate::StoreError;
use crate::private::create_private_folder;

/// A backup in the folder of backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its file.
    pub file: PathBuf,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Whether it was made before an update of the desk's schema.
    pub before_update: bool,
}

/// The folder of a desk's backups. It need not exist.
#[must_use]
pub fn folder(desk: &Path) -> PathBuf {
    desk.with_file_name("backups")
}

/// The backups of a desk in its folder, the newest first. Other files in the folder are left out.
#[must_use]
pub fn list(desk: &Path) -> Vec<Backup> {
    let files = fs::read_dir(folder(desk)).into_iter().flatten().flatten();
    let backups = files.filter_map(|entry| {
        let (made_at, before_update) = parse_backup_name(desk, entry.file_name().to_str()?)?;
        Some(Backup {
            file: entry.path(),
            made_at,
            before_update,
        })
    });
    let mut backups: Vec<_> = backups.collect();
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.made_at));
    backups
}

/// Creates the folder of backups if it does not exist.
pub(in crate::sqlite) fn new_folder(desk: &Path) -> Result<PathBuf, StoreError> {
    let folder = folder(desk);
    match create_private_folder(&folder) {
        Ok(()) => Ok(folder),
        Err(error) if error.kind() == io::ErrorKind::StorageFull => Err(StoreError::Full),
        Err(error) => Err(StoreError::Other(format!(
            "{} could not be made: {error}",
            folder.display()
        ))),
    }
}

/// Deletes the copies that a killed process left. The caller has the desk's lock.
pub(in crate::sqlite) fn remove_parts(desk: &Path) {
    copy::remove_parts(&folder(desk), |name| parse_backup_name(desk, name).is_some());
}

/// Deletes the backups that are older than `days`, except the newest one.
pub(super) fn delete_older(desk: &Path, days: u32, now: DateTime<Utc>) {
    let oldest = now - Duration::days(days.into());
    for backup in list(desk).iter().skip(1).filter(|backup| backup.made_at < oldest) {
        match fs::remove_file(&backup.file) {
            Ok(()) => tracing::info!(file = %backup.file.display(), "deleted an old backup"),
            Err(error) => {
                tracing::warn!(file = %backup.file.display(), %error, "an old backup could not be deleted");
            }
        }
    }
}
