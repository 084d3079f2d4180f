//! What the helpdesk taught, how well tickets are classified, and the models that were learned.

use chrono::{DateTime, Utc};
use tickets::{Category, Confusions, Lesson, ModelVersion, TicketId};

use crate::StoreError;

/// One time that the helpdesk said what kind of problem a ticket is: a text and its right category.
///
/// Where both categories are alike, the helpdesk confirmed the classifier. A category that came with an import
/// is none of these: nobody looked at the classifier's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The ticket.
    pub ticket: TicketId,
    /// Its description at that time.
    pub text: String,
    /// What the classifier had said; none of an imported ticket that brought its category.
    pub classifier: Option<Category>,
    /// What the helpdesk said.
    pub helpdesk: Category,
    /// When.
    pub at: DateTime<Utc>,
}

/// How far learning is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learning {
    /// The version that classifies; none: the shipped model.
    pub in_use: Option<String>,
    /// The shipped model over which was learned last.
    pub base: Option<String>,
    /// The number of the last correction of that lesson; 0 before the first.
    pub learned_to: u64,
    /// What came of it.
    pub last: Option<Lesson>,
}

/// A model that was taken, and the bytes of what was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredModel {
    /// Which.
    pub version: ModelVersion,
    /// What was learned, as the classifier writes it.
    pub layer: Vec<u8>,
}

/// What a store remembers of learning, besides the tickets. It travels with them in a backup.
pub trait Lessons {
    /// What the helpdesk said of the classifier's categories, ticket by ticket, each ticket's oldest first: what a
    /// model can learn from.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn corrections(&self) -> Result<Vec<Correction>, StoreError>;

    /// When the helpdesk corrected (and not only confirmed) what the classifier said, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn corrected_at(&self) -> Result<Vec<DateTime<Utc>>, StoreError>;

    /// The number of the last correction; they are numbered from 1 in the order in which they were accepted.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn last_correction(&self) -> Result<u64, StoreError>;

    /// How the tickets that the helpdesk has looked at were classified, and where they belong. Imported tickets count
    /// once somebody here has looked at them.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn confusions(&self) -> Result<Confusions, StoreError>;

    /// How far learning is.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn learning(&self) -> Result<Learning, StoreError>;

    /// Keeps how far learning is, with the model that was taken, if one was; durably, all or nothing. A version
    /// that is kept already is kept anew; of many the last fifty are kept, and the one in use.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept; then nothing of it is.
    fn save_lesson(&self, learning: Learning, taken: Option<StoredModel>) -> Result<(), StoreError>;

    /// The models that were taken, last taken first.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    fn models(&self) -> Result<Vec<ModelVersion>, StoreError>;

    /// What was learned in one version, if it is kept: as it was kept, whatever became of its bytes.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    fn layer(&self, version: &str) -> Result<Option<Vec<u8>>, StoreError>;
}
