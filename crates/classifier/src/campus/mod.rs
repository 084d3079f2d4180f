//! A campus's own layer over the shipped model, trained from the helpdesk's corrections.
//!
//! The shipped model stays as it is; the layer adds what this campus's words say ("the Fish Bowl", "Ankh
//! portal"). A layer is taken only if it is not worse on texts of the shipped themes and on corrections
//! that it had not seen; see [`learn`].

mod guard;
mod kept;
mod layer;

use tickets::{Category, RightAnswers, Trial};

use crate::Classifier;
use guard::Guard;
use layer::Example;

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

/// One answer in 400 more or less is chance, not a loss.
const fn is_not_worse(tally: RightAnswers) -> bool {
    tally.after + tally.of / 400 >= tally.before
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
    let taught = layer::examples(shipped, corrections);
    let replayed = layer::examples(shipped, guard.replayed());
    let train = |taught: &[&Example], caution| layer::over(shipped, taught, &replayed, caution);
    let mut last = None;
    for (tried, caution) in (0_u8..).zip(CAUTION) {
        // Two thirds of the work of one try are the corrections left out.
        let mut done = |part: f64| progress((f64::from(tried) + part) / 3.0);
        let mut classifier = train(&taught.iter().collect::<Vec<_>>(), caution);
        classifier.model.version = layer::version(shipped, corrections);
        let themes = tally(shipped, &classifier, guard.tried());
        done(0.3);
        let trial = Trial {
            themes,
            corrections: left_out(shipped, corrections, &taught, |seen| train(seen, caution)),
        };
        done(1.0);
        if is_not_worse(trial.themes) && is_not_worse(trial.corrections) {
            progress(1.0);
            return Learned::Taken(Box::new(classifier), trial);
        }
        last = Some(trial);
    }
    last.map_or(Learned::TooFew, Learned::Dropped)
}

/// Classifies each part of the corrections by a layer trained on the others.
fn left_out(
    shipped: &Classifier,
    corrections: &[Correction],
    taught: &[Example],
    train: impl Fn(&[&Example]) -> Classifier,
) -> RightAnswers {
    let mut all = RightAnswers {
        of: 0,
        before: 0,
        after: 0,
    };
    for part in 0..PARTS {
        let left_out = |index: usize| index % PARTS == part;
        let seen = taught.iter().enumerate().filter(|(index, _)| !left_out(*index));
        let classifier = train(&seen.map(|(_, example)| example).collect::<Vec<_>>());
        let out = corrections
            .iter()
            .enumerate()
            .filter(|(index, _)| left_out(*index));
        let tally = tally(shipped, &classifier, out.map(|(_, correction)| correction));
        all.of += tally.of;
        all.before += tally.before;
        all.after += tally.after;
    }
    all
}

fn tally<'a>(
    before: &Classifier,
    after: &Classifier,
    texts: impl IntoIterator<Item = &'a Correction>,
) -> RightAnswers {
    let mut tally = RightAnswers {
        of: 0,
        before: 0,
        after: 0,
    };
    for text in texts {
        let right =
            |classifier: &Classifier| u64::from(classifier.explain(&text.text).category == text.category);
        tally.of += 1;
        tally.before += right(before);
        tally.after += right(after);
    }
    tally
}
