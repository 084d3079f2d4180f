//! The model that classifies now, and the state of learning.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use classifier::{BadModel, Classifier};
use store::{Store, StoreError};
use tickets::Lesson;

use super::LearningState;
use super::debounce::Debounce;
use super::with_stored_layer;

/// The progress of the running lesson.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LessonProgress {
    /// The number of corrections and confirmations that the lesson uses.
    pub corrections: u64,
    /// The number of confirmations among them.
    pub confirmed: u64,
    /// 0 to 1.
    pub done: f64,
}

/// A campus model that should be in use and failed to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenModel {
    /// The model's version; empty if the store could not name it.
    pub version: String,
    /// The reason, as a sentence for the screen.
    pub why: String,
}

/// The shipped model, the model in use, and the state of learning.
pub(crate) struct LiveClassifier {
    pub(crate) shipped: Arc<Classifier>,
    in_use: RwLock<Arc<Classifier>>,
    status: Mutex<Status>,
    /// Held while the model in use changes, so that the store and memory agree.
    switching: Mutex<()>,
    /// The number of removals of texts in this run. A lesson is not saved if a text was removed while it ran.
    pub(super) removals: AtomicU64,
    /// Notified of each accepted correction.
    pub(crate) corrections: Debounce,
}

#[derive(Default)]
struct Status {
    running: Option<LessonProgress>,
    broken: Option<BrokenModel>,
    not_saved: Option<String>,
}

impl LiveClassifier {
    /// Loads the campus model in use; falls back to the shipped model.
    pub(crate) fn open(store: &dyn Store, shipped: Arc<Classifier>) -> Self {
        let (in_use, broken) = load(store, &shipped);
        Self {
            shipped,
            in_use: RwLock::new(in_use),
            status: Mutex::new(Status {
                broken,
                ..Status::default()
            }),
            switching: Mutex::default(),
            removals: AtomicU64::default(),
            corrections: Debounce::default(),
        }
    }

    /// The model that classifies.
    pub(crate) fn in_use(&self) -> Arc<Classifier> {
        self.in_use.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets nobody else change the model in use until the guard is dropped.
    pub(crate) fn switching(&self) -> MutexGuard<'_, ()> {
        self.switching.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Classifies with `classifier` from now on. `broken`: instead of a model that cannot be used.
    pub(crate) fn replace(&self, classifier: Arc<Classifier>, broken: Option<BrokenModel>) {
        *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = classifier;
        self.status().broken = broken;
    }

    /// The state of learning; `last` is the last saved lesson.
    pub(super) fn state(&self, last: Option<Lesson>) -> LearningState {
        let in_use = self.in_use().version().to_owned();
        let status = self.status();
        LearningState {
            in_use,
            running: status.running,
            last,
            broken: status.broken.clone(),
            not_saved: status.not_saved.clone(),
        }
    }

    pub(super) fn broken(&self) -> Option<BrokenModel> {
        self.status().broken.clone()
    }

    /// Whether a lesson is running.
    pub(super) fn is_running(&self) -> bool {
        self.status().running.is_some()
    }

    pub(super) fn set_progress(&self, corrections: u64, confirmed: u64, done: f64) {
        self.status().running = Some(LessonProgress {
            corrections,
            confirmed,
            done,
        });
    }

    /// The lesson has ended; `result` says whether it was saved.
    pub(super) fn set_finished(&self, result: Result<(), &StoreError>) {
        let mut status = self.status();
        status.running = None;
        status.not_saved = result.err().map(ToString::to_string);
    }

    fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The model that classifies, and the campus model that should and failed to load.
pub(super) fn load(store: &dyn Store, shipped: &Arc<Classifier>) -> (Arc<Classifier>, Option<BrokenModel>) {
    match load_campus_model(store, shipped) {
        Ok(Some(campus)) => (Arc::new(campus), None),
        // A layer over another release's model is no damage: a new lesson is due, and the shipped model is used
        // until then.
        Ok(None) | Err((_, BadModel::OtherBase(_))) => (shipped.clone(), None),
        Err((version, why)) => {
            let why = why.to_string();
            (shipped.clone(), Some(BrokenModel { version, why }))
        }
    }
}

/// Loads the campus model in use. `Ok(None)`: the shipped model is in use. `Err`: the version that failed to load,
/// and why.
fn load_campus_model(
    store: &dyn Store,
    shipped: &Classifier,
) -> Result<Option<Classifier>, (String, BadModel)> {
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
    with_stored_layer(shipped, &version, &layer)
        .map(Some)
        .map_err(|why| (version, why))
}
