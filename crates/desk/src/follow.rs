//! Following the desk: for the helpdesk, live pages and services. Users follow nothing.

use store::{Changes, Facts, StoreError};
use tokio::sync::watch;
use uuid::Uuid;

use crate::Desk;

impl Desk {
    /// What changed since the feed's number `after`. For the helpdesk and for services.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        self.store.changes(after, limit)
    }

    /// The same for what the analyses need.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError> {
        self.store.facts(after, limit)
    }

    /// The feed's last number, and a way to wait for the next.
    #[must_use]
    pub fn feed(&self) -> watch::Receiver<u64> {
        self.store.feed()
    }

    /// The desk's generation.
    #[must_use]
    pub fn generation(&self) -> Uuid {
        self.store.generation()
    }
}
