//! `campus-desk-hub`: a desk without a window. Serves its API, and moves tickets in and out as CSV.
//!
//! What goes wrong is told in one line on stderr, with exit code 1 (2: the command line itself).

mod export;
mod import;
mod log;
mod progress;
mod serve;
mod stop;
mod tokens;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A desk without a window.
#[derive(Parser)]
#[command(name = "campus-desk-hub", version, about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Serve(serve::Serve),
    Import(import::Import),
    Export(export::Export),
}

fn main() -> ExitCode {
    log::to_stderr();
    let done = match Arguments::parse().task {
        Task::Serve(serve) => serve.run(),
        Task::Import(import) => import.run(),
        Task::Export(export) => export.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("campus-desk-hub: {error:#}");
            ExitCode::FAILURE
        }
    }
}
