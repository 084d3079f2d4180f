//! Reads the settings of this computer. The crate `settings` decides which value applies.

mod file;
#[cfg(target_os = "macos")]
mod managed_preferences;
#[cfg(windows)]
mod registry;

use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use machine_zone::machine_zone;
use settings::{Defaults, Finding, ManagedSource, Settings, SettingsError};

use file::SettingsFile;

/// Reads the machine's policy and the file of `--settings`.
///
/// # Errors
/// [`SettingsError`] if a source exists and cannot be used, or the file of `--settings` does not exist.
pub fn load(named: Option<&Path>) -> Result<Settings, SettingsError> {
    let machine: Vec<Box<dyn ManagedSource>> = vec![
        #[cfg(windows)]
        Box::new(registry::RegistryPolicy),
        #[cfg(target_os = "macos")]
        Box::new(managed_preferences::ManagedPreferences),
        Box::new(SettingsFile::optional(machine_file())),
    ];
    load_from(&machine, named)
}

fn load_from(machine: &[Box<dyn ManagedSource>], named: Option<&Path>) -> Result<Settings, SettingsError> {
    let defaults = Defaults {
        time_zone: computer_time_zone(),
    };
    let named = named.map(|path| SettingsFile::required(path.to_owned()));
    let named = named.as_ref().map(|file| file as &dyn ManagedSource);
    Settings::read(machine, named, defaults)
}

/// Validates one settings file; returns its warnings.
///
/// # Errors
/// [`SettingsError`] with everything that is wrong with the file.
pub fn check(file: &Path) -> Result<Vec<Finding>, SettingsError> {
    let layer = SettingsFile::required(file.to_owned()).read()?;
    Ok(layer.map_or_else(Vec::new, |layer| layer.warnings().to_vec()))
}

/// The settings file of the whole computer.
fn machine_file() -> PathBuf {
    if cfg!(target_os = "windows") {
        let programs = std::env::var_os("ProgramData").unwrap_or_else(|| r"C:\ProgramData".into());
        Path::new(&programs).join("Campus Desk").join("settings.toml")
    } else if cfg!(target_os = "macos") {
        "/Library/Application Support/Campus Desk/settings.toml".into()
    } else {
        "/etc/campus-desk/settings.toml".into()
    }
}

/// The time zone of the computer, or UTC if it is unknown.
pub fn computer_time_zone() -> Tz {
    machine_zone().unwrap_or_else(|error| {
        tracing::warn!("{error}; UTC is used unless the settings name a time_zone");
        Tz::UTC
    })
}

#[cfg(test)]
mod tests {
    use settings::{Source, State};
    use tempfile::TempDir;
    use tickets::Role;

    use super::*;

    /// A computer with a machine's file and a file for `--settings`.
    struct Computer {
        folder: TempDir,
    }

    impl Computer {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            Self { folder }
        }

        fn write(self, file: &str, text: &str) -> Self {
            std::fs::write(self.path(file), text).expect("written");
            self
        }

        fn path(&self, file: &str) -> PathBuf {
            self.folder.path().join(file)
        }

        fn load(&self, named: Option<&str>) -> Result<Settings, SettingsError> {
            let machine = SettingsFile::optional(self.path("machine.toml"));
            let named = named.map(|file| self.path(file));
            load_from(&[Box::new(machine)], named.as_deref())
        }
    }

    #[test]
    fn without_files_people_choose_and_the_computer_has_the_zone() {
        let settings = Computer::new().load(None).expect("no files are fine");
        assert_eq!(settings.role(None).value, None);
        assert_eq!(settings.time_zone().value, computer_time_zone());
        assert_eq!(settings.time_zone().source, Source::Default);
    }

    #[test]
    fn the_settings_file_sets_a_role_and_a_zone() {
        let settings = Computer::new()
            .write("named.toml", "role = \"helpdesk\"\ntime_zone = \"Europe/Rome\"")
            .load(Some("named.toml"))
            .expect("both keys are known");
        assert_eq!(settings.pinned_role(), Some(Role::Helpdesk));
        assert_eq!(settings.time_zone().value, Tz::Europe__Rome);
    }

    #[test]
    fn an_unknown_key_is_a_warning_and_changes_nothing() {
        let settings = Computer::new()
            .write("machine.toml", "hubb = \"https://desk.example\"\nrole = \"user\"")
            .load(None)
            .expect("accepted");
        assert_eq!(settings.pinned_role(), Some(Role::User));
        let warning = settings.warnings()[0].to_string();
        assert!(
            warning.ends_with("machine.toml:1: unknown key “hubb”; did you mean “hub”?"),
            "{warning}"
        );
    }

    #[test]
    fn a_value_that_makes_no_sense_is_an_error_with_file_line_and_reason() {
        let computer = Computer::new().write("machine.toml", "\nrole = \"admin\"");
        let error = computer.load(None).expect_err("no such role").to_string();
        assert!(error.contains("machine.toml:2: "), "{error}");
        assert!(error.contains("admin") && error.contains("helpdesk"), "{error}");

        let computer = computer.write("machine.toml", "time_zone = \"Roma\"");
        let error = computer.load(None).expect_err("no such zone").to_string();
        assert!(
            error.contains("machine.toml:1: ") && error.contains("Roma"),
            "{error}"
        );
    }

    #[test]
    fn the_file_of_the_settings_option_must_exist() {
        let error = Computer::new()
            .load(Some("missing.toml"))
            .expect_err("it does not exist");
        assert!(error.to_string().contains("missing.toml"), "{error}");
        assert!(error.name().ends_with("missing.toml"), "{error}");
    }

    #[test]
    fn a_machine_file_that_cannot_be_read_stops_the_start() {
        let computer = Computer::new();
        std::fs::create_dir(computer.path("machine.toml")).expect("a folder in its place");
        let error = computer.load(None).expect_err("a folder is not a file");
        assert!(matches!(error, SettingsError::Unreadable { .. }), "{error}");
    }

    #[test]
    fn the_settings_option_cannot_unpin_what_the_machine_pins() {
        let settings = Computer::new()
            .write("machine.toml", "role = \"user\"")
            .write("named.toml", "role = \"helpdesk\"")
            .load(Some("named.toml"))
            .expect("both files are valid");
        let role = settings.role(Some(Role::Helpdesk));
        assert_eq!((role.value, role.state), (Some(Role::User), State::Pinned));
        assert!(matches!(role.source, Source::Machine(_)), "{:?}", role.source);
    }
}
