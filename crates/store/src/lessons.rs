//! Corrections by the helpdesk, how well tickets are classified, and learned models.

use chrono::{DateTime, Utc};
use tickets::{Category, Confusions, Lesson, ModelVersion, TicketId};

use crate::StoreError;

/// A training example from the helpdesk: a text and its right category.
///
/// If both categories are equal, the helpdesk confirmed the classifier. A category that came with an import is
/// not a correction: nobody here reviewed the classifier's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The corrected ticket.
    pub ticket: TicketId,
    /// Its description at that time.
    pub text: String,
    /// The category assigned by the classifier; `None`: an imported ticket that brought its category.
    pub classifier: Option<Category>,
    /// The category assigned by the helpdesk.
    pub helpdesk: Category,
    /// When the correction was accepted.
    pub at: DateTime<Utc>,
}

impl Correction {
    /// Whether the helpdesk chose another category than the classifier.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.classifier
            .is_some_and(|classifier| classifier != self.helpdesk)
    }
}

/// The state of learning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learning {
    /// The version in use; `None`: the shipped model.
    pub in_use: Option<String>,
    /// The shipped model that the last lesson was based on.
    pub base: Option<String>,
    /// The number of the last correction of that lesson; 0 before the first lesson.
    pub learned_to: u64,
    /// The result of that lesson.
    pub last: Option<Lesson>,
}

/// A learned model that was adopted, with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredModel {
    /// Its name, base and trial figures.
    pub version: ModelVersion,
    /// The learned layer, as the classifier serializes it.
    pub layer: Vec<u8>,
}

/// Storage of learning. It is part of a backup.
pub trait Lessons: Send + Sync + 'static {
    /// All corrections, ticket by ticket, each ticket's oldest first.
    fn corrections(&self) -> Result<Vec<Correction>, StoreError>;

    /// For each ticket whose last correction changed (and not only confirmed) the classifier's category: the time of
    /// that correction. Oldest first. They are the tickets for which [`Correction::is_change`] holds in a lesson.
    fn corrected_at(&self) -> Result<Vec<DateTime<Utc>>, StoreError>;

    /// The number of the last correction. Corrections are numbered from 1 in the order of acceptance.
    fn last_correction(&self) -> Result<u64, StoreError>;

    /// Reviewed tickets by the classifier's category and the right one. An imported ticket counts once it is
    /// reviewed here.
    fn confusions(&self) -> Result<Confusions, StoreError>;

    /// The state of learning.
    fn learning(&self) -> Result<Learning, StoreError>;

    /// Whether several hubs have this desk open, each of which may learn and change the model in use.
    fn has_other_hubs(&self) -> bool {
        false
    }

    /// Asks for the turn to learn, which one hub of a desk has at a time. It ends with the next [`Lessons::save_lesson`], after some
    /// minutes, or when a text is removed that the lesson may have read; then the lesson is not saved.
    fn begin_lesson(&self) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// Saves the state of learning, and the adopted model if there is one; durably, all or nothing. A stored
    /// version is replaced. The last fifty models are retained, and the model in use.
    fn save_lesson(&self, learning: Learning, adopted: Option<StoredModel>) -> Result<(), StoreError>;

    /// Saves the state of learning like [`Lessons::save_lesson`], and deletes all models but this one: a replica has the model
    /// of its hub, and none that the hub does not use any more.
    fn replace_models(&self, learning: Learning, model: Option<StoredModel>) -> Result<(), StoreError>;

    /// The adopted models, last adopted first.
    fn models(&self) -> Result<Vec<ModelVersion>, StoreError>;

    /// The learned layer of a version, if it is stored. The bytes are not validated.
    fn layer(&self, version: &str) -> Result<Option<Vec<u8>>, StoreError>;
}
