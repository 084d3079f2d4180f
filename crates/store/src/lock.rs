//! Only one program writes a desk at a time: the lock beside its file.
//!
//! The lock is the operating system's, so it goes with its process however that ends. Who holds it stands
//! in a file of its own, because on Windows a locked file cannot be read by others.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::StoreError;

/// Who holds a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The program, in words.
    pub what: String,
    /// How another program can reach it, if it said so: what it means is between the two.
    pub contact: Option<String>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (process {})", self.what, self.pid)
    }
}

/// The right to write a desk, until it is dropped.
#[derive(Debug)]
pub struct DeskLock {
    /// Kept open: the lock goes with it.
    _lock: File,
    desk: PathBuf,
}

impl DeskLock {
    /// Takes the lock of the desk in `desk`.
    ///
    /// # Errors
    /// [`StoreError::InUse`] says who holds it; [`StoreError::ReadOnly`] if the folder cannot be written.
    pub fn take(desk: &Path) -> Result<Self, StoreError> {
        let path = beside(desk, "lock");
        let open = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path);
        let lock = open.map_err(|error| cannot_write(desk, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(desk)),
            Err(TryLockError::Error(error)) => return Err(StoreError::Other(error.to_string())),
        }
        let taken = Self {
            _lock: lock,
            desk: desk.to_owned(),
        };
        taken.tell(None).map_err(|error| cannot_write(desk, &error))?;
        Ok(taken)
    }

    /// Says how another program can reach this one.
    ///
    /// # Errors
    /// If it could not be written down.
    pub fn tell(&self, contact: Option<String>) -> io::Result<()> {
        let program = std::env::current_exe().ok();
        let name = program.as_deref().and_then(Path::file_stem);
        let holder = Holder {
            pid: std::process::id(),
            what: name.map_or("another program".to_owned(), |name| {
                name.to_string_lossy().into_owned()
            }),
            contact,
        };
        write_private(&beside(&self.desk, "holder"), &serde_json::to_vec(&holder)?)
    }
}

/// Writes what only this account may read: the contact may hold a token.
fn write_private(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // One that was there before keeps the rights that it was made with.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(text)
}

/// Who holds the desk in `desk`; none if nobody does, or did not say.
#[must_use]
pub fn holder(desk: &Path) -> Option<Holder> {
    let lock = File::options().write(true).open(beside(desk, "lock")).ok()?;
    match lock.try_lock() {
        Ok(()) | Err(TryLockError::Error(_)) => None,
        Err(TryLockError::WouldBlock) => written(desk),
    }
}

fn written(desk: &Path) -> Option<Holder> {
    let text = std::fs::read(beside(desk, "holder")).ok()?;
    serde_json::from_slice(&text).ok()
}

fn in_use(desk: &Path) -> StoreError {
    StoreError::InUse {
        file: desk.to_owned(),
        holder: written(desk).map_or("another program".to_owned(), |holder| holder.to_string()),
    }
}

fn cannot_write(desk: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly {
            file: desk.to_owned(),
        },
        io::ErrorKind::StorageFull => StoreError::Full,
        io::ErrorKind::NotFound => {
            StoreError::Other(format!("the folder of {} is not there", desk.display()))
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
