//! `backup`: copies a desk into one file. It only reads the desk, so a hub or a window may use it at the same time.

use std::path::PathBuf;

use anyhow::Result;
use store::backup::{Contents, back_up};

use crate::place::Place;

/// Copy a desk into a new file and check the copy; the desk may be in use
#[derive(clap::Args)]
pub struct Backup {
    /// The desk's database
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The new file; an existing file is not overwritten
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
}

impl Backup {
    pub fn run(&self) -> Result<()> {
        let place = Place::of_argument(&self.data)?;
        let data = place.file(
            "Back it up with PostgreSQL's programs: pg_dump copies it, and pg_basebackup the whole server",
        )?;
        let contents = back_up(data, &self.backup)?;
        eprintln!("backed up {} to {}", describe(&contents), self.backup.display());
        Ok(())
    }
}

/// `12 tickets, last changed at 2026-03-02T09:00:00Z`.
pub fn describe(contents: &Contents) -> String {
    let tickets = contents.tickets;
    let tickets = format!("{tickets} {}", if tickets == 1 { "ticket" } else { "tickets" });
    match contents.last_change {
        Some(at) => format!("{tickets}, last changed at {},", at.format("%Y-%m-%dT%H:%M:%SZ")),
        None => tickets,
    }
}
