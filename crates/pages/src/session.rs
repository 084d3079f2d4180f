//! What is remembered for as long as a visit lasts.

use std::sync::{Mutex, PoisonError};

use crate::acknowledged::Acknowledged;
use crate::form::Form;
use crate::held_notices::HeldNotices;

/// The state of one visit, in memory only.
#[derive(Debug, Default)]
pub struct Session {
    /// Notices that are displayed until they are dismissed.
    pub notices: HeldNotices,
    /// The commands that were acknowledged lately.
    pub acknowledged: Acknowledged,
    last_queue: Mutex<Form>,
}

impl Session {
    /// The view, filters and search that the queue showed last.
    #[must_use]
    pub fn last_queue(&self) -> Form {
        self.last_queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Remembers what the queue shows, without the position in the list and the open ticket.
    pub fn set_last_queue(&self, mut form: Form) {
        form.remove(&["at", "rows", "ticket"]);
        *self.last_queue.lock().unwrap_or_else(PoisonError::into_inner) = form;
    }
}
