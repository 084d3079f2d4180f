//! One lesson: trains a layer from all corrections over the shipped model, and adopts or rejects it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use classifier::Classifier;
use classifier::campus::{self, Learned};
use store::{Correction, Learning, StoreError, StoredModel};
use tickets::{Lesson, ModelVersion, Outcome, REMOVED, TicketId, Trial};

use crate::Desk;

/// A lesson uses at most this many corrections, the newest. More would improve little and take minutes.
const MOST_CORRECTIONS: usize = 5_000;

impl Desk {
    /// Whether a lesson is due: there are corrections since the last lesson, the shipped model is another one, or
    /// the newest campus model failed to load. An older model that somebody chose is not replaced. Never on a replica: its
    /// hub learns.
    pub fn lesson_is_due(&self) -> Result<bool, StoreError> {
        if self.is_replica() {
            return Ok(false);
        }
        let (last, learning) = (self.store.last_correction()?, self.store.learning()?);
        let base = Some(self.live_classifier.shipped.version());
        if last > learning.learned_to {
            return Ok(true);
        }
        if last > 0 && learning.base.as_deref() != base {
            return Ok(!self.another_release_has_just_learned(learning.last.as_ref()));
        }
        let Some(broken) = self.live_classifier.broken() else {
            return Ok(false);
        };
        let newest = self.store.models()?.into_iter().next();
        Ok(newest.is_some_and(|newest| newest.version == broken.version))
    }

    /// Whether another hub, with another shipped model, has learned within the hour. While hubs are upgraded one after the other,
    /// two releases would otherwise learn in turns.
    fn another_release_has_just_learned(&self, last: Option<&Lesson>) -> bool {
        let now = self.clock.now();
        self.store.has_other_hubs() && last.is_some_and(|last| now - last.at < TimeDelta::hours(1))
    }

    /// Learns from all corrections, and classifies with the new model if it has at least as many right answers
    /// as the shipped model. Takes seconds and
    /// does not block other callers. `on_change` is called whenever [`Desk::learning_state`] has changed.
    ///
    /// # Errors
    /// The corrections could not be read, or the new model could not be saved. Then nothing changed.
    pub fn learn(&self, on_change: impl Fn()) -> Result<Lesson, StoreError> {
        let learned = self.try_to_learn(&on_change);
        self.live_classifier.set_finished(learned.as_ref().map(drop));
        on_change();
        learned
    }

    fn try_to_learn(&self, on_change: &impl Fn()) -> Result<Lesson, StoreError> {
        // Read before the corrections: a correction or a removal that arrives from now on belongs to the next lesson.
        let (learned_to, removals) = (self.store.last_correction()?, self.removals());
        let corrections = last_of_each_ticket(self.store.corrections()?);
        let count = u64::try_from(corrections.len()).unwrap_or(u64::MAX);
        let confirmed = corrections.iter().filter(|correction| !correction.is_change());
        let confirmed = u64::try_from(confirmed.count()).unwrap_or(u64::MAX);
        let corrections: Vec<_> = corrections.into_iter().map(training_text).collect();
        let report_progress = |done| {
            self.live_classifier.set_progress(count, confirmed, done);
            on_change();
        };
        report_progress(0.0);
        let learned = campus::learn(&self.live_classifier.shipped, &corrections, report_progress);
        self.save((removals, learned_to), count, with_confirmed(learned, confirmed))
    }

    fn save(
        &self,
        (removals, learned_to): (u64, u64),
        corrections: u64,
        learned: Learned,
    ) -> Result<Lesson, StoreError> {
        let _exclusive = self.live_classifier.switching();
        if self.removals() != removals {
            let removed = "a text was removed during the lesson; the lesson is repeated";
            return Err(StoreError::Other(removed.to_owned()));
        }
        let lesson = |outcome| Lesson {
            at: self.clock.now(),
            corrections,
            outcome,
        };
        let shipped = self.live_classifier.shipped.version();
        let learning = |in_use: &Classifier, lesson| Learning {
            in_use: Some(in_use.version().to_owned()).filter(|version| version != shipped),
            base: Some(shipped.to_owned()),
            learned_to,
            last: Some(lesson),
        };
        let (in_use, lesson, adopted) = match learned {
            Learned::Adopted(new, trial) => {
                let lesson = lesson(Outcome::Adopted(trial));
                let adopted = self.stored_model(&new, &lesson, trial);
                (Arc::from(new), lesson, Some(adopted))
            }
            Learned::Rejected(trial) => (
                self.live_classifier.in_use(),
                lesson(Outcome::Rejected(trial)),
                None,
            ),
            Learned::TooFew => (self.live_classifier.in_use(), lesson(Outcome::TooFew), None),
        };
        self.store.save_lesson(learning(&in_use, lesson), adopted)?;
        self.live_classifier.replace(in_use, None);
        Ok(lesson)
    }

    fn removals(&self) -> u64 {
        self.live_classifier.removals.load(Ordering::Relaxed)
    }

    fn stored_model(&self, new: &Classifier, lesson: &Lesson, trial: Trial) -> StoredModel {
        StoredModel {
            version: ModelVersion {
                version: new.version().to_owned(),
                base: self.live_classifier.shipped.version().to_owned(),
                adopted_at: lesson.at,
                corrections: lesson.corrections,
                trial,
            },
            layer: new.layer(&self.live_classifier.shipped),
        }
    }
}

/// The last correction of each ticket, oldest first.
fn last_of_each_ticket(corrections: Vec<Correction>) -> Vec<Correction> {
    let mut last: HashMap<TicketId, Correction> = HashMap::new();
    for correction in corrections {
        last.insert(correction.ticket, correction);
    }
    last.retain(|_, correction| correction.text != REMOVED);
    let mut last: Vec<Correction> = last.into_values().collect();
    last.sort_by_key(|correction| (correction.at, correction.ticket));
    let surplus = last.len().saturating_sub(MOST_CORRECTIONS);
    last.into_iter().skip(surplus).collect()
}

fn training_text(Correction { text, helpdesk, .. }: Correction) -> campus::Correction {
    campus::Correction {
        text,
        category: helpdesk,
    }
}

/// Adds the number of confirmations, which the classifier does not know.
fn with_confirmed(learned: Learned, confirmed: u64) -> Learned {
    match learned {
        Learned::Adopted(classifier, trial) => Learned::Adopted(classifier, Trial { confirmed, ..trial }),
        Learned::Rejected(trial) => Learned::Rejected(Trial { confirmed, ..trial }),
        Learned::TooFew => Learned::TooFew,
    }
}
