//! One lesson: all corrections, over the shipped model, taken or dropped.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use classifier::Classifier;
use classifier::campus::{self, Learned};
use store::{Correction, Learning, StoreError, StoredModel};
use tickets::{Lesson, ModelVersion, Outcome, TicketId, Trial};

use crate::Desk;

/// The most corrections that one lesson is learned from: the newest. More would teach little and take minutes.
const MOST: usize = 5_000;

impl Desk {
    /// Whether there is something to learn: corrections newer than the last lesson, another shipped model under them, or
    /// a learned model that broke and was the newest (one that somebody went back to is not replaced unasked).
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn has_to_learn(&self) -> Result<bool, StoreError> {
        let (last, learning) = (self.store.last_correction()?, self.store.learning()?);
        let base = Some(self.live_classifier.shipped.version());
        if last > learning.learned_to || (last > 0 && learning.base.as_deref() != base) {
            return Ok(true);
        }
        let Some(broken) = self.live_classifier.broken() else {
            return Ok(false);
        };
        let newest = self.store.models()?.into_iter().next();
        Ok(newest.is_some_and(|newest| newest.version == broken.version))
    }

    /// Learns from all corrections, and classifies with what was learned if it is not worse anywhere. Takes seconds; other
    /// callers go on. `tell` is called whenever [`Desk::learning_state`] has changed.
    ///
    /// # Errors
    /// [`StoreError`] if the corrections could not be read or what was learned not be kept; then nothing changed.
    pub fn learn(&self, tell: impl Fn()) -> Result<Lesson, StoreError> {
        let learned = self.try_to_learn(&tell);
        self.live_classifier.ends(learned.as_ref().map(drop));
        tell();
        learned
    }

    fn try_to_learn(&self, tell: &impl Fn()) -> Result<Lesson, StoreError> {
        // Noted first: what is corrected from now on is learned from the next time.
        let learned_to = self.store.last_correction()?;
        let corrections = taught(self.store.corrections()?);
        let count = u64::try_from(corrections.len()).unwrap_or(u64::MAX);
        let runs = |done| {
            self.live_classifier.runs(count, done);
            tell();
        };
        runs(0.0);
        let learned = campus::learn(&self.live_classifier.shipped, &corrections, runs);
        self.keep(learned_to, count, learned)
    }

    fn keep(&self, learned_to: u64, corrections: u64, learned: Learned) -> Result<Lesson, StoreError> {
        let _alone = self
            .live_classifier
            .changing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let lesson = |outcome| Lesson {
            at: self.clock.now(),
            corrections,
            outcome,
        };
        let shipped = self.live_classifier.shipped.version();
        let learning = |classifies: &Classifier, lesson| Learning {
            in_use: Some(classifies.version().to_owned()).filter(|version| version != shipped),
            base: Some(shipped.to_owned()),
            learned_to,
            last: Some(lesson),
        };
        let (classifies, lesson, taken) = match learned {
            Learned::Taken(new, trial) => {
                let lesson = lesson(Outcome::Taken(trial));
                let taken = self.kept(&new, &lesson, trial);
                (Arc::from(new), lesson, Some(taken))
            }
            Learned::Dropped(trial) => (
                self.live_classifier.in_use(),
                lesson(Outcome::Dropped(trial)),
                None,
            ),
            Learned::TooFew => (self.live_classifier.in_use(), lesson(Outcome::TooFew), None),
        };
        self.store.save_lesson(learning(&classifies, lesson), taken)?;
        self.live_classifier.replace(classifies);
        Ok(lesson)
    }

    fn kept(&self, new: &Classifier, lesson: &Lesson, trial: Trial) -> StoredModel {
        StoredModel {
            version: ModelVersion {
                version: new.version().to_owned(),
                base: self.live_classifier.shipped.version().to_owned(),
                taken_at: lesson.at,
                corrections: lesson.corrections,
                trial,
            },
            layer: new.layer(&self.live_classifier.shipped),
        }
    }
}

/// What the corrections teach, oldest first: of each ticket what the helpdesk said last.
fn taught(corrections: Vec<Correction>) -> Vec<campus::Correction> {
    let mut last: HashMap<TicketId, Correction> = HashMap::new();
    for correction in corrections {
        last.insert(correction.ticket, correction);
    }
    let mut last: Vec<Correction> = last.into_values().collect();
    last.sort_by_key(|correction| (correction.at, correction.ticket));
    let over = last.len().saturating_sub(MOST);
    let newest = last.into_iter().skip(over);
    newest
        .map(|Correction { text, helpdesk, .. }| campus::Correction {
            text,
            category: helpdesk,
        })
        .collect()
}
