//! The one door: every click and every route calls a method of [`Desk`].
//!
//! `Desk` knows who asks, so that a user is told nothing of a closed ticket but its number and closing
//! date; it asks the classifier before it asks the store; and it takes the time from a [`Clock`].

mod clock;
mod commands;
mod follow;
mod learning;
mod lists;
mod visibility;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use classifier::Classifier;
use learning::LiveClassifier;
use tickets::Assignment;

pub use clock::{Clock, SystemClock};
pub use learning::{BrokenModel, Classification, GoneBack, Learner, LearningState, Running};
pub use store::{
    Accepted, Anchor, Changes, Cursor, Decision, Fact, Facts, Listing, Page, StoreError, TicketStore,
};
pub use visibility::Visible;

/// A desk: the tickets of one place, and what may be done with them. Cheap to clone; all methods block.
#[derive(Clone)]
pub struct Desk {
    store: Arc<dyn TicketStore>,
    live_classifier: Arc<LiveClassifier>,
    clock: Arc<dyn Clock>,
}

impl Desk {
    /// Puts a desk together. It classifies with the `shipped` classifier, or with what it learned over it and keeps in the
    /// store.
    pub fn new(store: Arc<dyn TicketStore>, shipped: Arc<Classifier>, clock: Arc<dyn Clock>) -> Self {
        Self {
            live_classifier: Arc::new(LiveClassifier::open(&*store, shipped)),
            store,
            clock,
        }
    }

    /// What the classifier says of a text; shown while one types.
    #[must_use]
    pub fn classify(&self, text: &str) -> Assignment {
        self.live_classifier.in_use().classify(text)
    }

    /// The time by this desk's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}
