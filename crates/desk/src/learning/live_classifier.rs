//! The model that classifies just now, and what is going on around it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use classifier::{BadModel, Classifier};
use store::{StoreError, TicketStore};
use tickets::Lesson;

use super::LearningState;
use super::background::Nudges;
use super::named;

/// A lesson that is being learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Running {
    /// From how many corrections.
    pub corrections: u64,
    /// How much of it is done, 0 to 1.
    pub done: f64,
}

/// A model that was learned here and can no longer be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenModel {
    /// Its version.
    pub version: String,
    /// What is wrong with it, in words.
    pub why: String,
}

/// The shipped model, the one in use, and what is said of them.
pub(crate) struct LiveClassifier {
    pub(super) shipped: Arc<Classifier>,
    in_use: RwLock<Arc<Classifier>>,
    now: Mutex<Now>,
    /// Held by whoever changes which model is in use, so that disk and memory say the same.
    pub(super) changing: Mutex<()>,
    pub(super) nudges: Nudges,
}

#[derive(Default)]
struct Now {
    running: Option<Running>,
    broken: Option<BrokenModel>,
    not_kept: Option<String>,
}

impl LiveClassifier {
    /// Classifies with what the store says was learned; with the shipped model where that cannot be used.
    pub(crate) fn open(store: &dyn TicketStore, shipped: Arc<Classifier>) -> Self {
        let (in_use, broken) = match kept(store, &shipped) {
            Ok(Some(learned)) => (Arc::new(learned), None),
            // What was learned over another release's model is learned anew; until then the new one classifies.
            Ok(None) | Err((_, BadModel::OtherBase(_))) => (shipped.clone(), None),
            Err((version, why)) => {
                let why = why.to_string();
                (shipped.clone(), Some(BrokenModel { version, why }))
            }
        };
        Self {
            shipped,
            in_use: RwLock::new(in_use),
            now: Mutex::new(Now {
                broken,
                ..Now::default()
            }),
            changing: Mutex::default(),
            nudges: Nudges::default(),
        }
    }

    /// The model that classifies.
    pub(crate) fn in_use(&self) -> Arc<Classifier> {
        self.in_use.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// There is something new to learn from.
    pub(crate) fn heard_a_correction(&self) {
        self.nudges.nudge();
    }

    /// From now on this one classifies.
    pub(super) fn replace(&self, classifier: Arc<Classifier>) {
        *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = classifier;
        self.now().broken = None;
    }

    /// What is going on; `last` is the last lesson that was kept.
    pub(super) fn state(&self, last: Option<Lesson>) -> LearningState {
        let in_use = self.in_use().version().to_owned();
        let now = self.now();
        LearningState {
            in_use,
            running: now.running,
            last,
            broken: now.broken.clone(),
            not_kept: now.not_kept.clone(),
        }
    }

    pub(super) fn broken(&self) -> Option<BrokenModel> {
        self.now().broken.clone()
    }

    /// Whether a lesson is being learned.
    pub(super) fn is_running(&self) -> bool {
        self.now().running.is_some()
    }

    pub(super) fn runs(&self, corrections: u64, done: f64) {
        self.now().running = Some(Running { corrections, done });
    }

    /// A lesson has ended, kept or not.
    pub(super) fn ends(&self, kept: Result<(), &StoreError>) {
        let mut now = self.now();
        now.running = None;
        now.not_kept = kept.err().map(ToString::to_string);
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The model that the store says is in use, none if that is the shipped one; or which it would be, and why it cannot.
fn kept(store: &dyn TicketStore, shipped: &Classifier) -> Result<Option<Classifier>, (String, BadModel)> {
    let unreadable = |version: &str, why: String| (version.to_owned(), BadModel::Unreadable(why));
    let learning = store
        .learning()
        .map_err(|error| unreadable("", error.to_string()))?;
    let Some(version) = learning.in_use else {
        return Ok(None);
    };
    let layer = store
        .layer(&version)
        .map_err(|error| unreadable(&version, error.to_string()))?
        .ok_or_else(|| unreadable(&version, "it is not there".to_owned()))?;
    named(shipped, &version, &layer)
        .map(Some)
        .map_err(|why| (version, why))
}
