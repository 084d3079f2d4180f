//! The desk that is measured: made once, copied for each part, so that no part meets another's traces.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use end_to_end::binary;
use end_to_end::realistic::{Plan, write_csv};

use crate::words::Words;

/// A desk that was made, and the words to look for in it.
pub struct Made {
    file: PathBuf,
    /// Words in one ticket of a hundred.
    pub words: Vec<String>,
}

/// Makes the desk of so many tickets in this folder, unless it is there.
pub fn desk(folder: &Path, tickets: u64) -> Result<Made> {
    fs::create_dir_all(folder)?;
    let (file, list) = (folder.join("made.db"), folder.join("words.txt"));
    if !list.exists() {
        let words = make(folder, &file, tickets)?;
        fs::write(&list, words.join("\n"))?;
    }
    let words = fs::read_to_string(list)?.lines().map(str::to_owned).collect();
    Ok(Made { file, words })
}

fn make(folder: &Path, file: &Path, tickets: u64) -> Result<Vec<String>> {
    let (rows, thread) = (folder.join("tickets.csv"), folder.join("messages.csv"));
    let mut words = Words::default();
    eprintln!("    writing {tickets} tickets");
    let made = Plan::bench(tickets, noon()?).make()?.inspect(|ticket| {
        let bodies = ticket.messages.iter().map(|message| message.body.as_str());
        words.add(bodies.chain([ticket.description.as_str()]));
    });
    write_csv(made, &rows, &thread)?;
    let words = words.in_one_percent();
    if words.len() < 10 {
        bail!("only {} words occur in one ticket of a hundred", words.len());
    }
    for left in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{left}", file.display()));
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

impl Made {
    /// Puts a fresh copy of the desk into a folder, as `desk.db`; returns the folder.
    pub fn copy(&self, folder: &Path) -> Result<PathBuf> {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder)?;
        let desk = folder.join("desk.db");
        fs::copy(&self.file, &desk).with_context(|| format!("copying {}", self.file.display()))?;
        // What is measured next must not wait until the copy is on the disk.
        File::open(&desk)?.sync_all()?;
        Ok(folder.to_owned())
    }
}

/// The desk ends now, rounded to the day, so that "the last 30 days" holds tickets.
fn noon() -> Result<DateTime<Utc>> {
    let today = Utc::now()
        .date_naive()
        .and_hms_opt(0, 0, 0)
        .context("midnight is a time")?;
    Ok(today.and_utc())
}
