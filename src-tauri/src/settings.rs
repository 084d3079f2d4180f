//! The settings of whoever manages this laptop: `settings.toml`.
//!
//! ```toml
//! role = "helpdesk"            # pins the role: nobody is asked, nobody can switch
//! time_zone = "Europe/Rome"    # the campus's; otherwise the machine's
//! ```
//!
//! A key that this version does not know is told in the log and otherwise ignored, so that one file can
//! serve laptops of several versions. A value that makes no sense stops the start: to guess would be to
//! unpin a role.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use serde::Deserialize;
use thiserror::Error;
use tickets::Role;

/// What was set, with defaults for what was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The role that everybody on this laptop has; none lets them choose.
    pub role: Option<Role>,
    /// The campus's time zone.
    pub zone: Tz,
    /// Keys that this version does not know.
    pub unknown: Vec<String>,
}

/// Why the settings could not be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The file could not be read.
    #[error("The settings in {file} could not be read: {source}.")]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It says something that makes no sense.
    #[error("The settings in {file} could not be understood: {reason}")]
    Nonsense {
        /// The file.
        file: PathBuf,
        /// What, and where.
        reason: String,
    },
}

impl Settings {
    /// Reads the file that was named, or the machine's own if there is one.
    ///
    /// # Errors
    /// [`SettingsError`] if a file that is there (or was named) cannot be read or understood.
    pub fn read(named: Option<&Path>) -> Result<Self, SettingsError> {
        let file = named.map_or_else(of_this_machine, Path::to_path_buf);
        match std::fs::read_to_string(&file) {
            Ok(text) => Self::parse(&text).map_err(|reason| SettingsError::Nonsense { file, reason }),
            Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => Ok(Self::default()),
            Err(source) => Err(SettingsError::Unreadable { file, source }),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
        let zone = match written.time_zone {
            Some(name) => name
                .parse()
                .map_err(|_| format!("“{name}” is no time zone; they are written like “Europe/Rome”"))?,
            None => machine_zone(),
        };
        Ok(Self {
            role: written.role,
            zone,
            unknown: written.unknown.into_keys().collect(),
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            role: None,
            zone: machine_zone(),
            unknown: Vec::new(),
        }
    }
}

/// The file as it is written.
#[derive(Deserialize)]
struct Written {
    role: Option<Role>,
    time_zone: Option<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

/// Where an installer puts the settings of the whole machine.
fn of_this_machine() -> PathBuf {
    if cfg!(target_os = "windows") {
        let programs = std::env::var_os("ProgramData").unwrap_or_else(|| r"C:\ProgramData".into());
        Path::new(&programs).join("Campus Desk").join("settings.toml")
    } else if cfg!(target_os = "macos") {
        "/Library/Application Support/Campus Desk/settings.toml".into()
    } else {
        "/etc/campus-desk/settings.toml".into()
    }
}

fn machine_zone() -> Tz {
    iana_time_zone::get_timezone()
        .ok()
        .and_then(|name| name.parse().ok())
        .unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_lets_people_choose() {
        let settings = Settings::parse("").expect("an empty file is fine");
        assert_eq!(settings, Settings::default());
        assert_eq!(settings.role, None);
    }

    #[test]
    fn a_role_and_a_zone_can_be_set() {
        let settings =
            Settings::parse("role = \"helpdesk\"\ntime_zone = \"Europe/Rome\"").expect("both are known");
        assert_eq!(settings.role, Some(Role::Helpdesk));
        assert_eq!(settings.zone, Tz::Europe__Rome);
    }

    #[test]
    fn an_unknown_key_is_told_but_does_no_harm() {
        let settings = Settings::parse("hub = \"https://desk.example\"\nrole = \"user\"").expect("tolerated");
        assert_eq!(settings.role, Some(Role::User));
        assert_eq!(settings.unknown, ["hub"]);
    }

    #[test]
    fn nonsense_is_refused_with_its_reason() {
        let reason = Settings::parse("role = \"admin\"").expect_err("no such role");
        assert!(
            reason.contains("admin") && reason.contains("helpdesk"),
            "{reason}"
        );
        let reason = Settings::parse("time_zone = \"Roma\"").expect_err("no such zone");
        assert!(reason.contains("Roma"), "{reason}");
    }

    #[test]
    fn a_named_file_must_be_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("settings.toml");
        let error = Settings::read(Some(&missing)).expect_err("it is not there");
        assert!(error.to_string().contains("settings.toml"), "{error}");
    }
}
