//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Report problems on campus, and resolve them.
#[derive(Clone, Debug, Parser)]
#[command(name = "campus-desk", version)]
pub struct Arguments {
    /// The folder for tickets, drafts and logs (created if missing).
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Read settings from this file (TOML). It cannot change what the computer's administrator pins.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,

    /// Check a settings file, print what is wrong, and exit: status 0 and "ok", or status 1.
    #[arg(long, value_name = "FILE", exclusive = true)]
    pub check_settings: Option<PathBuf>,

    /// Print each setting with its value, its source and its state, and exit.
    #[arg(long, conflicts_with = "api_file")]
    pub show_settings: bool,

    /// Write the API's address and tokens of this run to this file, for tests and scripts of the same account.
    /// If the role is pinned, only the token of that role is written.
    #[arg(long, value_name = "FILE")]
    pub api_file: Option<PathBuf>,

    /// Show that the desk is damaged, and its backups. An earlier run that found the damage starts Campus Desk with it.
    #[arg(long, value_name = "REASON", hide = true, overrides_with = "damaged")]
    pub damaged: Option<String>,
}
