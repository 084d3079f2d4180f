//! `cargo xtask test`: the one gate, the same for people and CI.

use std::process::Command;

use anyhow::Result;
use clap::ValueEnum;

use crate::bundle;
use crate::needs::{self, Need};
use crate::step::cargo;
use crate::tally::Tally;

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Format, lints, docs, and the tests of each crate.
    Quick,
    /// The real window, driven.
    Window,
    /// Killed processes, full disks, damaged files, nonsense.
    Faults,
    /// The installers, unpacked and started.
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
    let mut tally = Tally::default();
    for part in parts {
        match part {
            Part::Quick => quick(&mut tally)?,
            Part::Window => real_programs(&mut tally, "the real window", "window_*")?,
            Part::Faults => real_programs(&mut tally, "faults", "faults_*")?,
            Part::Bundle => {
                if tally.task("making the installers", || bundle::bundle().map(drop)) {
                    real_programs(&mut tally, "the installers", "bundle_*")?;
                }
            }
        }
    }
    tally.finish()
}

impl Part {
    const fn needs(self) -> &'static [Need] {
        match self {
            Self::Quick => &[Need::Build, Need::Lints],
            Self::Window => &[Need::Build, Need::Window],
            Self::Faults => &[Need::Build, Need::Window, Need::ApiTester],
            Self::Bundle => &[Need::Build, Need::Window, Need::Bundle],
        }
    }
}

fn quick(tally: &mut Tally) -> Result<()> {
    tally.check("format", Command::new("cargo").args(["fmt", "--all", "--check"]))?;
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ];
    tally.check("lints", Command::new("cargo").args(clippy))?;
    let docs = ["doc", "--workspace", "--no-deps", "--document-private-items"];
    tally.check(
        "docs",
        Command::new("cargo")
            .args(docs)
            .env("RUSTDOCFLAGS", "--deny warnings"),
    )?;
    tally.tests(
        "each crate",
        &["test", "--workspace", "--exclude", "end-to-end", "--no-fail-fast"],
    )?;
    tally.tests(
        "what the end-to-end tests stand on",
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

/// Tests that start the built programs: they are built first, as one would start them.
fn real_programs(tally: &mut Tally, what: &str, targets: &str) -> Result<()> {
    // The same packages as in the quick part, so that nothing is compiled again with other features.
    let programs = [
        "build",
        "--workspace",
        "--exclude",
        "end-to-end",
        "--exclude",
        "xtask",
    ];
    if !tally.task("building the programs", || {
        cargo("building the programs", programs)
    }) {
        return Ok(());
    }
    // One test at a time: each starts its own screen, window and services, and there may be two cores.
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
    tally.tests(what, &arguments)
}
