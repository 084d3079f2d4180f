//! `cargo xtask test`: all checks and tests, the same for people and CI.

use std::process::Command;

use anyhow::Result;
use clap::ValueEnum;

use crate::bundle::{self, Programs};
use crate::needs::{self, Need};
use crate::retired_words;
use crate::step::cargo;
use crate::summary::Summary;

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Format, lints, dependencies, docs, and the tests of each crate.
    Quick,
    /// Tests that operate the real window.
    Window,
    /// Tests that operate the pages of a hub in a real browser.
    Browser,
    /// Killed processes, full disks, damaged files, invalid requests.
    Faults,
    /// Hubs on a PostgreSQL database, and a standby that takes over.
    Postgres,
    /// The installers: unpacked, and their programs started.
    Bundle,
}

/// Runs one part, or all.
pub fn run(part: Option<Part>) -> Result<()> {
    let parts = part.map_or_else(|| Part::value_variants().to_vec(), |part| vec![part]);
    needs::satisfy(
        &parts
            .iter()
            .flat_map(|part| part.needs())
            .copied()
            .collect::<Vec<_>>(),
    )?;
    let mut summary = Summary::default();
    for part in parts {
        match part {
            Part::Quick => quick(&mut summary)?,
            Part::Window => real_programs(&mut summary, "the real window", "window_*")?,
            Part::Browser => real_programs(&mut summary, "a real browser", "browser_*")?,
            Part::Faults => real_programs(&mut summary, "faults", "faults_*")?,
            Part::Postgres => real_programs(&mut summary, "hubs on PostgreSQL", "postgres_*")?,
            Part::Bundle => {
                if summary.step("making the installers", || bundle::bundle(Programs::OfTheTests)) {
                    real_programs(&mut summary, "the installers", "bundle_*")?;
                }
            }
        }
    }
    summary.finish()
}

impl Part {
    const fn needs(self) -> &'static [Need] {
        match self {
            Self::Quick => &[Need::Build, Need::Lints, Need::Database],
            Self::Window => &[Need::Build, Need::Window],
            Self::Browser => &[Need::Build, Need::Browser],
            Self::Faults => &[Need::Build, Need::Window, Need::ApiTester, Need::Proxy],
            Self::Postgres => &[Need::Build, Need::Database],
            Self::Bundle => &[Need::Build, Need::Window, Need::Bundle],
        }
    }
}

/// The packages whose programs the tests start, as arguments of cargo. The same packages as in the quick part: with other
/// packages, Cargo would unify features differently and rebuild.
pub const PACKAGES_WITH_PROGRAMS: [&str; 5] =
    ["--workspace", "--exclude", "end-to-end", "--exclude", "xtask"];

fn quick(summary: &mut Summary) -> Result<()> {
    summary.check("format", Command::new("cargo").args(["fmt", "--all", "--check"]))?;
    summary.step("retired words", retired_words::check);
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ];
    summary.check("lints", Command::new("cargo").args(clippy))?;
    let deny = ["check", "licenses", "bans", "sources"];
    summary.check("dependencies", Command::new(needs::deny_program()).args(deny))?;
    let docs = ["doc", "--workspace", "--no-deps", "--document-private-items"];
    summary.check(
        "docs",
        Command::new("cargo")
            .args(docs)
            .env("RUSTDOCFLAGS", "--deny warnings"),
    )?;
    summary.tests(
        "each crate",
        &["test", "--workspace", "--exclude", "end-to-end", "--no-fail-fast"],
    )?;
    summary.tests(
        "the end-to-end tests' own helpers",
        &[
            "test",
            "--package",
            "end-to-end",
            "--lib",
            "--bins",
            "--no-fail-fast",
        ],
    )
}

/// Builds all programs, then runs the tests that start them.
fn real_programs(summary: &mut Summary, what: &str, targets: &str) -> Result<()> {
    let programs = ["build"].into_iter().chain(PACKAGES_WITH_PROGRAMS);
    if !summary.step("building the programs", || {
        cargo("building the programs", programs)
    }) {
        return Ok(());
    }
    // One test at a time: each starts its own screen, window and services, and CI has two cores.
    let arguments = [
        "test",
        "--package",
        "end-to-end",
        "--no-fail-fast",
        "--test",
        targets,
        "--",
        "--test-threads=1",
    ];
    summary.tests(what, &arguments)
}
