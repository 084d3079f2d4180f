//! `campus-desk-hub`: a desk without a window. Serves its API, and moves tickets in and out as CSV.
//!
//! What goes wrong is told in one line on stderr, with exit code 1 (2: the command line itself).

mod log;
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
    /// Serve the API of a desk until it is told to stop (SIGTERM, Ctrl+C).
    Serve(serve::Serve),
}

fn main() -> ExitCode {
    log::to_stderr();
    let done = match Arguments::parse().task {
        Task::Serve(serve) => serve.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("campus-desk-hub: {error:#}");
            ExitCode::FAILURE
        }
    }
}
