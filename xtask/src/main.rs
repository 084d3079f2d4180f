//! The commands of this repository: `cargo xtask run`, `test`, `bench`, `train`, `bundle`.
//!
//! Each installs what it needs first (on Debian as root) or prints exactly what to install. This crate
//! depends on almost nothing, so that it starts quickly on a fresh machine.

mod bundle;
mod needs;
mod run;
mod services;
mod step;
mod tally;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::needs::Need;
use crate::step::cargo;

/// Campus Desk's tasks.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the application and open its window.
    Run(run::Run),
    /// Run all tests, or one part of them.
    Test {
        /// Only this part.
        part: Option<test::Part>,
    },
    /// Measure speed in a desk of N tickets, and print and write a table.
    Bench {
        /// How many tickets the desk holds.
        #[arg(long, default_value_t = 10_000)]
        tickets: u64,
    },
    /// Train the classifier from its corpus, and print how well it classifies.
    Train {
        /// Also measure with the labelled texts of this CSV file (columns text, category, slice).
        #[arg(long)]
        measure: Option<std::path::PathBuf>,
    },
    /// Make the installers (.deb and .rpm).
    Bundle,
    /// Install what building and testing need, and nothing else.
    Setup,
}

fn main() -> ExitCode {
    match work(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn work(task: Task) -> Result<()> {
    match task {
        Task::Run(run) => run.run(),
        Task::Test { part } => test::run(part),
        Task::Bench { tickets } => bench(tickets),
        Task::Train { measure } => train(measure.as_deref()),
        Task::Bundle => bundle::bundle().map(drop),
        Task::Setup => needs::satisfy(Need::ALL),
    }
}

/// Release builds of the benchmark, the services and the window that it measures.
fn bench(tickets: u64) -> Result<()> {
    needs::satisfy(&[Need::Build, Need::Window])?;
    let release = [
        "build",
        "--release",
        "--package",
        "campus-desk",
        "--package",
        "hub",
    ];
    cargo(
        "building the application (release)",
        release.into_iter().chain(services::packages()),
    )?;
    let tickets = tickets.to_string();
    cargo(
        "measuring",
        [
            "run",
            "--release",
            "--package",
            "end-to-end",
            "--bin",
            "bench",
            "--",
            "--tickets",
            &tickets,
        ],
    )
}

fn train(measure: Option<&std::path::Path>) -> Result<()> {
    let file = measure.map(|file| file.display().to_string());
    let mut arguments = vec![
        "run",
        "--release",
        "--package",
        "classifier",
        "--bin",
        "train",
        "--",
    ];
    if let Some(file) = &file {
        arguments.extend(["--measure", file]);
    }
    cargo("training the classifier", &arguments)
}
