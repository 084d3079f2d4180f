//! `export`: the tickets of a desk as CSV. The desk is only read; a hub may serve it meanwhile.

use std::path::PathBuf;

use anyhow::Result;
use store::csv::Export as Exchange;

use crate::progress::Bar;

/// Export all tickets to a CSV file that `import` reads.
#[derive(clap::Args)]
pub struct Export {
    /// The desk's database.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Where to write the tickets' messages.
    #[arg(long, value_name = "FILE")]
    messages: Option<PathBuf>,
    /// Where to write the tickets.
    #[arg(value_name = "TICKETS")]
    tickets: PathBuf,
}

impl Export {
    /// Exports, and says on stderr how many.
    pub fn run(&self) -> Result<()> {
        let exchange = Exchange {
            tickets: &self.tickets,
            messages: self.messages.as_deref(),
        };
        let mut bar = Bar::new(["reading", "classifying", "exporting"]);
        let exported = exchange.run(&self.data, &mut |progress| bar.show(progress));
        bar.done();
        let exported = exported?;
        eprintln!(
            "exported {} tickets and {} messages",
            exported.tickets, exported.messages
        );
        Ok(())
    }
}
