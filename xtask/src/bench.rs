//! `cargo xtask bench`: builds the benchmark in release mode and runs it.

use std::process::Command;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

use crate::needs::{self, Need};
use crate::services;
use crate::step::{cargo, step, target};

/// A part of the benchmark. The names are those of the benchmark's own `--only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Lists, tickets, search and classification, in process.
    Reading,
    /// The services over HTTP.
    Services,
    /// The start of the real window.
    Window,
    /// Reporting tickets, in process.
    Writing,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Services => "services",
            Self::Window => "window",
            Self::Writing => "writing",
        }
    }

    /// The packages whose programs this part starts. Every part imports its desk with the hub.
    fn packages(self) -> Vec<&'static str> {
        match self {
            Self::Reading | Self::Writing => Vec::new(),
            Self::Services => services::packages().collect(),
            Self::Window => ["--package", "campus-desk"]
                .into_iter()
                .chain(services::packages())
                .collect(),
        }
    }
}

/// A benchmark of a hub.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Fleet {
    /// Measure a hub with many laptops, all on this machine, and print a table.
    Fleet {
        /// The number of laptops.
        #[arg(long, default_value_t = 2_000)]
        laptops: u32,
        /// The number of tickets in the hub's desk.
        #[arg(long, default_value_t = 100_000)]
        tickets: u64,
    },
}

/// Measures a hub with many laptops.
pub fn fleet(&Fleet::Fleet { laptops, tickets }: &Fleet) -> Result<()> {
    needs::satisfy(&[Need::Build])?;
    // Both in one call: each alone would unify features differently, and build half of the crates twice.
    let build = [
        "build",
        "--release",
        "--package",
        "hub",
        "--package",
        "end-to-end",
    ];
    let programs = ["--bin", "campus-desk-hub", "--bin", "bench"];
    cargo(
        "building the programs (release)",
        build.into_iter().chain(programs),
    )?;
    let program = format!("bench{}", std::env::consts::EXE_SUFFIX);
    step(
        "measuring",
        Command::new(target().join("release").join(program))
            .args(["--tickets", &tickets.to_string()])
            .args(["--laptops", &laptops.to_string()]),
    )
}

/// Measures a desk of `tickets` tickets; only these parts, if there are any.
pub fn bench(tickets: u64, only: &[Part]) -> Result<()> {
    let parts = if only.is_empty() {
        Part::value_variants()
    } else {
        only
    };
    let window = parts.contains(&Part::Window);
    needs::satisfy(if window {
        &[Need::Build, Need::Window]
    } else {
        &[Need::Build]
    })?;
    let build = ["build", "--release", "--package", "hub"];
    cargo(
        "building the programs (release)",
        build
            .into_iter()
            .chain(parts.iter().flat_map(|part| part.packages())),
    )?;
    cargo("measuring", arguments(tickets, only))
}

fn arguments(tickets: u64, only: &[Part]) -> Vec<String> {
    let run = [
        "run",
        "--release",
        "--package",
        "end-to-end",
        "--bin",
        "bench",
        "--",
    ];
    let mut arguments: Vec<String> = run.map(str::to_owned).into();
    arguments.extend(["--tickets".to_owned(), tickets.to_string()]);
    for part in only {
        arguments.extend(["--only".to_owned(), part.name().to_owned()]);
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_passed_on_and_the_window_is_built_only_for_its_own_part() {
        let arguments = arguments(1_000_000, &[Part::Reading, Part::Writing]);
        let passed_on = "-- --tickets 1000000 --only reading --only writing";
        assert!(arguments.join(" ").ends_with(passed_on), "{arguments:?}");
        assert!(Part::Reading.packages().is_empty());
        assert!(Part::Window.packages().contains(&"campus-desk"));
    }
}
