//! The application's command line, where it needs no screen.
#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with settings files, and the application started in it without a screen.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(Path::new(env!("CARGO_BIN_EXE_campus-desk")))
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .expect("the application starts")
    }

    /// Runs `--show-settings` with a data folder that does not exist.
    fn show(&self, arguments: &[&str]) -> Output {
        self.run(&[&["--show-settings", "--data", "data"], arguments].concat())
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The cells of the row of a key in the table of `--show-settings`.
fn row(output: &Output, key: &str) -> Vec<String> {
    let text = stdout(output);
    let row = text
        .lines()
        .find(|line| line.starts_with(key))
        .expect("a row of the key");
    row.split("  ")
        .map(|cell| cell.trim().to_owned())
        .filter(|cell| !cell.is_empty())
        .collect()
}

#[test]
fn a_valid_file_is_ok() {
    let folder = Folder::new();
    folder.write(
        "good.toml",
        "time_zone = \"Europe/Rome\"\n[defaults]\nrole = \"user\"\n",
    );
    let output = folder.run(&["--check-settings", "good.toml"]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "ok\n")
    );
}

#[test]
fn an_unknown_key_is_printed_with_its_line_and_the_file_is_ok() {
    let folder = Folder::new();
    folder.write("typo.toml", "# a typing error\nrolle = \"user\"\n");
    let output = folder.run(&["--check-settings", "typo.toml"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        stdout(&output),
        "typo.toml:2: unknown key “rolle”; did you mean “role”?\nok\n"
    );
}

#[test]
fn all_wrong_values_are_printed_with_their_lines() {
    let folder = Folder::new();
    folder.write("bad.toml", "role = \"admin\"\n\n[defaults]\ntime_zone = 2\n");
    let output = folder.run(&["--check-settings", "bad.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    let lines: Vec<_> = text.lines().collect();
    assert!(
        lines[0].starts_with("bad.toml:1: “role” has a wrong value"),
        "{text}"
    );
    assert_eq!(lines[1..], ["bad.toml:4: “time_zone” must be text, not a number"]);
}

#[test]
fn a_file_that_is_missing_or_not_toml_is_an_error() {
    let folder = Folder::new();
    let output = folder.run(&["--check-settings", "missing.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("missing.toml"), "{}", stdout(&output));

    folder.write("broken.toml", "\nrole = \n");
    let output = folder.run(&["--check-settings", "broken.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).starts_with("broken.toml:2: "),
        "{}",
        stdout(&output)
    );
}

#[test]
fn show_settings_prints_value_source_and_state() {
    let folder = Folder::new();
    folder.write(
        "laptop.toml",
        "time_zone = \"Europe/Rome\"\n[defaults]\nrole = \"user\"\n",
    );
    let output = folder.show(&["--settings", "laptop.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(row(&output, "key"), ["key", "value", "source", "state"]);
    let zone = ["time_zone", "Europe/Rome", "--settings laptop.toml:1", "pinned"];
    assert_eq!(row(&output, "time_zone"), zone);
    assert_eq!(
        row(&output, "role"),
        ["role", "user", "--settings laptop.toml:3", "suggested"]
    );
}

#[test]
fn show_settings_shows_the_choice_of_the_person() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("data")).expect("a folder");
    folder.write("data/remembered.toml", "role = \"helpdesk\"\n");
    folder.write("laptop.toml", "[defaults]\nrole = \"user\"\n");
    let output = folder.show(&["--settings", "laptop.toml"]);
    let role = ["role", "helpdesk", "the person's choice", "chosen"];
    assert_eq!(row(&output, "role"), role);

    folder.write("laptop.toml", "role = \"user\"\n");
    let output = folder.show(&["--settings", "laptop.toml"]);
    let role = ["role", "user", "--settings laptop.toml:1", "pinned"];
    assert_eq!(row(&output, "role"), role);
}

#[test]
fn show_settings_creates_nothing() {
    let folder = Folder::new();
    let output = folder.show(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!folder.path("data").exists());
}

#[test]
fn show_settings_prints_warnings_and_errors_on_stderr() {
    let folder = Folder::new();
    folder.write("laptop.toml", "colour = 1\n");
    let output = folder.show(&["--settings", "laptop.toml"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "laptop.toml:1: unknown key “colour”\n");

    folder.write("laptop.toml", "role = \"admin\"\n");
    let output = folder.show(&["--settings", "laptop.toml"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert!(
        stderr(&output).starts_with("laptop.toml:1: “role”"),
        "{}",
        stderr(&output)
    );
}

/// The file in `/etc`, replaced for one process: a mount namespace has an `/etc` of its own.
#[cfg(target_os = "linux")]
mod machine_file {
    use super::*;

    /// Runs `--show-settings` where `/etc/campus-desk/settings.toml` has this text. Needs mount namespaces, as the other
    /// tests of the gate do.
    fn show(folder: &Folder, text: &str, arguments: &[&str]) -> Output {
        folder.write("machine.toml", text);
        let own_etc = "mount -t tmpfs tmpfs /etc && mkdir /etc/campus-desk && cp machine.toml \
                       /etc/campus-desk/settings.toml && exec \"$@\"";
        Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-e", "-c", own_etc, "sh"])
            .args([
                env!("CARGO_BIN_EXE_campus-desk"),
                "--show-settings",
                "--data",
                "data",
            ])
            .args(arguments)
            .current_dir(folder.0.path())
            .output()
            .expect("unshare is installed")
    }

    #[test]
    fn the_machine_pins_suggests_and_overrules_the_settings_option() {
        let folder = Folder::new();
        folder.write("named.toml", "\nrole = \"helpdesk\"\n");
        let machine = "role = \"user\"\n[defaults]\ntime_zone = \"Europe/Rome\"\n";
        let output = show(&folder, machine, &["--settings", "named.toml"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let file = "/etc/campus-desk/settings.toml";
        let role = ["role", "user", &format!("{file}:1"), "pinned"];
        assert_eq!(row(&output, "role"), role);
        let zone = ["time_zone", "Europe/Rome", &format!("{file}:3"), "suggested"];
        assert_eq!(row(&output, "time_zone"), zone);
        let warning = format!("named.toml:2: “role” is ignored, because {file}:1 pins it\n");
        assert_eq!(stderr(&output), warning);
    }

    #[test]
    fn a_wrong_value_of_the_machine_is_an_error_with_its_line() {
        let folder = Folder::new();
        let output = show(&folder, "\n\nrole = \"admin\"\n", &[]);
        assert_eq!(output.status.code(), Some(1));
        let error = "/etc/campus-desk/settings.toml:3: “role” has a wrong value";
        assert!(stderr(&output).starts_with(error), "{}", stderr(&output));
    }
}
