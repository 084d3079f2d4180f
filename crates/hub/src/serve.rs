//! `serve`: the API on a port.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use api::Hosts;
use axum::Router;
use classifier::Classifier;
use desk::{Desk, SystemClock};
use store::SqliteStore;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::{stop, tokens};

/// How long requests may go on after the hub was told to stop: a command takes milliseconds; who waits for a
/// change asks again.
const GRACE: Duration = Duration::from_secs(2);

/// How long nobody must have corrected a category before it is learned from.
const AFTER_THE_LAST_CORRECTION: Duration = Duration::from_secs(30);

/// Serve the API of a desk until it is told to stop (SIGTERM, Ctrl+C).
#[derive(clap::Args)]
pub struct Serve {
    /// The desk's database; made if it is not there.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The tokens of user, helpdesk and service.
    #[arg(long, value_name = "FILE")]
    tokens: PathBuf,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// A name by which callers reach this server through a proxy on the same machine. Repeatable.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
}

impl Serve {
    /// Opens the desk and serves it until told to stop.
    pub fn run(self) -> Result<()> {
        let tokens = tokens::read(&self.tokens)?;
        let store = SqliteStore::open(&self.data)?;
        let desk = Desk::new(
            Arc::new(store),
            Arc::new(Classifier::shipped()),
            Arc::new(SystemClock),
        );
        let _learner = desk
            .learn_in_background(AFTER_THE_LAST_CORRECTION, || {})
            .context("starting to learn from corrections")?;
        let hosts = Hosts::of(self.listen.ip()).and(self.host);
        let router = api::router(desk, tokens, hosts);
        tokio::runtime::Runtime::new()
            .context("starting the server's threads")?
            .block_on(serve(self.listen, router))
    }
}

async fn serve(address: SocketAddr, router: Router) -> Result<()> {
    let told = stop::asked()?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}"))?;
    announce(listener.local_addr().context("asking for the port")?)?;
    let server = axum::serve(listener, router).with_graceful_shutdown(stopped(told.clone()));
    let out_of_patience = async {
        stopped(told).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = server => served.context("serving")?,
        () = out_of_patience => {}
    }
    Ok(())
}

/// The one line on stdout.
fn announce(address: SocketAddr) -> Result<()> {
    let line = serde_json::json!({ "listening": format!("http://{address}") });
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .context("saying where the hub listens")
}

async fn stopped(mut told: watch::Receiver<bool>) {
    let _ = told.wait_for(|stop| *stop).await;
}
