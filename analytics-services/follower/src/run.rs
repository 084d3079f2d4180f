//! A service from start to end.

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use wire::Client;

use crate::guard::Guard;
use crate::serve::router;
use crate::start::Start;
use crate::{Analysis, Board, Calendar, follow};

/// Runs an analysis as a service, until it is ended or, as a sidecar, until stdin closes.
///
/// # Errors
/// If it was started wrongly, or can't listen where it should.
pub fn run<A: Analysis>() -> anyhow::Result<()> {
    log_to_stderr();
    let start = Start::read()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(serve::<A>(start))
}

async fn serve<A: Analysis>(start: Start) -> anyhow::Result<()> {
    let listener = TcpListener::bind(start.listen)
        .await
        .with_context(|| format!("listening on {}", start.listen))?;
    let address = listener.local_addr()?;
    let client = Client::new(&start.api, &start.token)?;
    let board = Arc::new(Board::<A>::new(Calendar { zone: start.zone }));
    let guard = Guard {
        address,
        secret: start.secret,
    };
    let routes = router(Arc::clone(&board), client.clone(), guard);
    announce(address)?;
    tokio::select! {
        served = axum::serve(listener, routes) => served.context("serving"),
        () = follow(client, &board) => Ok(()),
        () = end_of_stdin(start.sidecar) => Ok(()),
    }
}

/// The one line on stdout, by which whoever started the service learns where it is.
fn announce(address: std::net::SocketAddr) -> anyhow::Result<()> {
    let line = serde_json::json!({ "listening": format!("http://{address}") });
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .context("saying where it listens")
}

/// A sidecar ends with whoever started it, however that one ended: the pipe closes in any case.
async fn end_of_stdin(sidecar: bool) {
    if !sidecar {
        return std::future::pending().await;
    }
    let (closed, closes) = oneshot::channel();
    // A thread of its own: tokio's would keep the runtime from ending while it reads.
    std::thread::spawn(move || {
        let ended = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        closed.send(ended)
    });
    if let Ok(Err(error)) = closes.await {
        tracing::warn!("reading stdin: {error}");
    }
}

fn log_to_stderr() {
    let wanted = tracing_subscriber::EnvFilter::try_from_default_env();
    tracing_subscriber::fmt()
        .with_env_filter(wanted.unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}
