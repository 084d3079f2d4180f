//! `restore`: replaces a desk by a backup. No program may have the desk open.

use std::path::PathBuf;

use anyhow::Result;
use desk::{Clock, SystemClock};
use store::backup::restore;

use crate::backup::describe;
use crate::place::Place;

/// Replace a desk by a backup, which is checked first; the replaced files stay beside the desk
///
/// Stop the hub and close the window before. The restored desk has a new generation, so that programs that follow it
/// read it from the beginning. Its next ticket number is 1,000 higher: lost tickets had some of the numbers.
#[derive(clap::Args)]
pub struct Restore {
    /// The desk's database; it may be damaged or missing
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The backup; it is not changed
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
}

impl Restore {
    pub fn run(&self) -> Result<()> {
        let place = Place::of_argument(&self.data)?;
        let data = place.file("Stop all hubs and restore the database with PostgreSQL's programs. To put a desk from a file into a new database, use campus-desk-hub move")?;
        let restored = restore(data, &self.backup, SystemClock.now())?;
        eprintln!("restored {} to {}", describe(&restored.contents), data.display());
        if let Some(replaced) = restored.replaced {
            eprintln!("the desk before it is {}", replaced.display());
        }
        Ok(())
    }
}
