//! The developer commands of this repository: `cargo xtask run`, `test`, `bench`, `train`, `bundle`.
//!
//! Each command first installs the tools it needs (on Debian as root) or prints what to install. This crate has few
//! dependencies, so that it builds quickly on a fresh machine.

mod bench;
mod bundle;
mod needs;
mod retired_words;
mod run;
mod services;
mod step;
mod summary;
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
    /// Run all checks and tests, or one part of them.
    Test {
        /// Run this part only.
        part: Option<test::Part>,
    },
    /// Measure the speed of a desk with N tickets, and print a table.
    Bench {
        #[command(subcommand)]
        fleet: Option<bench::Fleet>,
        /// The number of tickets in the desk.
        #[arg(long, default_value_t = 10_000)]
        tickets: u64,
        /// Measure this part only; may be repeated. Without it, all parts are measured and the table is saved as JSON.
        #[arg(long)]
        only: Vec<bench::Part>,
    },
    /// Train the classifier from its corpus, and print its accuracy.
    Train {
        /// Also measure with the labelled texts of this CSV file (columns: text, category, slice).
        #[arg(long)]
        measure: Option<std::path::PathBuf>,
    },
    /// Find retired words in code and docs; a part of `test` that takes a second.
    Words,
    /// Make the installers (.deb and .rpm).
    Bundle,
    /// Install the tools for building and testing, without running anything.
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
        Task::Bench {
            fleet: Some(fleet), ..
        } => bench::fleet(&fleet),
        Task::Bench { tickets, only, .. } => bench::bench(tickets, &only),
        Task::Train { measure } => train(measure.as_deref()),
        Task::Words => retired_words::check(),
        Task::Bundle => bundle::bundle(bundle::Programs::Optimised),
        Task::Setup => needs::satisfy(Need::ALL),
    }
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
