//! `cargo xtask run --demo`: fills an empty desk with 420 varied tickets.
#![expect(clippy::disallowed_methods, reason = "a program's start is the clock's place")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chrono::Utc;
use clap::Parser;
use classifier::Classifier;
use end_to_end::sample_desk::{Plan, write_csv};
use store::csv::Import;
use store::{SqliteStore, TicketStore};

#[derive(Parser)]
struct Arguments {
    /// The desk's folder, instead of the default one.
    #[arg(long)]
    data: Option<PathBuf>,
}

fn main() -> ExitCode {
    match work(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn work(arguments: Arguments) -> Result<()> {
    let folder = match arguments.data {
        Some(folder) => folder,
        // The application's default folder (src-tauri/src/data_folder.rs).
        None => dirs::data_local_dir()
            .context("this user has no data folder; name a folder with --data")?
            .join("campus-desk"),
    };
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    fill(&folder)
}

fn fill(folder: &Path) -> Result<()> {
    let store = SqliteStore::open(folder.join("desk.db"))?;
    let existing = store.counts()?.of(None, None, None);
    if existing > 0 {
        bail!(
            "the desk in {} already holds {existing} tickets, and sample tickets are never mixed with real ones. \
             Open it without --demo, or name an empty folder with --data",
            folder.display()
        );
    }
    let files = tempfile::tempdir()?;
    let (tickets, messages) = (
        files.path().join("tickets.csv"),
        files.path().join("messages.csv"),
    );
    write_csv(Plan::demo(Utc::now()).tickets()?, &tickets, &messages)?;
    let classifier = Classifier::shipped();
    let classify = |text: &str| classifier.classify(text);
    let import = Import {
        tickets: &tickets,
        messages: Some(&messages),
        classify: &classify,
        now: Utc::now(),
    };
    let imported = import.run(&store, &mut |_| {})?;
    println!(
        "{} tickets with {} messages are in {}",
        imported.tickets,
        imported.messages,
        folder.display()
    );
    Ok(())
}
