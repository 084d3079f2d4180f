//! Backups of a desk: complete copies in one file each, made while the desk is in use.
//!
//! ```text
//!   desk.db ──one snapshot──▶ NAME.….part ──checked──▶ backups/desk-20260302-090000123.db
//!                                                      backups/desk-schema-2-….db   before a migration
//!
//!   restore:  backup ──checked, new generation──▶ desk.db.restore-TIME     the decision: a kill before it changes nothing
//!             desk.db, desk.db-wal, desk.db-shm ──▶ desk-replaced-TIME.db, …   a kill here: the next opening goes on
//!             desk.db.restore-TIME ──▶ desk.db
//! ```

mod catalog;
mod check;
mod copy;
mod daily;
mod error;
mod file_name;
mod restore;
mod set_aside;
mod space;

use std::path::Path;

pub use catalog::{Backup, folder, list};
pub use check::{Contents, contents};
pub use daily::DailyBackups;
pub use error::BackupError;
pub use restore::{Restored, restore};
pub use set_aside::set_aside;

pub(super) use catalog::{new_folder, remove_parts};
pub(super) use copy::{Pace, copy_desk, new_part, publish, remove_parts_beside};
pub(super) use file_name::backup_name;
pub(super) use restore::finish_restore;
pub(super) use space::{require as require_space, size};

use super::snapshot::SqliteSnapshot;

/// Copies the desk in the file `desk` into the new file `to` and checks the copy. Other programs may write the desk
/// at the same time: the copy is the desk at one moment. It has a generation of its own.
///
/// # Errors
/// [`BackupError::Exists`] if `to` exists: it is not changed. If the desk is damaged, no copy is made.
pub fn back_up(desk: &Path, to: &Path) -> Result<Contents, BackupError> {
    if to.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    SqliteSnapshot::open(desk)?.back_up(to, &Pace::fast())
}
