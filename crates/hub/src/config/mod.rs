//! The settings of `serve`: from `hub.toml`, or from the command line.

mod file;

use std::net::SocketAddr;
use std::path::PathBuf;

use api::{Concurrency, Limits};

pub use file::read;

/// The settings of `serve`.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The desk's database.
    pub data: PathBuf,
    /// The file with the tokens.
    pub tokens: PathBuf,
    /// The host names that requests may have.
    pub hosts: Vec<String>,
    /// Whether a proxy with TLS receives the requests.
    pub behind_proxy: bool,
    /// The limits of connections.
    pub limits: Limits,
    /// The limits of concurrent requests.
    pub concurrency: Concurrency,
}
