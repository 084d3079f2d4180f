//! `move`: moves a desk from a file into a PostgreSQL database, or back.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Result;
use store::transfer::{Rows, Step, Target, move_desk};
use store::{SqliteSource, SqliteTarget};
use store_postgres::{PostgresSource, PostgresTarget};

use crate::forget::counted;
use crate::place::Place;

/// Copy a desk from a file into a PostgreSQL database, or back, and compare every row
///
/// The target is a new file or an empty database. Everything is copied: tickets, messages, history, corrections and models. The
/// copy is a desk of its own: laptops read it from the beginning. The desk stays as it is; after the move, no hub may serve it any
/// more. Stop all hubs before.
#[derive(clap::Args)]
pub struct Move {
    /// The desk: a file, or postgresql://USER@HOST/DATABASE, whose password is in PGPASSWORD
    #[arg(long, value_name = "DESK")]
    from: PathBuf,
    /// Where it goes: a new file, or the address of an empty database
    #[arg(long, value_name = "DESK")]
    to: PathBuf,
}

impl Move {
    pub fn run(&self) -> Result<()> {
        let (from, to) = (Place::of_argument(&self.from)?, Place::of_argument(&self.to)?);
        let mut source: Box<dyn Rows> = match &from {
            Place::File(file) => Box::new(SqliteSource::open(file)?),
            Place::Database(address) => Box::new(PostgresSource::open(address)?),
        };
        let target: Box<dyn Target> = match &to {
            Place::File(file) => Box::new(SqliteTarget::create(file)?),
            Place::Database(address) => Box::new(PostgresTarget::create(address)?),
        };
        let moved = move_desk(&mut *source, target, &mut Reports::default().show())?;
        eprintln!(
            "moved {}, and compared {} of {to}: they are equal. Serve this desk from now on, and none of {from}",
            counted(usize::try_from(moved.tickets)?, "ticket"),
            counted(usize::try_from(moved.rows)?, "row"),
        );
        Ok(())
    }
}

/// Shows the progress on a terminal.
#[derive(Default)]
struct Reports {
    step: Option<Step>,
}

impl Reports {
    fn show(mut self) -> impl FnMut(Step, u64) {
        let is_shown = std::io::stderr().is_terminal();
        move |step, done| {
            let begins = self.step.replace(step) != Some(step);
            if is_shown && (begins || done.is_multiple_of(10_000)) {
                let doing = match step {
                    Step::Copying => "copying row",
                    Step::Indexing => "indexing ticket",
                    Step::Comparing => "comparing row",
                };
                eprintln!("{doing} {done}");
            }
        }
    }
}
