//! Blocking work in async handlers.

use tokio::task::spawn_blocking;

/// Runs blocking work on a thread of the blocking pool. `None`: it panicked.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where blocking work gets its thread"
)]
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    spawn_blocking(work)
        .await
        .inspect_err(|error| tracing::error!(%error, "a command of a browser broke"))
        .ok()
}
