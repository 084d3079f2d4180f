//! Learning from the helpdesk: which model classifies, what was learned from corrections, and going back.
//!
//! ```text
//!   a correction ──▶ a pause ──▶ train a layer over the shipped model ──▶ not worse anywhere? ──▶ taken: kept, and in use
//!                                                                                          └────▶ dropped, and said so
//! ```
//! What is learned is always learned anew, from all corrections over the shipped model: nothing adds up unseen, and a
//! crash half way leaves what was there. Imported categories are no corrections, and nothing is learned from them.

mod background;
mod lesson;
mod live_classifier;

use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Utc};
use classifier::{BadModel, Classifier};
use store::{Learning, StoreError};
use tickets::{Confusions, Lesson, ModelVersion};

pub use background::Learner;
pub(crate) use live_classifier::LiveClassifier;
pub use live_classifier::{BrokenModel, Running};

use crate::Desk;

/// How well the desk classifies, and what it learned.
#[derive(Clone, Debug)]
pub struct Classification {
    /// How the tickets that the helpdesk has looked at were classified, and where they belong.
    pub confusions: Confusions,
    /// When the helpdesk corrected what the classifier said, oldest first.
    pub corrected_at: Vec<DateTime<Utc>>,
    /// The models that were learned and taken, last taken first.
    pub versions: Vec<ModelVersion>,
    /// The version of the shipped model.
    pub shipped: String,
    /// What is going on.
    pub state: LearningState,
}

impl Classification {
    /// Whether a version can be gone back to: what was learned over another shipped model means nothing now.
    #[must_use]
    pub fn is_usable(&self, version: &ModelVersion) -> bool {
        version.base == self.shipped
    }
}

/// What is going on with learning.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningState {
    /// The version of the model that classifies.
    pub in_use: String,
    /// The lesson that is being learned.
    pub running: Option<Running>,
    /// What came of the last one.
    pub last: Option<Lesson>,
    /// The model that should be in use and cannot be; the shipped one classifies instead.
    pub broken: Option<BrokenModel>,
    /// Why what was learned could not be kept.
    pub not_kept: Option<String>,
}

/// What came of going back to a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoneBack {
    /// It classifies now.
    Done,
    /// No such version is kept.
    NotStored,
    /// What is kept of it cannot be used.
    Unusable(BadModel),
}

impl Desk {
    /// The version of the model that classifies.
    #[must_use]
    pub fn model_in_use(&self) -> String {
        self.live_classifier.in_use().version().to_owned()
    }

    /// The version of the model that came with the program.
    #[must_use]
    pub fn shipped_model(&self) -> &str {
        self.live_classifier.shipped.version()
    }

    /// The model that should classify and cannot be used, if there is one; the shipped one classifies instead.
    #[must_use]
    pub fn broken_model(&self) -> Option<BrokenModel> {
        self.live_classifier.broken()
    }

    /// How well the desk classifies, and what it learned.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn classification(&self) -> Result<Classification, StoreError> {
        Ok(Classification {
            confusions: self.store.confusions()?,
            corrected_at: self.store.corrected_at()?,
            versions: self.store.models()?,
            shipped: self.live_classifier.shipped.version().to_owned(),
            state: self.learning_state()?,
        })
    }

    /// What is going on with learning.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn learning_state(&self) -> Result<LearningState, StoreError> {
        let last = self.store.learning()?.last;
        Ok(self.live_classifier.state(last))
    }

    /// Classifies with a version that was learned before; `None` is the shipped model. That holds until a correction
    /// teaches something new that is taken.
    ///
    /// # Errors
    /// [`StoreError`] if that could not be kept; then the version in use stays.
    pub fn go_back(&self, version: Option<&str>) -> Result<GoneBack, StoreError> {
        let _alone = self
            .live_classifier
            .changing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let classifier = match version {
            None => self.live_classifier.shipped.clone(),
            Some(version) => match self.store.layer(version)? {
                None => return Ok(GoneBack::NotStored),
                Some(layer) => match named(&self.live_classifier.shipped, version, &layer) {
                    Ok(classifier) => Arc::new(classifier),
                    Err(why) => return Ok(GoneBack::Unusable(why)),
                },
            },
        };
        let learning = Learning {
            in_use: version.map(str::to_owned),
            ..self.store.learning()?
        };
        self.store.save_lesson(learning, None)?;
        self.live_classifier.replace(classifier);
        Ok(GoneBack::Done)
    }
}

/// The shipped model with the layer that was kept under the name of `version`.
fn named(shipped: &Classifier, version: &str, layer: &[u8]) -> Result<Classifier, BadModel> {
    let classifier = shipped.with_layer(layer)?;
    if classifier.version() == version {
        Ok(classifier)
    } else {
        Err(BadModel::Foreign)
    }
}
