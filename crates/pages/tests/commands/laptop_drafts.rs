//! The drafts of a visitor's laptop, whose disk can be full.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use pages::DraftStore;
use store::{Draft, DraftKey, Drafts, Notified, ReportedHere, StoreError};
use tickets::{TextPart, TicketId};

pub struct LaptopDrafts {
    drafts: Drafts,
    full: AtomicBool,
}

impl LaptopDrafts {
    pub fn open(laptop: &Path) -> Self {
        Self {
            drafts: Drafts::open(&laptop.join("desk.db"), || ()).unwrap(),
            full: AtomicBool::new(false),
        }
    }

    /// From now on, each write fails.
    pub fn fill_the_disk(&self) {
        self.full.store(true, Ordering::Relaxed);
    }

    fn write(&self) -> Result<&Drafts, StoreError> {
        if self.full.load(Ordering::Relaxed) {
            return Err(StoreError::Full);
        }
        Ok(&self.drafts)
    }
}

impl DraftStore for LaptopDrafts {
    fn save(&self, key: DraftKey, draft: &Draft) -> Result<(), StoreError> {
        self.write()?.save(key, draft)
    }

    fn find(&self, key: DraftKey) -> Result<Option<Draft>, StoreError> {
        self.drafts.find(key)
    }

    fn discard(&self, key: DraftKey) -> Result<(), StoreError> {
        self.write()?.discard(key)
    }

    fn forget(&self, ticket: TicketId, text: TextPart) -> Result<(), StoreError> {
        self.write()?.forget(ticket, text)
    }

    fn reported(
        &self,
        ticket: TicketId,
        number: Option<u64>,
        at: DateTime<Utc>,
        summary: &str,
    ) -> Result<(), StoreError> {
        self.write()?.reported(ticket, number, at, summary)
    }

    fn reported_here(&self, ticket: TicketId) -> Result<bool, StoreError> {
        self.drafts.reported_here(ticket)
    }

    fn messages_seen(&self, ticket: TicketId) -> Result<Option<u32>, StoreError> {
        self.drafts.messages_seen(ticket)
    }

    fn last_reported(&self, limit: usize) -> Result<Vec<ReportedHere>, StoreError> {
        self.drafts.last_reported(limit)
    }

    fn awaited(&self) -> Result<Vec<(ReportedHere, Option<Notified>)>, StoreError> {
        self.drafts.awaited()
    }

    fn notified(&self, ticket: TicketId, notified: Notified) -> Result<(), StoreError> {
        self.write()?.notified(ticket, notified)
    }

    fn clear(&self) -> Result<(), StoreError> {
        self.write()?.clear()
    }

    fn seen(&self, ticket: TicketId, messages: u32) -> Result<bool, StoreError> {
        self.write()?.seen(ticket, messages)
    }
}
