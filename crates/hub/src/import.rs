//! `import`: tickets from CSV into a desk, all or none.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use classifier::Classifier;
use desk::{Desk, SystemClock};
use store::SqliteStore;
use store::csv::Import as Exchange;

use crate::progress::Bar;

/// Import tickets from a CSV file, all or none.
///
/// Columns: number, description, place, category, status, opened_at, modified_at, closed_at; id and category_by
/// may be added. Times are RFC 3339. Without a category the classifier decides.
#[derive(clap::Args)]
pub struct Import {
    /// The desk's database; made if it is not there.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The tickets' messages. Columns: number, at, role, name, body.
    #[arg(long, value_name = "FILE")]
    messages: Option<PathBuf>,
    /// The tickets.
    #[arg(value_name = "TICKETS")]
    tickets: PathBuf,
}

impl Import {
    /// Imports, and says on stderr how many.
    pub fn run(&self) -> Result<()> {
        let store = SqliteStore::open(&self.data)?;
        // It classifies as the desk does, with what was learned there.
        let desk = Desk::new(
            Arc::new(store.clone()),
            Arc::new(Classifier::shipped()),
            Arc::new(SystemClock),
        );
        let began = Instant::now();
        let exchange = Exchange {
            tickets: &self.tickets,
            messages: self.messages.as_deref(),
            classify: &|text| desk.classify(text),
        };
        let mut bar = Bar::new(["reading", "classifying", "importing"]);
        let imported = exchange.run(&store, &mut |progress| bar.show(progress));
        bar.done();
        let imported = imported?;
        eprintln!(
            "imported {} tickets and {} messages in {:.1} s",
            imported.tickets,
            imported.messages,
            began.elapsed().as_secs_f64()
        );
        Ok(())
    }
}
