//! A campus's own layer over the shipped model, trained from the helpdesk's corrections.
//!
//! The shipped model stays as it is; the layer adds what this campus's words say ("the Fish Bowl", "Ankh
//! portal"). A layer is taken only if it is not worse on texts of the shipped themes and on corrections
//! that it had not seen; see [`learn`].

mod guard;
mod layer;

use tickets::Category;

use crate::Classifier;
use guard::Guard;

/// A text whose category the helpdesk has corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The ticket's description.
    pub text: String,
    /// What the helpdesk says it is about.
    pub category: Category,
}

/// What came of learning.
#[derive(Clone, Debug)]
pub enum Learned {
    /// The new model is not worse anywhere: use it. It is a whole model, to be kept by its version.
    Taken(Box<Classifier>, Trial),
    /// It would have been worse: keep the model in use, and say so.
    Dropped(Trial),
    /// There is nothing to learn from yet.
    TooFew,
}

/// How a layer did where it was tried: right answers, without it and with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Texts of the shipped themes that were kept out of training.
    pub themes: Tally,
    /// Corrections, each sorted by a layer that had not seen it.
    pub corrections: Tally,
}

/// Right answers among `of` texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many texts.
    pub of: usize,
    /// Right answers of the shipped model.
    pub before: usize,
    /// Right answers with the layer.
    pub after: usize,
}

impl Tally {
    /// One answer in 400 more or less is chance, not a loss.
    const fn is_not_worse(self) -> bool {
        self.after + self.of / 400 >= self.before
    }
}

/// Fewer corrections than this say nothing.
const TOO_FEW: usize = 3;

/// How many parts corrections are left out in.
const PARTS: usize = 5;

/// How hard the layer is held back (L2 penalty), tried in turn: one that is worse somewhere is tried
/// again with less influence before it is dropped.
const CAUTION: [f64; 3] = [0.4, 1.6, 6.4];

/// Trains a layer over `shipped` from all `corrections` of this campus, oldest first. Takes a second or
/// two for thousands; call it in the background. `progress` hears how much is done, 0 to 1.
#[must_use]
pub fn learn(shipped: &Classifier, corrections: &[Correction], mut progress: impl FnMut(f64)) -> Learned {
    if corrections.len() < TOO_FEW {
        return Learned::TooFew;
    }
    let guard = Guard::shipped();
    let mut last = None;
    for (tried, caution) in (1_u8..).zip(CAUTION) {
        let classifier = layer::over(shipped, corrections, guard.replayed(), caution);
        let trial = Trial {
            themes: tally(shipped, &classifier, guard.tried()),
            corrections: left_out(shipped, corrections, &guard, caution),
        };
        progress(f64::from(tried) / 3.0);
        if trial.themes.is_not_worse() && trial.corrections.is_not_worse() {
            progress(1.0);
            return Learned::Taken(Box::new(classifier), trial);
        }
        last = Some(trial);
    }
    last.map_or(Learned::TooFew, Learned::Dropped)
}

/// Sorts each part of the corrections by a layer trained on the others.
fn left_out(shipped: &Classifier, corrections: &[Correction], guard: &Guard, caution: f64) -> Tally {
    let mut all = Tally {
        of: 0,
        before: 0,
        after: 0,
    };
    for part in 0..PARTS {
        let (out, seen): (Vec<_>, Vec<_>) = corrections
            .iter()
            .cloned()
            .enumerate()
            .partition(|(index, _)| index % PARTS == part);
        let [out, seen] = [out, seen].map(|set| {
            set.into_iter()
                .map(|(_, correction)| correction)
                .collect::<Vec<_>>()
        });
        let classifier = layer::over(shipped, &seen, guard.replayed(), caution);
        let tally = tally(shipped, &classifier, &out);
        all.of += tally.of;
        all.before += tally.before;
        all.after += tally.after;
    }
    all
}

fn tally(before: &Classifier, after: &Classifier, texts: &[Correction]) -> Tally {
    let right = |classifier: &Classifier| {
        texts
            .iter()
            .filter(|text| classifier.explain(&text.text).category == text.category)
            .count()
    };
    Tally {
        of: texts.len(),
        before: right(before),
        after: right(after),
    }
}
