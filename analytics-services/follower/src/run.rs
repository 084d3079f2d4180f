//! The main function of a service.

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use wire::Client;

use crate::guard::Guard;
use crate::serve::router;
use crate::start::Start;
use crate::{Analysis, Calendar, SharedState, follow};

/// Runs an analysis as a service until the process is killed; a sidecar also ends when its stdin closes.
///
/// # Errors
/// The arguments or the start line are invalid, or the address is in use.
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
    let state = Arc::new(SharedState::<A>::new(Calendar { zone: start.zone }));
    let guard = Guard {
        address,
        secret: start.secret,
    };
    let routes = router(Arc::clone(&state), client.clone(), guard);
    print_address(address)?;
    tokio::select! {
        served = axum::serve(listener, routes) => served.context("serving"),
        () = follow(client, &state) => Ok(()),
        () = end_of_stdin(start.sidecar) => Ok(()),
    }
}

/// Prints the only line on stdout, from which the parent process reads the address.
fn print_address(address: std::net::SocketAddr) -> anyhow::Result<()> {
    let line = serde_json::json!({ "listening": format!("http://{address}") });
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .context("printing the address")
}

/// Returns when the parent process ends, also when it is killed: the pipe closes in any case.
async fn end_of_stdin(sidecar: bool) {
    if !sidecar {
        return std::future::pending().await;
    }
    let (sender, receiver) = oneshot::channel();
    // Its own thread: a blocked read on a thread of tokio would delay the end of the runtime.
    std::thread::spawn(move || {
        let ended = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        sender.send(ended)
    });
    if let Ok(Err(error)) = receiver.await {
        tracing::warn!("reading stdin: {error}");
    }
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}
