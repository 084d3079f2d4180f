//! What is remembered for as long as a visit lasts.

use std::sync::{Mutex, PoisonError};

use tickets::TicketId;

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
    on_screen: Mutex<Option<OnScreen>>,
}

/// The ticket that the page shows beside or instead of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnScreen {
    /// The ticket.
    pub ticket: TicketId,
    /// Whether the window is in front, so that the person reads what appears in the ticket.
    pub in_front: bool,
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

    /// The ticket that is on screen.
    #[must_use]
    pub fn on_screen(&self) -> Option<OnScreen> {
        *self.on_screen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers which ticket is on screen; `None` if none is.
    pub fn set_on_screen(&self, on_screen: Option<OnScreen>) {
        *self.on_screen.lock().unwrap_or_else(PoisonError::into_inner) = on_screen;
    }
}
