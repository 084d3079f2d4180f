//! The arguments that name a desk.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::config;
use crate::place::Place;

// A desk, by its name on the command line or in the hub's settings. A doc comment would be the help of the task.
#[derive(clap::Args)]
pub struct Which {
    /// The desk's database: a file, or postgresql://USER@HOST/DATABASE, whose password is in PGPASSWORD
    #[arg(long, value_name = "FILE", required_unless_present = "config")]
    data: Option<PathBuf>,
    /// The hub's settings, which name the desk
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    config: Option<PathBuf>,
}

impl Which {
    pub fn place(&self) -> Result<Place> {
        match (&self.data, &self.config) {
            (Some(data), _) => Place::of_argument(data),
            (None, config) => Ok(config::read(config.as_deref().unwrap_or(Path::new("")))?.desk),
        }
    }
}
