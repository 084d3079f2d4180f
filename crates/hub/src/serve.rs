//! `serve`: serves the API of a desk.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use api::{Concurrency, Devices, Hosts, Limits, Options, Stopping, Tokens};
use classifier::Classifier;
use desk::{Clock, Desk, SystemClock};
use store::SqliteStore;
use store::backup::DailyBackups;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::{self, Config};
use crate::{devices, shutdown, tokens};

/// The time without corrections before the desk trains its model on them (debounce).
const LEARNING_DELAY: Duration = Duration::from_secs(30);

/// Serve the API of a desk until SIGTERM or Ctrl+C
#[derive(clap::Args)]
pub struct Serve {
    /// A TOML file with all settings, instead of the other options
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "tokens", "listen", "host"])]
    config: Option<PathBuf>,
    /// The desk's database; it is created if it does not exist
    #[arg(long, value_name = "FILE", required_unless_present = "config")]
    data: Option<PathBuf>,
    /// A TOML file with the tokens: the keys user, helpdesk and service
    #[arg(long, value_name = "FILE", required_unless_present = "config")]
    tokens: Option<PathBuf>,
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
    /// Remove the texts and names of tickets that were closed more than this number of months ago, once a day; figures stay
    #[arg(long, value_name = "MONTHS", value_parser = clap::value_parser!(u32).range(1..=1200))]
    retention_months: Option<u32>,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        let (keep_backups, retention_months) = (self.keep_backups, self.retention_months);
        let config = self.config()?;
        let tokens = tokens::read(&config.tokens)?;
        let known = devices::load(&config.data).unwrap_or_else(|error| {
            tracing::warn!("{error:#}");
            Vec::new()
        });
        let store = SqliteStore::open(&config.data)?;
        let desk = Desk::new(
            Arc::new(store),
            Arc::new(Classifier::shipped()),
            Arc::new(SystemClock),
        );
        let _learner = desk
            .learn_in_background(LEARNING_DELAY, || {})
            .context("starting to learn from corrections")?;
        let clock = SystemClock;
        let _backups = DailyBackups::start(config.data.clone(), keep_backups, move || clock.now(), |_| ())
            .context("starting the daily backups")?;
        let _retention = retention_months
            .map(|months| desk.retain_in_background(months))
            .transpose()
            .context("starting to apply the retention")?;
        if !config.listen.ip().is_loopback() && !config.behind_proxy {
            tracing::warn!(
                "{} can be reached from other machines over plain HTTP: tokens and tickets can be read on the way. Listen on loopback behind a proxy with TLS",
                config.listen
            );
        }
        tokio::runtime::Runtime::new()
            .context("starting the server's threads")?
            .block_on(serve(config, desk, tokens, Devices::new(known)))
    }

    fn config(self) -> Result<Config> {
        if let Some(file) = self.config {
            return config::read(&file);
        }
        Ok(Config {
            listen: self.listen,
            data: self.data.unwrap_or_default(),
            tokens: self.tokens.unwrap_or_default(),
            hosts: self.host,
            behind_proxy: false,
            limits: Limits::default(),
            concurrency: Concurrency::default(),
        })
    }
}

/// The host names of the settings, with that of the address itself.
fn names(address: IpAddr, mut names: Vec<String>) -> Vec<String> {
    if !names.is_empty() && !address.is_unspecified() {
        names.push(match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
    }
    names
}

async fn serve(config: Config, desk: Desk, tokens: Tokens, devices: Devices) -> Result<()> {
    let stopping = shutdown::on_signal()?;
    let address = config.listen;
    let hosts = Hosts::for_listener(address.ip()).with(names(address.ip(), config.hosts));
    let options = Options {
        bounds: config.concurrency,
        devices: devices.clone(),
        stopping: Stopping::when(stopping.clone()),
    };
    let router = api::router_with(desk, tokens, hosts, options);
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}"))?;
    announce(listener.local_addr().context("reading the port")?)?;
    tokio::select! {
        () = api::serve(listener, router, config.limits, wait_until_true(stopping)) => {}
        () = devices::save_regularly(config.data.clone(), devices.clone()) => {}
    }
    devices::save_or_warn(&config.data, &devices.list());
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
