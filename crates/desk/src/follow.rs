//! Reading the feed: for live pages of the helpdesk and for services. Users have no access to the feed.

use store::{Changes, Facts, StoreError};
use tokio::sync::watch;
use uuid::Uuid;

use crate::Desk;

impl Desk {
    /// The changes after the feed's number `after`, at most `limit`.
    pub fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        self.store.changes(after, limit)
    }

    /// The facts for the analyses that changed after the feed's number `after`, at most `limit`.
    pub fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError> {
        self.store.facts(after, limit)
    }

    /// The mark of a number of the feed: made of the id of a command with that number and the time of its acceptance. `None`: the number has no mark.
    pub fn mark_at(&self, number: u64) -> Result<Option<Uuid>, StoreError> {
        self.store.mark_at(number)
    }

    /// The feed's last number; the receiver is notified of each new one.
    #[must_use]
    pub fn feed(&self) -> watch::Receiver<u64> {
        self.store.feed()
    }

    /// The desk's generation.
    #[must_use]
    pub fn generation(&self) -> Uuid {
        self.store.generation()
    }

    /// Which copy of the desk the storage has. What was remembered of another copy's feed may be wrong.
    #[must_use]
    pub fn timeline(&self) -> u64 {
        self.store.timeline()
    }
}
