//! `retain`: applies the retention once.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use classifier::Classifier;
use desk::{Desk, SystemClock};

use crate::forget::{counted, erase, existing};

/// Remove the texts and names of tickets that were closed long ago
///
/// Figures stay: times, status, category and place. The desk must not be in use. Backups and exports are not changed.
#[derive(clap::Args)]
pub struct Retain {
    /// The desk's database
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The retention: tickets that were closed more than this number of months ago
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1200))]
    months: u32,
    /// Only print how many tickets it would be
    #[arg(long)]
    dry_run: bool,
}

impl Retain {
    pub fn run(&self) -> Result<()> {
        let store = existing(&self.data)?;
        let desk = Desk::new(
            Arc::new(store.clone()),
            Arc::new(Classifier::shipped()),
            Arc::new(SystemClock),
        );
        if self.dry_run {
            let tickets = desk.count_past_retention(self.months)?;
            let were = if tickets == 1 { "was" } else { "were" };
            let tickets = counted(tickets, "ticket");
            println!(
                "{tickets} {were} closed more than {} ago and would lose texts and names",
                counted(self.months.try_into()?, "month")
            );
            return Ok(());
        }
        let tickets = desk.apply_retention(self.months, || true)?;
        drop(desk);
        erase(store, &self.data)?;
        eprintln!("removed the texts and names of {}", counted(tickets, "ticket"));
        Ok(())
    }
}
