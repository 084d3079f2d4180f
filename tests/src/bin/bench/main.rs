//! `cargo xtask bench --tickets N`: how quick a desk of N tickets is, each figure beside its floor, in one run.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people need not be exact to the last bit"
)]

mod in_process;
mod made;
mod over_http;
mod raw;
mod sample;
mod window;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use classifier::Classifier;
use desk::{Desk, SystemClock};
use serde_json::json;
use store::SqliteStore;
use tokio::runtime::Runtime;

use crate::made::Made;
use crate::raw::Raw;
use crate::sample::{HEAD, Row};

#[derive(Parser)]
struct Arguments {
    /// How many tickets the desk holds.
    #[arg(long)]
    tickets: u64,
    /// Only these parts, for whoever works on one.
    #[arg(long)]
    only: Vec<Part>,
}

/// A part of the figures, with desks of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Reading,
    Services,
    Window,
    Writing,
}

fn main() -> Result<()> {
    let Arguments { tickets, only } = Arguments::parse();
    let folder = end_to_end::target().join(format!("bench/{tickets}"));
    let made = made::desk(&folder, tickets)?;
    let mut rows = Vec::new();
    for part in Part::value_variants() {
        if only.is_empty() || only.contains(part) {
            rows.extend(part.measure(&made, &folder, tickets)?);
            eprintln!("    {part:?}: measured");
        }
    }
    table(&rows, tickets);
    if only.is_empty() {
        keep(&rows, tickets, &folder)?;
    }
    Ok(())
}

impl Part {
    fn measure(self, made: &Made, folder: &Path, tickets: u64) -> Result<Vec<Row>> {
        match self {
            Self::Reading => reading(made, folder, tickets),
            Self::Services => {
                let desk = made.copy(&folder.join("services"))?;
                Runtime::new()?.block_on(over_http::services(&desk, tickets))
            }
            Self::Window => Runtime::new()?.block_on(window::rows(made)),
            Self::Writing => writing(made, folder, tickets),
        }
    }
}

/// What only reads comes before what fills the desk further.
fn reading(made: &Made, folder: &Path, tickets: u64) -> Result<Vec<Row>> {
    let (desk, raw) = open(made, folder, "reading")?;
    let texts = in_process::samples(&desk, tickets)?;
    Ok(vec![
        in_process::open_queue(&desk, &raw)?,
        in_process::far_page(&desk, tickets)?,
        in_process::long_thread(&desk, tickets)?,
        in_process::search(&desk, &raw, &made.words),
        in_process::search_as_a_user(&desk, &made.words),
        in_process::search_as_typed(&desk, &made.words),
        in_process::classify(&desk, &texts),
    ])
}

fn writing(made: &Made, folder: &Path, tickets: u64) -> Result<Vec<Row>> {
    let (desk, mut raw) = open(made, folder, "writing")?;
    let texts = in_process::samples(&desk, tickets)?;
    Ok(vec![
        in_process::report(&desk, &mut raw, &texts)?,
        in_process::report_by_many(&desk, &mut raw, &texts)?,
    ])
}

/// Two copies of the made desk: one behind `Desk`, one for raw SQL.
fn open(made: &Made, folder: &Path, name: &str) -> Result<(Desk, Raw)> {
    let store = SqliteStore::open(made.copy(&folder.join(name))?.join("desk.db"))?;
    let raw = Raw::open(&made.copy(&folder.join(format!("{name}-raw")))?.join("desk.db"))?;
    let desk = Desk::new(
        Arc::new(store),
        Arc::new(Classifier::shipped()),
        Arc::new(SystemClock),
    );
    Ok((desk, raw))
}

fn table(rows: &[Row], tickets: u64) {
    println!("\n{tickets} tickets\n\n{HEAD}");
    for row in rows {
        println!("{}", row.markdown());
    }
}

/// Writes the table as JSON beside the desk.
fn keep(rows: &[Row], tickets: u64, folder: &Path) -> Result<()> {
    let file: PathBuf = folder.join("figures.json");
    let figures = serde_json::to_vec_pretty(&json!({ "tickets": tickets, "rows": rows }))?;
    std::fs::write(&file, figures).with_context(|| format!("writing {}", file.display()))?;
    println!("\nAs JSON: {}", file.display());
    Ok(())
}
