//! Where the drafts of a visitor are stored.

use chrono::{DateTime, Utc};
use store::{Draft, DraftKey, Notified, ReportedHere, StoreError};
use tickets::{TextPart, TicketId};

/// Stores drafts and the list "Reported on this laptop".
pub trait DraftStore: Send + Sync {
    /// Saves a draft, replacing the previous one of this key.
    fn save(&self, key: DraftKey, draft: &Draft) -> Result<(), StoreError>;

    /// The draft of this key.
    fn find(&self, key: DraftKey) -> Result<Option<Draft>, StoreError>;

    /// Deletes the draft of this key. Idempotent.
    fn discard(&self, key: DraftKey) -> Result<(), StoreError>;

    /// Removes texts of a ticket that were removed from the desk: the draft of an edit, the summary of a report, and with
    /// [`TextPart::All`] every draft.
    fn forget(&self, ticket: TicketId, text: TextPart) -> Result<(), StoreError>;

    /// Adds a ticket to the reported ones. Idempotent.
    fn reported(
        &self,
        ticket: TicketId,
        number: Option<u64>,
        at: DateTime<Utc>,
        summary: &str,
    ) -> Result<(), StoreError>;

    /// Whether a ticket is one of the reported ones.
    fn reported_here(&self, ticket: TicketId) -> Result<bool, StoreError>;

    /// How many messages of a reported ticket were read, from the beginning of its thread; `None` if it was not reported here.
    fn messages_seen(&self, ticket: TicketId) -> Result<Option<u32>, StoreError>;

    /// The last `limit` reported tickets, newest first.
    fn last_reported(&self, limit: usize) -> Result<Vec<ReportedHere>, StoreError>;

    /// The reported tickets whose closing no notification has announced, with what was announced of each; `None` if an
    /// earlier version reported the ticket.
    fn awaited(&self) -> Result<Vec<(ReportedHere, Option<Notified>)>, StoreError>;

    /// Records what was announced of a reported ticket.
    fn notified(&self, ticket: TicketId, notified: Notified) -> Result<(), StoreError>;

    /// Deletes all drafts and the list of reported tickets.
    fn clear(&self) -> Result<(), StoreError>;

    /// Records that the first `messages` messages of a ticket were seen; whether that changed something.
    fn seen(&self, ticket: TicketId, messages: u32) -> Result<bool, StoreError>;
}

impl DraftStore for store::Drafts {
    fn save(&self, key: DraftKey, draft: &Draft) -> Result<(), StoreError> {
        self.save(key, draft)
    }

    fn find(&self, key: DraftKey) -> Result<Option<Draft>, StoreError> {
        self.find(key)
    }

    fn discard(&self, key: DraftKey) -> Result<(), StoreError> {
        self.discard(key)
    }

    fn forget(&self, ticket: TicketId, text: TextPart) -> Result<(), StoreError> {
        self.forget(ticket, text)
    }

    fn reported(
        &self,
        ticket: TicketId,
        number: Option<u64>,
        at: DateTime<Utc>,
        summary: &str,
    ) -> Result<(), StoreError> {
        self.reported(ticket, number, at, summary)
    }

    fn reported_here(&self, ticket: TicketId) -> Result<bool, StoreError> {
        self.reported_here(ticket)
    }

    fn messages_seen(&self, ticket: TicketId) -> Result<Option<u32>, StoreError> {
        self.messages_seen(ticket)
    }

    fn last_reported(&self, limit: usize) -> Result<Vec<ReportedHere>, StoreError> {
        self.last_reported(limit)
    }

    fn awaited(&self) -> Result<Vec<(ReportedHere, Option<Notified>)>, StoreError> {
        self.awaited()
    }

    fn notified(&self, ticket: TicketId, notified: Notified) -> Result<(), StoreError> {
        self.notified(ticket, notified)
    }

    fn clear(&self) -> Result<(), StoreError> {
        self.clear()
    }

    fn seen(&self, ticket: TicketId, messages: u32) -> Result<bool, StoreError> {
        self.seen(ticket, messages)
    }
}
