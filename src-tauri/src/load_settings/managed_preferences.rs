//! The managed preferences of macOS. Not tested on macOS.

use std::io::ErrorKind;

use settings::managed_preferences::layer;
use settings::{Layer, ManagedSource, SettingsError};

/// Written by configuration profiles at the level of the device. Only the system can write it.
const FILE: &str = "/Library/Managed Preferences/org.campus-desk.desktop.plist";

/// The managed preferences of the domain `org.campus-desk.desktop`.
pub struct ManagedPreferences;

impl ManagedSource for ManagedPreferences {
    fn read(&self) -> Result<Option<Layer>, SettingsError> {
        let name = FILE.to_owned();
        match std::fs::read(FILE) {
            Ok(bytes) => layer(FILE, &bytes)
                .map(Some)
                .map_err(|findings| SettingsError::Invalid { name, findings }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(SettingsError::Unreadable { name, source }),
        }
    }
}
