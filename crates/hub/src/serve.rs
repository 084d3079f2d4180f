//! `serve`: serves the API of a desk.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use api::{Certificate, Concurrency, CurrentTokens, Devices, Hosts, Limits, Options, Stopping};
use classifier::Classifier;
use desk::{Clock, Desk, SystemClock};
use store::SqliteStore;
use store::backup::DailyBackups;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::{self, Config};
use crate::reload::Reload;
use crate::{certificate, devices, shutdown, tokens};

/// The time without corrections before the desk trains its model on them (debounce).
const LEARNING_DELAY: Duration = Duration::from_secs(30);

/// For how many days daily backups are retained, unless the administrator says otherwise.
const BACKUP_DAYS: u32 = 14;

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
    /// The number of days that daily backups stay, in the folder backups beside the desk; 0 makes none [default: 14]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=3650))]
    keep_backups: Option<u32>,
    /// Remove the texts and names of tickets that were closed more than this number of months ago, once a day; figures stay
    #[arg(long, value_name = "MONTHS", value_parser = clap::value_parser!(u32).range(1..=1200))]
    retention_months: Option<u32>,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        let config = self.config()?;
        let reload = Reload::new(&config);
        let tokens = tokens::read(&config.tokens)?;
        let certificate = config.tls.as_ref().map(certificate::read).transpose()?;
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
        let backup_days = config.backup_days.unwrap_or(BACKUP_DAYS);
        let _backups = DailyBackups::start(config.data.clone(), backup_days, move || clock.now(), |_| ())
            .context("starting the daily backups")?;
        let _retention = config
            .retention_months
            .map(|months| desk.retain_in_background(months))
            .transpose()
            .context("starting to apply the retention")?;
        if !config.listen.ip().is_loopback() && !config.behind_proxy && certificate.is_none() {
            tracing::warn!(
                "{} can be reached from other machines over plain HTTP: tokens and tickets can be read on the way. Listen on loopback behind a proxy with TLS, or give the hub a certificate in hub.toml",
                config.listen
            );
        }
        let hub = Hub {
            config,
            desk,
            devices: Devices::new(known),
            tokens: tokens.into(),
            certificate,
        };
        tokio::runtime::Runtime::new()
            .context("starting the server's threads")?
            .block_on(hub.serve(reload))
    }

    /// The settings of the file or of the command line. An option on the command line counts more than the file.
    fn config(self) -> Result<Config> {
        let mut config = match self.config {
            Some(file) => config::read(&file)?,
            None => Config {
                listen: self.listen,
                data: self.data.unwrap_or_default(),
                tokens: self.tokens.unwrap_or_default(),
                hosts: self.host,
                behind_proxy: false,
                tls: None,
                backup_days: None,
                retention_months: None,
                limits: Limits::default(),
                concurrency: Concurrency::default(),
            },
        };
        config.backup_days = self.keep_backups.or(config.backup_days);
        config.retention_months = self.retention_months.or(config.retention_months);
        Ok(config)
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

/// What a running hub consists of.
struct Hub {
    config: Config,
    desk: Desk,
    devices: Devices,
    tokens: CurrentTokens,
    certificate: Option<Certificate>,
}

impl Hub {
    async fn serve(self, reload: Reload) -> Result<()> {
        let stopping = shutdown::on_signal()?;
        let address = self.config.listen;
        let names = names(address.ip(), self.config.hosts.clone());
        let options = Options {
            bounds: self.config.concurrency,
            devices: self.devices.clone(),
            stopping: Stopping::when(stopping.clone()),
        };
        let hosts = Hosts::for_listener(address.ip()).with(names);
        let router = api::router_with(self.desk, self.tokens.clone(), hosts, options);
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("listening on {address}"))?;
        let bound = listener.local_addr().context("reading the port")?;
        announce(bound, self.certificate.as_ref())?;
        let (limits, stop) = (self.config.limits, wait_until_true(stopping));
        let served = async {
            match &self.certificate {
                Some(own) => api::serve_tls(listener, own, router, limits, stop).await,
                None => {
                    api::serve(listener, router, limits, stop).await;
                    Ok(())
                }
            }
        };
        tokio::select! {
            served = served => served.context("starting TLS")?,
            () = devices::save_regularly(self.config.data.clone(), self.devices.clone()) => {}
            () = reload.follow(&self.config, &self.tokens, self.certificate.as_ref()) => {}
        }
        devices::save_or_warn(&self.config.data, &self.devices.list());
        Ok(())
    }
}

/// Writes the only line on stdout: the address, for the program that started the hub.
fn announce(address: SocketAddr, certificate: Option<&Certificate>) -> Result<()> {
    let scheme = if certificate.is_some() { "https" } else { "http" };
    let line = serde_json::json!({ "listening": format!("{scheme}://{address}") });
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .context("writing the address to stdout")
}

async fn wait_until_true(mut flag: watch::Receiver<bool>) {
    let _ = flag.wait_for(|set| *set).await;
}
