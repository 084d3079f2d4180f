//! What the application takes on its command line.

use std::path::PathBuf;

use clap::Parser;

/// Report problems on campus, and take care of them.
#[derive(Clone, Debug, Parser)]
#[command(name = "campus-desk", version)]
pub struct Arguments {
    /// The folder that holds the desk, its drafts and its logs (made if missing).
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// The settings of whoever manages this laptop (TOML).
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,

    /// Write this run's API address and tokens there, for tests and scripts of the same account.
    #[arg(long, value_name = "FILE")]
    pub api_file: Option<PathBuf>,
}
