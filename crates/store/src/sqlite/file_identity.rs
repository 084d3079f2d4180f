//! The identity of an open file: its path may lead to another file later.

use std::io;
use std::path::Path;

/// The identity of a file, independent of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity {
    device: u64,
    inode: u64,
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
