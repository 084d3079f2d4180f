//! `serve`: serves the API of a desk.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use api::{Hosts, Limits};
use axum::Router;
use classifier::Classifier;
use desk::{Clock, Desk, SystemClock};
use store::SqliteStore;
use store::backup::DailyBackups;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::{shutdown, tokens};

/// The time without corrections before the desk trains its model on them (debounce).
const LEARNING_DELAY: Duration = Duration::from_secs(30);

/// Serve the API of a desk until SIGTERM or Ctrl+C
#[derive(clap::Args)]
pub struct Serve {
    /// The desk's database; it is created if it does not exist
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// A TOML file with the tokens: the keys user, helpdesk and service
    #[arg(long, value_name = "FILE")]
    tokens: PathBuf,
    /// The address to listen on; port 0 selects a free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// A host name that requests may have: that of this server, or of a proxy in front of it. Can be repeated. Names of
    /// loopback and the address of --listen are always accepted; beyond loopback every name is, unless one is given
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// The number of days that daily backups stay, in the folder backups beside the desk; 0 makes none
    #[arg(long, value_name = "DAYS", default_value_t = 14, value_parser = clap::value_parser!(u32).range(..=3650))]
    keep_backups: u32,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        let tokens = tokens::read(&self.tokens)?;
        let store = SqliteStore::open(&self.data)?;
        let desk = Desk::new(
            Arc::new(store),
            Arc::new(Classifier::shipped()),
            Arc::new(SystemClock),
        );
        let _learner = desk
            .learn_in_background(LEARNING_DELAY, || {})
            .context("starting to learn from corrections")?;
        let clock = SystemClock;
        let _backups = DailyBackups::start(self.data, self.keep_backups, move || clock.now(), |_| ())
            .context("starting the daily backups")?;
        if !self.listen.ip().is_loopback() {
            tracing::warn!(
                "{} can be reached from other machines over plain HTTP: tokens and tickets can be read on the way. Listen on loopback behind a proxy with TLS",
                self.listen
            );
        }
        let hosts = Hosts::for_listener(self.listen.ip()).with(names(self.listen.ip(), self.host));
        let router = api::router(desk, tokens, hosts);
        tokio::runtime::Runtime::new()
            .context("starting the server's threads")?
            .block_on(serve(self.listen, router))
    }
}

/// The host names of `--host`, with that of the address itself.
fn names(address: IpAddr, mut names: Vec<String>) -> Vec<String> {
    if !names.is_empty() && !address.is_unspecified() {
        names.push(match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
    }
    names
}

async fn serve(address: SocketAddr, router: Router) -> Result<()> {
    let stopping = shutdown::on_signal()?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}"))?;
    announce(listener.local_addr().context("reading the port")?)?;
    api::serve(listener, router, Limits::default(), wait_until_true(stopping)).await;
    Ok(())
}

/// Writes the only line on stdout: the address, for the program that started the hub.
fn announce(address: SocketAddr) -> Result<()> {
    let line = serde_json::json!({ "listening": format!("http://{address}") });
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .context("writing the address to stdout")
}

async fn wait_until_true(mut flag: watch::Receiver<bool>) {
    let _ = flag.wait_for(|set| *set).await;
}
