//! Learning from the helpdesk's corrections, and choosing the model that classifies.
//!
//! ```text
//!   correction ──▶ pause ──▶ train a layer over the shipped model ──▶ as accurate as that? ──▶ adopted: saved and in use
//!                                                                                       └────▶ rejected, and reported
//! ```
//! Each lesson starts from the shipped model and uses all corrections: errors do not add up from lesson to lesson, and
//! a crash during a lesson changes nothing. Imported categories are not corrections and teach nothing.

mod background;
mod debounce;
mod lesson;
mod live_classifier;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use classifier::{BadModel, Classifier};
use store::{Learning, StoreError};
use tickets::{Confusions, Lesson, ModelVersion};

pub use background::Learner;
pub(crate) use live_classifier::LiveClassifier;
pub use live_classifier::{BrokenModel, LessonProgress};

use crate::Desk;

/// How well the desk classifies, and what it has learned.
#[derive(Clone, Debug)]
pub struct Classification {
    /// Of the tickets that the helpdesk reviewed: the classifier's category against the helpdesk's.
    pub confusions: Confusions,
    /// For each ticket whose automatic category the helpdesk changed: when it did so last. Oldest first.
    pub corrected_at: Vec<DateTime<Utc>>,
    /// The adopted campus models, newest first.
    pub versions: Vec<ModelVersion>,
    /// The version of the shipped model.
    pub shipped: String,
    /// The state of learning.
    pub state: LearningState,
}

impl Classification {
    /// Whether [`Desk::use_model`] accepts the version: its layer belongs to the current shipped model.
    #[must_use]
    pub fn is_usable(&self, version: &ModelVersion) -> bool {
        version.base == self.shipped
    }
}

/// The state of learning.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningState {
    /// The version of the model that classifies.
    pub in_use: String,
    /// The running lesson.
    pub running: Option<LessonProgress>,
    /// The last lesson that was saved.
    pub last: Option<Lesson>,
    /// The campus model that should be in use and failed to load.
    pub broken: Option<BrokenModel>,
    /// Why the last lesson could not be saved.
    pub not_saved: Option<String>,
}

/// The result of [`Desk::use_model`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelSwitch {
    /// The version classifies now.
    Done,
    /// The store has no such version.
    NotStored,
    /// The stored model failed to load.
    Unusable(BadModel),
    /// The desk is a replica: its hub chooses.
    ChosenByHub,
}

impl Desk {
    /// The version of the model that classifies.
    #[must_use]
    pub fn model_in_use(&self) -> String {
        self.live_classifier.in_use().version().to_owned()
    }

    /// The version of the shipped model.
    #[must_use]
    pub fn shipped_model(&self) -> &str {
        self.live_classifier.shipped.version()
    }

    /// The campus model that should be in use and failed to load. The shipped model classifies instead.
    #[must_use]
    pub fn broken_model(&self) -> Option<BrokenModel> {
        self.live_classifier.broken()
    }

    /// How well the desk classifies, and what it has learned.
    pub fn classification(&self) -> Result<Classification, StoreError> {
        Ok(Classification {
            confusions: self.store.confusions()?,
            corrected_at: self.store.corrected_at()?,
            versions: self.store.models()?,
            shipped: self.live_classifier.shipped.version().to_owned(),
            state: self.learning_state()?,
        })
    }

    /// The state of learning.
    pub fn learning_state(&self) -> Result<LearningState, StoreError> {
        let last = self.store.learning()?.last;
        Ok(self.live_classifier.state(last))
    }

    /// Classifies with the model that the store says, if another hub has changed that; returns whether it has.
    pub(crate) fn use_stored_model(&self) -> Result<bool, StoreError> {
        let _exclusive = self.live_classifier.switching();
        let stored = self.store.learning()?.in_use;
        let stored = stored.as_deref().unwrap_or_else(|| self.shipped_model());
        let is_broken = self.broken_model().is_some_and(|broken| broken.version == stored);
        if stored == self.model_in_use() || is_broken {
            return Ok(false);
        }
        let before = self.model_in_use();
        let (classifier, broken) = live_classifier::load(&*self.store, &self.live_classifier.shipped);
        self.live_classifier.replace(classifier, broken);
        Ok(before != self.model_in_use())
    }

    /// Removes something from the store, which deletes the models that were learned from it. No lesson is saved at the same
    /// time, because it may have learned from it as well.
    pub(crate) fn unlearning<T>(
        &self,
        remove: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _exclusive = self.live_classifier.switching();
        self.live_classifier.removals.fetch_add(1, Ordering::Relaxed);
        let removed = remove()?;
        let (in_use, shipped) = (self.model_in_use(), self.shipped_model());
        if in_use != shipped
            && self
                .store
                .learning()?
                .in_use
                .is_none_or(|stored| stored != in_use)
        {
            let shipped = self.live_classifier.shipped.clone();
            self.live_classifier.replace(shipped, None);
        }
        self.live_classifier.corrections.notify();
        Ok(removed)
    }

    /// Classifies with an adopted campus model, or with the shipped model (`None`), until a later lesson adopts a new
    /// model.
    ///
    /// # Errors
    /// The choice could not be saved; then the model in use does not change.
    pub fn use_model(&self, version: Option<&str>) -> Result<ModelSwitch, StoreError> {
        if self.is_replica() {
            return Ok(ModelSwitch::ChosenByHub);
        }
        let _exclusive = self.live_classifier.switching();
        let classifier = match version {
            None => self.live_classifier.shipped.clone(),
            Some(version) => match self.store.layer(version)? {
                None => return Ok(ModelSwitch::NotStored),
                Some(layer) => match with_stored_layer(&self.live_classifier.shipped, version, &layer) {
                    Ok(classifier) => Arc::new(classifier),
                    Err(why) => return Ok(ModelSwitch::Unusable(why)),
                },
            },
        };
        let learning = Learning {
            in_use: version.map(str::to_owned),
            ..self.store.learning()?
        };
        self.store.save_lesson(learning, None)?;
        self.live_classifier.replace(classifier, None);
        Ok(ModelSwitch::Done)
    }
}

/// The shipped model with a stored layer, if the layer belongs to the version that it is stored under.
pub(crate) fn with_stored_layer(
    shipped: &Classifier,
    version: &str,
    layer: &[u8],
) -> Result<Classifier, BadModel> {
    let classifier = shipped.with_layer(layer)?;
    if classifier.version() == version {
        Ok(classifier)
    } else {
        Err(BadModel::Foreign)
    }
}
