//! The installers: their contents, and the start of the application from an unpacked one.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::target;
use end_to_end::window::{Laptop, wait_until};

const SERVICES: [&str; 3] = [
    "campus-desk-backlog",
    "campus-desk-resolution-time",
    "campus-desk-category-load",
];

#[test]
fn both_installers_contain_programs_icon_desktop_entry_and_licence() {
    let deb = stdout(Command::new("dpkg-deb").arg("--contents").arg(installer("deb")));
    let rpm = stdout(
        Command::new("rpm")
            .args(["--query", "--list", "--package"])
            .arg(installer("rpm")),
    );
    for (kind, list) in [("deb", &deb), ("rpm", &rpm)] {
        let contains = |ends: &str| list.lines().any(|line| line.ends_with(ends));
        for program in SERVICES.iter().chain(&["campus-desk"]) {
            assert!(
                contains(&format!("usr/bin/{program}")),
                "no {program} in the {kind}: {list}"
            );
        }
        assert!(contains(".desktop"), "no desktop entry in the {kind}: {list}");
        assert!(contains("/apps/campus-desk.png"), "no icon in the {kind}: {list}");
        assert!(
            contains("/copyright") || contains("/LICENSE"),
            "no licence in the {kind}: {list}"
        );
    }
}

#[tokio::test]
async fn the_application_starts_from_the_unpacked_deb_and_its_three_services_answer() {
    let unpacked = tempfile::tempdir().expect("a folder");
    stdout(
        Command::new("dpkg-deb")
            .arg("--extract")
            .arg(installer("deb"))
            .arg(unpacked.path()),
    );
    let laptop = Laptop::new().with_program(unpacked.path().join("usr/bin/campus-desk"));
    let window = laptop.open().await;
    window.click("button", "I work at the helpdesk").await;
    window.sees(".sidebar h2", "Queue").await;
    wait_until("three services run", || window.services().len() == 3);
    for (name, service) in window.services() {
        assert!(SERVICES.contains(&name.as_str()), "{name}");
        let program = std::fs::read_link(format!("/proc/{}/exe", service.0)).expect("a program");
        assert!(
            program.starts_with(unpacked.path()),
            "{} is not the unpacked program",
            program.display()
        );
    }
    window.click("button", "Analysis").await;
    for analysis in ["Backlog", "Resolution time", "Category load"] {
        window.click(".sidebar .nav", analysis).await;
        window.sees("main h1", analysis).await;
        window.sees("#panel .analysis-panel", "").await;
    }
    window.picture("from-the-deb");
    window.assert_no_errors().await;
}

/// The newest installer of this kind in the target folder.
fn installer(kind: &str) -> PathBuf {
    let folder = target().join("debug/bundle").join(kind);
    let files = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    files
        .filter(|file| file.extension().is_some_and(|extension| extension == kind))
        .max_by_key(|file| modified(file))
        .unwrap_or_else(|| {
            panic!(
                "no .{kind} in {}; `cargo xtask test bundle` makes one",
                folder.display()
            )
        })
}

fn modified(file: &Path) -> std::time::SystemTime {
    file.metadata().and_then(|data| data.modified()).expect("a date")
}

/// Runs a command that must succeed; returns its stdout.
fn stdout(command: &mut Command) -> String {
    let output = command.output().expect("the command runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
