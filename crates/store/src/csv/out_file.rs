//! The file that an export writes.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::real_path::{folder_of, real_path};

/// An open file of an export.
pub(super) enum OutFile {
    /// A regular file: it is written under another name, and replaces the target once it is complete.
    Replacement { written: NamedTempFile, target: PathBuf },
    /// A pipe or a device, which cannot be replaced.
    Direct(File),
}

impl OutFile {
    /// Opens the file. If it is a symbolic link, its target is written. An existing file retains its permissions.
    pub(super) fn create(file: &Path) -> io::Result<Self> {
        match fs::metadata(file) {
            Ok(found) if found.is_file() => Self::replacement(real_path(file), Some(found.permissions())),
            Ok(_) => File::options().write(true).open(file).map(Self::Direct),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::replacement(real_path(file), None),
            Err(error) => Err(error),
        }
    }

    fn replacement(target: PathBuf, permissions: Option<Permissions>) -> io::Result<Self> {
        let mut new = tempfile::Builder::new();
        new.prefix(".export-");
        #[cfg(unix)]
        if permissions.is_none() {
            // The umask applies, as for any new file.
            new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        let written = new.tempfile_in(folder_of(&target))?;
        if let Some(permissions) = permissions {
            written.as_file().set_permissions(permissions)?;
        }
        Ok(Self::Replacement { written, target })
    }

    /// Returns once everything that was written is on the disk. A pipe or device has no such state.
    pub(super) fn sync(&self) -> io::Result<()> {
        match self {
            Self::Replacement { written, .. } => written.as_file().sync_all(),
            Self::Direct(_) => Ok(()),
        }
    }

    /// Gives the complete file its name.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Replacement { written, target } => {
                let named = written.persist(target);
                named.map(drop).map_err(|error| error.error)
            }
            Self::Direct(_) => Ok(()),
        }
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Replacement { written, .. } => written.write(bytes),
            Self::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Replacement { written, .. } => written.flush(),
            Self::Direct(file) => file.flush(),
        }
    }
}
