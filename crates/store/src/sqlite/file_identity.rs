//! The identity of an open file: its path may lead to another file later, or another program may overwrite it.

use std::io;
use std::path::Path;
use std::time::SystemTime;

/// The identity of a file, independent of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity {
    device: u64,
    inode: u64,
}

/// The state of a file's content: any write changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileStamp {
    length: u64,
    modified: SystemTime,
}

impl FileStamp {
    /// The stamp of the file at a path; `None` if the system cannot provide it. Windows updates the time of an open
    /// file late.
    pub(super) fn of(file: &Path) -> Option<Self> {
        let found = std::fs::metadata(file).ok().filter(|_| cfg!(unix))?;
        Some(Self {
            length: found.len(),
            modified: found.modified().ok()?,
        })
    }
}

impl FileIdentity {
    /// The identity of the file at a path. `Ok(None)`: this system has none, and does not let an open file be moved.
    #[cfg(unix)]
    pub(super) fn of(file: &Path) -> io::Result<Option<Self>> {
        use std::os::unix::fs::MetadataExt;

        let found = std::fs::metadata(file)?;
        Ok(Some(Self {
            device: found.dev(),
            inode: found.ino(),
        }))
    }

    /// The identity of the file at a path. `Ok(None)`: this system has none, and does not let an open file be moved.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> io::Result<Option<Self>> {
        Ok(None)
    }
}
