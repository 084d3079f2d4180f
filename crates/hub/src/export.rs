//! `export`: writes the tickets of a desk to CSV. It only reads the desk, so a hub may serve it at the same time.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use store::{Snapshot, SqliteSnapshot, csv};

use crate::place::Place;
use crate::progress::Bar;
use crate::which_desk::Which;

/// Export all tickets to a CSV file that `import` can read
#[derive(clap::Args)]
pub struct Export {
    #[command(flatten)]
    desk: Which,
    /// The CSV file to write the messages to
    #[arg(long, value_name = "FILE")]
    messages: Option<PathBuf>,
    /// Write an apostrophe before texts that a spreadsheet would take for a formula. Such files are for people, not for
    /// `import`
    #[arg(long)]
    for_spreadsheets: bool,
    /// The CSV file to write the tickets to
    #[arg(value_name = "TICKETS")]
    tickets: PathBuf,
}

impl Export {
    pub fn run(&self) -> Result<()> {
        let export = csv::Export {
            tickets: &self.tickets,
            messages: self.messages.as_deref(),
            for_spreadsheets: self.for_spreadsheets,
        };
        let desk: Box<dyn Snapshot> = match self.desk.place()? {
            Place::File(file) => Box::new(SqliteSnapshot::open(&file)?),
            place @ Place::Database(_) => place.open_existing()?.store().snapshot()?,
        };
        let mut bar = Bar::new("exporting");
        let exported = export.run(&*desk, &mut |progress| bar.show(progress));
        bar.clear();
        let exported = exported?;
        eprintln!(
            "exported {} tickets and {} messages",
            exported.tickets, exported.messages
        );
        ensure!(
            exported.left_out == 0,
            "{} tickets cannot be read and are missing in the files; the warnings above name them",
            exported.left_out
        );
        Ok(())
    }
}
