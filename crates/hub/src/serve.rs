//! `serve`: serves the API of a desk.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use api::{Certificate, Concurrency, CurrentTokens, Devices, Hosts, Limits, Options, Stopping};
use classifier::Classifier;
use desk::{Clock, Desk, SystemClock};
use store::backup::DailyBackups;
use store_postgres::Migration;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::{self, Config};
use crate::devices::{DeviceList, SavedDevices};
use crate::place::Place;
use crate::reload::Reload;
use crate::{certificate, pages, shutdown, tokens};

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
    /// The desk's database: a file, which is created if it does not exist; or postgresql://USER@HOST/DATABASE, whose password is in
    /// PGPASSWORD
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
    /// Change the schema of a desk in PostgreSQL if it is that of an earlier version. Back the database up before. A desk in a file
    /// is backed up and changed without this
    #[arg(long)]
    migrate: bool,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        let migration = if self.migrate {
            Migration::Allowed
        } else {
            Migration::Refused
        };
        let config = self.config()?;
        let reload = Reload::new(&config);
        let tokens = tokens::read(&config.tokens)?;
        let certificate = config.tls.as_ref().map(certificate::read).transpose()?;
        let opened = config.desk.open(migration)?;
        let list = DeviceList::of(&opened);
        let known = list.load().unwrap_or_else(|error| {
            tracing::warn!("{error:#}");
            Vec::new()
        });
        let desk = Desk::new(
            opened.store(),
            Arc::new(Classifier::shipped()),
            Arc::new(SystemClock),
        );
        let _learner = desk
            .learn_in_background(LEARNING_DELAY, || {})
            .context("starting to learn from corrections")?;
        let _backups = daily_backups(&config)?;
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
        let devices = Devices::new(known);
        let hub = Hub {
            config,
            desk,
            saved_devices: SavedDevices::new(list, devices.clone()),
            devices,
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
                desk: Place::of_argument(&self.data.unwrap_or_default())?,
                tokens: self.tokens.unwrap_or_default(),
                hosts: self.host,
                behind_proxy: false,
                tls: None,
                backup_days: None,
                retention_months: None,
                pages: None,
                limits: Limits::default(),
                concurrency: Concurrency::default(),
            },
        };
        if let (Some(_), Place::Database(address)) = (self.keep_backups, &config.desk) {
            bail!(
                "--keep-backups is for a desk in a file. The desk is in {address}, which PostgreSQL's programs back up"
            );
        }
        config.backup_days = self.keep_backups.or(config.backup_days);
        config.retention_months = self.retention_months.or(config.retention_months);
        Ok(config)
    }
}

/// Starts the daily backups of a desk in a file.
fn daily_backups(config: &Config) -> Result<Option<DailyBackups>> {
    let Place::File(file) = &config.desk else {
        return Ok(None);
    };
    let (clock, days) = (SystemClock, config.backup_days.unwrap_or(BACKUP_DAYS));
    DailyBackups::start(file.clone(), days, move || clock.now(), |_| ())
        .map(Some)
        .context("starting the daily backups")
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
    saved_devices: SavedDevices,
    tokens: CurrentTokens,
    certificate: Option<Certificate>,
}

impl Hub {
    async fn serve(self, reload: Reload) -> Result<()> {
        let Self {
            config,
            desk,
            devices,
            mut saved_devices,
            tokens,
            certificate,
        } = self;
        let stopping = shutdown::on_signal()?;
        let address = config.listen;
        let names = names(address.ip(), config.hosts.clone());
        let options = Options {
            bounds: config.concurrency,
            devices,
            stopping: Stopping::when(stopping.clone()),
        };
        let hosts = Hosts::for_listener(address.ip()).with(names);
        let pages = match &config.pages {
            Some(settings) => {
                let stopping = &options.stopping;
                Some(pages::start(settings, &desk, &tokens, &hosts, stopping).await?)
            }
            None => None,
        };
        let mut router = api::router_with(desk, tokens.clone(), hosts, options);
        if let Some(pages) = &pages {
            router = router.merge(pages.router.clone());
        }
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("listening on {address}"))?;
        let bound = listener.local_addr().context("reading the port")?;
        announce(bound, certificate.as_ref())?;
        let (limits, stop) = (config.limits, wait_until_true(stopping));
        let served = async {
            match &certificate {
                Some(own) => api::serve_tls(listener, own, router, limits, stop).await,
                None => {
                    api::serve(listener, router, limits, stop).await;
                    Ok(())
                }
            }
        };
        tokio::select! {
            served = served => served.context("starting TLS")?,
            () = saved_devices.save_regularly() => {}
            () = reload.follow(&config, &tokens, certificate.as_ref()) => {}
        }
        saved_devices.save_or_warn().await;
        if let Some(pages) = &pages {
            pages.stop().await;
        }
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
