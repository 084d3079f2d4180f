//! `import`: adds the tickets of a CSV file to a desk, all or none.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use classifier::Classifier;
use desk::{Desk, SystemClock};
use store::csv;
use store_postgres::Migration;

use crate::progress::Bar;
use crate::which_desk::Which;

/// Import tickets from a CSV file, all or none
///
/// Columns: number, description, place, category, status, opened_at, modified_at, closed_at. The columns id, category_by,
/// reporter_role and reporter_name are optional. Times are RFC 3339. The classifier assigns a category to a ticket without
/// one. Tickets that the desk has already are not imported again. A desk in a file is created if it does not exist.
#[derive(clap::Args)]
pub struct Import {
    #[command(flatten)]
    desk: Which,
    /// A CSV file with the tickets' messages. Columns: number, at, role, name, body
    #[arg(long, value_name = "FILE")]
    messages: Option<PathBuf>,
    /// The CSV file with the tickets
    #[arg(value_name = "TICKETS")]
    tickets: PathBuf,
}

impl Import {
    pub fn run(&self) -> Result<()> {
        let store = self.desk.place()?.open(Migration::Refused)?.store();
        // The desk classifies with the model that was trained on its corrections.
        let desk = Desk::new(
            store.clone(),
            Arc::new(Classifier::shipped()),
            Arc::new(SystemClock),
        );
        let start = Instant::now();
        let import = csv::Import {
            tickets: &self.tickets,
            messages: self.messages.as_deref(),
            classify: &|text| desk.classify(text),
            now: desk.now(),
        };
        let mut bar = Bar::new("importing");
        let imported = import.run(&*store, &mut |progress| bar.show(progress));
        bar.clear();
        let imported = imported?;
        eprintln!(
            "imported {} tickets and {} messages in {:.1} s",
            imported.tickets,
            imported.messages,
            start.elapsed().as_secs_f64()
        );
        if imported.known_tickets > 0 {
            eprintln!(
                "{} tickets were already here, with {} of their messages",
                imported.known_tickets, imported.known_messages
            );
        }
        if imported.left_out > 0 {
            eprintln!(
                "new messages of these tickets, which were not imported: {}",
                imported.left_out
            );
        }
        Ok(())
    }
}
