//! Blocking work on a thread of its own.

/// Runs blocking work on a thread of the blocking pool; `None` if it panicked.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where blocking work gets its thread"
)]
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .inspect_err(|error| tracing::error!(%error, "blocking work panicked"))
        .ok()
}
