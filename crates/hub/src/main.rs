//! `campus-desk-hub`: a desk without a window. It serves the API and the pages for browsers, imports and exports tickets as
//! CSV, backs up and restores desks, and moves them between a file and a PostgreSQL database.
//!
//! An error is one line on stderr, with exit code 1 (2: the arguments are invalid).
#![allow(missing_docs, reason = "a binary has no public interface")]

mod analyses;
mod backup;
mod certificate;
mod config;
mod devices;
mod export;
mod forget;
mod import;
mod logging;
mod move_desk;
mod pages;
mod place;
mod private_file;
mod progress;
mod reload;
mod restore;
mod retain;
mod serve;
mod shutdown;
mod tokens;
mod which_desk;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Campus Desk without a window
#[derive(Parser)]
#[command(name = "campus-desk-hub", version, about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Serve(serve::Serve),
    Devices(devices::List),
    Import(import::Import),
    Export(export::Export),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Move(move_desk::Move),
    Forget(forget::Forget),
    Retain(retain::Retain),
}

fn main() -> ExitCode {
    logging::init();
    let done = match Arguments::parse().task {
        Task::Serve(serve) => serve.run(),
        Task::Devices(list) => list.run(),
        Task::Import(import) => import.run(),
        Task::Export(export) => export.run(),
        Task::Backup(backup) => backup.run(),
        Task::Restore(restore) => restore.run(),
        Task::Move(moving) => moving.run(),
        Task::Forget(forget) => forget.run(),
        Task::Retain(retain) => retain.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("campus-desk-hub: {error:#}");
            ExitCode::FAILURE
        }
    }
}
