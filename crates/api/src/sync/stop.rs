//! Whether the hub is about to stop.

use tokio::sync::watch;

/// Becomes true when the hub is about to stop. Laptops that wait are then sent away, to come back a little later.
#[derive(Clone, Debug)]
pub struct Stopping(Option<watch::Receiver<bool>>);

impl Stopping {
    /// Follows a flag.
    #[must_use]
    pub fn when(flag: watch::Receiver<bool>) -> Self {
        Self(Some(flag))
    }

    /// For a server whose end nobody announces.
    #[must_use]
    pub const fn never() -> Self {
        Self(None)
    }

    /// Completes when the hub is about to stop.
    pub async fn wait(&self) {
        if let Some(flag) = &self.0
            && flag.clone().wait_for(|stopping| *stopping).await.is_ok()
        {
            return;
        }
        std::future::pending().await
    }
}
