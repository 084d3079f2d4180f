//! The lock file beside a desk: only one program writes a desk at a time.
//!
//! The lock is beside the file itself, not beside a symbolic link to it. A file with several hard links has no such
//! place, and is refused.
//!
//! The lock belongs to the operating system, which releases it when the process ends. The holder is written to
//! a second file, because on Windows other processes cannot read a locked file.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::private::{make_private, private_file};
use crate::real_path::real_path;

/// The process that holds a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process id.
    pub pid: u32,
    /// The name of the program.
    pub what: String,
    /// How another program can contact it, if it announced that. The format is up to the two programs.
    pub contact: Option<String>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (process {})", self.what, self.pid)
    }
}

/// The right to write a desk. Dropping it releases the lock.
#[derive(Debug)]
pub struct DeskLock {
    /// Dropping the file releases the lock.
    _lock: File,
    desk: PathBuf,
}

impl DeskLock {
    /// Acquires the lock of the desk in the file `desk`.
    ///
    /// # Errors
    /// [`StoreError::InUse`] names the holder; [`StoreError::ReadOnly`] if the folder cannot be written.
    pub fn acquire(desk: &Path) -> Result<Self, StoreError> {
        let desk = &real_path(desk);
        let path = beside(desk, "lock");
        // Another account must not be able to lock the file, and so to block the desk.
        let open = private_file().open(&path);
        let lock = open.map_err(|error| cannot_write(desk, &error))?;
        make_private(&path);
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(desk)),
            Err(TryLockError::Error(error)) => return Err(StoreError::Other(error.to_string())),
        }
        check_hard_links(desk)?;
        let acquired = Self {
            _lock: lock,
            desk: desk.to_owned(),
        };
        let written = acquired.write_holder(None);
        written.map_err(|error| cannot_write(desk, &error))?;
        Ok(acquired)
    }

    /// Writes the holder file: this process, and how another program can contact it.
    pub fn write_holder(&self, contact: Option<String>) -> io::Result<()> {
        let holder = Holder {
            pid: std::process::id(),
            what: this_program(),
            contact,
        };
        write_private(&beside(&self.desk, "holder"), &serde_json::to_vec(&holder)?)
    }
}

/// Refuses a desk that has more than one name: each name would have its own lock and its own write-ahead log.
#[cfg(unix)]
fn check_hard_links(desk: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::MetadataExt;

    match std::fs::metadata(desk) {
        Ok(found) if found.nlink() > 1 => Err(StoreError::Other(format!(
            "{} has more than one name (hard links), so two programs could write it at the same time. Delete the other names, or make a copy of the file and use the copy",
            desk.display()
        ))),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn check_hard_links(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Writes a file that only this user account may read: the contact may hold a token.
fn write_private(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = private_file().truncate(true).open(path)?;
    make_private(path);
    file.write_all(text)
}

/// Whether the holder is a process of the same program as this one.
#[must_use]
pub fn is_this_program(holder: &Holder) -> bool {
    holder.what == this_program()
}

fn this_program() -> String {
    let program = std::env::current_exe().ok();
    let name = program.as_deref().and_then(Path::file_stem);
    name.map_or("another program".to_owned(), |name| {
        name.to_string_lossy().into_owned()
    })
}

/// The holder of the desk in the file `desk`; `None` if it is not locked, or the holder file is unreadable.
#[must_use]
pub fn holder(desk: &Path) -> Option<Holder> {
    let desk = real_path(desk);
    let lock = File::options().write(true).open(beside(&desk, "lock")).ok()?;
    match lock.try_lock() {
        Ok(()) | Err(TryLockError::Error(_)) => None,
        Err(TryLockError::WouldBlock) => read_holder(&desk),
    }
}

fn read_holder(desk: &Path) -> Option<Holder> {
    let text = std::fs::read(beside(desk, "holder")).ok()?;
    serde_json::from_slice(&text).ok()
}

fn in_use(desk: &Path) -> StoreError {
    StoreError::InUse {
        place: desk.display().to_string(),
        holder: read_holder(desk).map_or("another program".to_owned(), |holder| holder.to_string()),
    }
}

fn cannot_write(desk: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly {
            place: desk.display().to_string(),
        },
        io::ErrorKind::StorageFull => StoreError::Full,
        io::ErrorKind::NotFound => {
            StoreError::Other(format!("the folder of {} does not exist", desk.display()))
        }
        _ => StoreError::Other(format!("{} could not be locked: {error}", desk.display())),
    }
}

/// `desk.db` -> `desk.db.lock`.
fn beside(desk: &Path, what: &str) -> PathBuf {
    let mut name = desk.as_os_str().to_owned();
    name.push(".");
    name.push(what);
    name.into()
}
