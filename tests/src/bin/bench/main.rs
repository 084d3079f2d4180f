//! `cargo xtask bench --tickets N`: measures a desk of N tickets. Each figure is compared with a floor, measured in the
//! same run. `cargo xtask bench fleet --laptops N`: measures a hub with N laptops.
#![expect(clippy::disallowed_methods, reason = "sample desks end today")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people need not be exact to the last bit"
)]

mod fleet;
mod in_process;
mod machine;
mod measured_desk;
mod over_http;
mod raw_sql;
mod timing;
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

use crate::measured_desk::{MeasuredDesk, measured_desk};
use crate::raw_sql::Raw;
use crate::timing::{HEAD, Row};

#[derive(Parser)]
struct Arguments {
    /// The number of tickets in the desk.
    #[arg(long)]
    tickets: u64,
    /// Measure this part only; may be repeated.
    #[arg(long)]
    only: Vec<Part>,
    /// Measure a hub with this number of laptops instead.
    #[arg(long, conflicts_with = "only")]
    laptops: Option<usize>,
}

/// A part of the benchmark. Each part works on its own copies of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Reading,
    Services,
    Window,
    Writing,
}

fn main() -> Result<()> {
    let Arguments {
        tickets,
        only,
        laptops,
    } = Arguments::parse();
    let folder = end_to_end::target().join(format!("bench/{tickets}"));
    let measured = measured_desk(&folder, tickets)?;
    if let Some(laptops) = laptops {
        let desk = measured.copy(&folder.join("fleet"))?;
        let before = machine::describe();
        let rows = Runtime::new()?.block_on(fleet::rows(&desk, laptops))?;
        println!(
            "\n{laptops} laptops and their hub on one machine: {before}; at the end {}",
            machine::load()
        );
        table(&rows, tickets);
        return Ok(());
    }
    let mut rows = Vec::new();
    for part in Part::value_variants() {
        if only.is_empty() || only.contains(part) {
            rows.extend(part.measure(&measured, &folder, tickets)?);
            eprintln!("    {part:?}: measured");
        }
    }
    table(&rows, tickets);
    if only.is_empty() {
        save(&rows, tickets, &folder)?;
    }
    Ok(())
}

impl Part {
    fn measure(self, measured: &MeasuredDesk, folder: &Path, tickets: u64) -> Result<Vec<Row>> {
        match self {
            Self::Reading => reading(measured, folder, tickets),
            Self::Services => {
                let desk = measured.copy(&folder.join("services"))?;
                Runtime::new()?.block_on(over_http::services(&desk, tickets))
            }
            Self::Window => Runtime::new()?.block_on(window::rows(measured)),
            Self::Writing => writing(measured, folder, tickets),
        }
    }
}

fn reading(measured: &MeasuredDesk, folder: &Path, tickets: u64) -> Result<Vec<Row>> {
    let (desk, raw) = open(measured, folder, "reading")?;
    let texts = in_process::samples(&desk, tickets)?;
    Ok(vec![
        in_process::open_queue(&desk, &raw)?,
        in_process::far_page(&desk, tickets)?,
        in_process::long_thread(&desk, tickets)?,
        in_process::search(&desk, &raw, &measured.words),
        in_process::search_as_a_user(&desk, &measured.words),
        in_process::search_as_typed(&desk, &measured.words),
        in_process::classify(&desk, &texts),
    ])
}

fn writing(measured: &MeasuredDesk, folder: &Path, tickets: u64) -> Result<Vec<Row>> {
    let (desk, mut raw) = open(measured, folder, "writing")?;
    let texts = in_process::samples(&desk, tickets)?;
    let mut rows = vec![
        in_process::report(&desk, &mut raw, &texts)?,
        in_process::report_by_many(&desk, &mut raw, &texts)?,
    ];
    // Another copy: right after an import, the full-text index has merges before it.
    let (desk, _) = open(measured, folder, "imported")?;
    rows.extend([
        in_process::slowest_report(&desk, &texts)?,
        in_process::message(&desk, &texts, 10)?,
        in_process::message(&desk, &texts, 1_000)?,
    ]);
    Ok(rows)
}

/// Two copies of the measured desk: one behind `Desk`, one for raw SQL.
fn open(measured: &MeasuredDesk, folder: &Path, name: &str) -> Result<(Desk, Raw)> {
    let store = SqliteStore::open(measured.copy(&folder.join(name))?.join("desk.db"))?;
    let raw = Raw::open(
        &measured
            .copy(&folder.join(format!("{name}-raw")))?
            .join("desk.db"),
    )?;
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

/// Writes the table as JSON to the benchmark's folder.
fn save(rows: &[Row], tickets: u64, folder: &Path) -> Result<()> {
    let file: PathBuf = folder.join("figures.json");
    let figures = serde_json::to_vec_pretty(&json!({ "tickets": tickets, "rows": rows }))?;
    std::fs::write(&file, figures).with_context(|| format!("writing {}", file.display()))?;
    println!("\nAs JSON: {}", file.display());
    Ok(())
}
