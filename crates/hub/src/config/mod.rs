//! The settings of `serve`: from `hub.toml`, or from the command line.

mod database;
mod file;
mod pages;
mod wrong;

use std::net::SocketAddr;
use std::path::PathBuf;

use api::{Concurrency, Limits};

pub use file::read;
pub use pages::Pages;

use crate::place::Place;

/// The settings of `serve`.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Where the desk is.
    pub desk: Place,
    /// The file with the tokens.
    pub tokens: PathBuf,
    /// The host names that requests may have.
    pub hosts: Vec<String>,
    /// Whether a proxy with TLS receives the requests.
    pub behind_proxy: bool,
    /// The files with the hub's own certificate; `None`: the hub speaks plain HTTP.
    pub tls: Option<TlsFiles>,
    /// For how many days daily backups are retained; 0: there are none.
    pub backup_days: Option<u32>,
    /// After how many months closed tickets lose their texts and names; `None`: never.
    pub retention_months: Option<u32>,
    /// The settings of pages in a browser; `None`: there are none.
    pub pages: Option<Pages>,
    /// The limits of connections.
    pub limits: Limits,
    /// The limits of concurrent requests.
    pub concurrency: Concurrency,
}

/// The files of a certificate, in PEM.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate, followed by those that link it to its authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}
