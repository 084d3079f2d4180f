//! When to stop.

use anyhow::{Context, Result};
use tokio::sync::watch;

/// Turns true once the process is asked to end: by SIGTERM, or Ctrl+C.
pub fn asked() -> Result<watch::Receiver<bool>> {
    let (tell, told) = watch::channel(false);
    let asked = signals()?;
    tokio::spawn(async move {
        asked.await;
        tell.send_replace(true);
    });
    Ok(told)
}

#[cfg(unix)]
fn signals() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
