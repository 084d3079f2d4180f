//! A settings file on disk.

use std::io::ErrorKind;
use std::path::PathBuf;

use settings::{Layer, ManagedSource, SettingsError};

/// A settings file (TOML).
pub struct SettingsFile {
    path: PathBuf,
    required: bool,
}

impl SettingsFile {
    /// A file that need not exist.
    pub const fn optional(path: PathBuf) -> Self {
        Self {
            path,
            required: false,
        }
    }

    /// A file that must exist, because somebody named it.
    pub const fn required(path: PathBuf) -> Self {
        Self { path, required: true }
    }
}

impl ManagedSource for SettingsFile {
    fn read(&self) -> Result<Option<Layer>, SettingsError> {
        let name = self.path.display().to_string();
        match std::fs::read_to_string(&self.path) {
            Ok(text) => Layer::from_toml(&name, &text)
                .map(Some)
                .map_err(|findings| SettingsError::Invalid { name, findings }),
            Err(error) if error.kind() == ErrorKind::NotFound && !self.required => Ok(None),
            Err(source) => Err(SettingsError::Unreadable { name, source }),
        }
    }
}
