//! Blocking work in the loop.

use tokio::task::{JoinError, spawn_blocking};

/// Runs blocking work on a thread of the blocking pool.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where blocking work gets its thread"
)]
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    spawn_blocking(work).await
}
