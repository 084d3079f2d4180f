//! `cargo xtask run --demo`: fills an empty desk with a few hundred varied tickets, to look around in.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chrono::Utc;
use clap::Parser;
use classifier::Classifier;
use end_to_end::realistic::{Plan, write_csv};
use store::csv::Import;
use store::{SqliteStore, TicketStore};

#[derive(Parser)]
struct Arguments {
    /// The folder of the desk, instead of the account's own.
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
        // Where the application keeps its desk (src-tauri/src/data_folder.rs).
        None => dirs::data_local_dir()
            .context("this account has no folder for data; name one with --data")?
            .join("campus-desk"),
    };
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    fill(&folder)
}

fn fill(folder: &Path) -> Result<()> {
    let store = SqliteStore::open(folder.join("desk.db"))?;
    let there = store.counts()?.of(None, None, None);
    if there > 0 {
        bail!(
            "the desk in {} already holds {there} tickets, and made ones are never mixed into real ones. \
             Open it without --demo, or name an empty folder with --data",
            folder.display()
        );
    }
    let files = tempfile::tempdir()?;
    let (tickets, messages) = (
        files.path().join("tickets.csv"),
        files.path().join("messages.csv"),
    );
    write_csv(Plan::demo(Utc::now()).make()?, &tickets, &messages)?;
    let classifier = Classifier::shipped();
    let classify = |text: &str| classifier.classify(text);
    let import = Import {
        tickets: &tickets,
        messages: Some(&messages),
        classify: &classify,
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
