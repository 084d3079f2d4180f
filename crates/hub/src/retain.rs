//! `retain`: applies the retention once.

use std::sync::Arc;

use anyhow::Result;
use classifier::Classifier;
use desk::{Desk, SystemClock};

use crate::forget::counted;
use crate::which_desk::Which;

/// Remove the texts and names of tickets that were closed long ago
///
/// Figures stay: times, status, category and place. A desk in a file must not be in use. Backups and exports are not changed.
#[derive(clap::Args)]
pub struct Retain {
    #[command(flatten)]
    desk: Which,
    /// The retention: tickets that were closed more than this number of months ago
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1200))]
    months: u32,
    /// Only print how many tickets it would be
    #[arg(long)]
    dry_run: bool,
}

impl Retain {
    pub fn run(&self) -> Result<()> {
        let opened = self.desk.place()?.open_existing()?;
        let desk = Desk::new(
            opened.store(),
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
        opened.erase()?;
        eprintln!("removed the texts and names of {}", counted(tickets, "ticket"));
        Ok(())
    }
}
