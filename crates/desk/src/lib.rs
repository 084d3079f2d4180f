//! The application's one entry point: every click and every route calls a method of [`Desk`].
//!
//! `Desk` knows the caller's role and hides closed tickets from users, except for their number and closing date.
//! It classifies a text before it writes the text to the store, and it takes the time from a [`Clock`].
//!
//! Methods that return a [`StoreError`] do so only if the store fails; a command that breaks a rule returns a
//! [`tickets::Refusal`] inside its [`Decision`].

mod clock;
mod commands;
mod did_you_mean;
mod follow;
mod learning;
mod lists;
mod retention;
pub mod sync;
mod visibility;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use classifier::Classifier;
use learning::LiveClassifier;
use tickets::Assignment;

pub use clock::{Clock, SystemClock};
pub use commands::Report;
pub use learning::{BrokenModel, Classification, Learner, LearningState, LessonProgress, ModelSwitch};
pub use retention::Retention;
pub use store::{Accepted, Anchor, Changes, Cursor, Decision, Fact, Facts, Listing, Page, Store, StoreError};
pub use visibility::{NEWEST, Reader, Visible};

/// The tickets of one campus and all operations on them. Cheap to clone; all methods block.
#[derive(Clone)]
pub struct Desk {
    store: Arc<dyn Store>,
    live_classifier: Arc<LiveClassifier>,
    clock: Arc<dyn Clock>,
}

impl Desk {
    /// Creates a desk over `store`. It classifies with the campus model in the store, or with `shipped` if there is
    /// none or it fails to load.
    pub fn new(store: Arc<dyn Store>, shipped: Arc<Classifier>, clock: Arc<dyn Clock>) -> Self {
        Self {
            live_classifier: Arc::new(LiveClassifier::open(&*store, shipped)),
            store,
            clock,
        }
    }

    /// Classifies a text with the model in use.
    #[must_use]
    pub fn classify(&self, text: &str) -> Assignment {
        self.live_classifier.in_use().classify(text)
    }

    /// Whether this desk is a laptop's copy of a hub's desk. The hub learns and applies the retention.
    #[must_use]
    pub fn is_replica(&self) -> bool {
        self.store.is_replica()
    }

    /// The time by this desk's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}
