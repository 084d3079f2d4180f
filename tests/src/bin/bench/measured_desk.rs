//! The desk to measure: generated once, and copied for each part, so that no part affects another one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use end_to_end::binary;
use end_to_end::sample_desk::{Plan, write_csv};

use crate::words::Words;

/// A generated desk, and words to search for.
pub struct MeasuredDesk {
    file: PathBuf,
    /// Words that occur in about 1 % of the tickets.
    pub words: Vec<String>,
}

/// The desk with this number of tickets in this folder; generated if it does not exist.
pub fn measured_desk(folder: &Path, tickets: u64) -> Result<MeasuredDesk> {
    fs::create_dir_all(folder)?;
    let (file, list) = (folder.join("made.db"), folder.join("words.txt"));
    if !list.exists() {
        let words = generate(folder, &file, tickets)?;
        fs::write(&list, words.join("\n"))?;
    }
    let words = fs::read_to_string(list)?.lines().map(str::to_owned).collect();
    Ok(MeasuredDesk { file, words })
}

fn generate(folder: &Path, file: &Path, tickets: u64) -> Result<Vec<String>> {
    let (rows, thread) = (folder.join("tickets.csv"), folder.join("messages.csv"));
    let mut words = Words::default();
    eprintln!("    writing {tickets} tickets");
    let sample = Plan::bench(tickets, today()?).tickets()?.inspect(|ticket| {
        let bodies = ticket.messages.iter().map(|message| message.body.as_str());
        words.add(bodies.chain([ticket.description.as_str()]));
    });
    write_csv(sample, &rows, &thread)?;
    let words = words.in_one_percent();
    if words.len() < 10 {
        bail!("only {} words occur in one ticket of a hundred", words.len());
    }
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
    eprintln!("    importing them");
    let begun = Instant::now();
    let import = Command::new(binary("campus-desk-hub"))
        .args(["import", "--data"])
        .arg(file)
        .arg(&rows)
        .arg("--messages")
        .arg(&thread)
        .status()?;
    if !import.success() {
        bail!("the import failed");
    }
    eprintln!("    imported in {:.0} s", begun.elapsed().as_secs_f64());
    fs::remove_file(rows)?;
    fs::remove_file(thread)?;
    Ok(words)
}

impl MeasuredDesk {
    /// Copies the desk to `desk.db` in a new folder; returns the folder.
    pub fn copy(&self, folder: &Path) -> Result<PathBuf> {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder)?;
        let desk = folder.join("desk.db");
        fs::copy(&self.file, &desk).with_context(|| format!("copying {}", self.file.display()))?;
        // Flush now: the measurement must not wait for the copy's pages.
        File::open(&desk)?.sync_all()?;
        Ok(folder.to_owned())
    }
}

/// The desk's last day: today, so that "the last 30 days" has tickets.
fn today() -> Result<DateTime<Utc>> {
    let today = Utc::now()
        .date_naive()
        .and_hms_opt(0, 0, 0)
        .context("midnight is a time")?;
    Ok(today.and_utc())
}
