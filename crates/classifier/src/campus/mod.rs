//! A campus's own layer over the shipped model, trained from the helpdesk's corrections.
//!
//! The shipped model does not change; the layer adds weights for the campus's own words ("the Fish Bowl", "Ankh
//! portal"). A layer is adopted only if it has at least as many right answers as the shipped model on texts of the
//! corpus and on corrections that were left out of its training; see [`learn`].

mod guard;
mod layer;
mod save;

use tickets::{Category, RightAnswers, Trial};

use crate::Classifier;
use guard::Guard;
use layer::Example;

/// A text with the category that the helpdesk assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The ticket's description.
    pub text: String,
    /// The helpdesk's category.
    pub category: Category,
}

/// The result of learning.
#[derive(Clone, Debug)]
pub enum Learned {
    /// The new model has at least as many right answers as the shipped one in both tests: use it.
    Adopted(Box<Classifier>, Trial),
    /// The new model is worse in a test: do not use it.
    Rejected(Trial),
    /// There are not enough corrections.
    TooFew,
}

/// One answer less is worse: the page shows both numbers and says that a version in use is at least as accurate.
const fn is_not_worse(answers: RightAnswers) -> bool {
    answers.after >= answers.before
}

/// Nothing is learned from fewer corrections.
const FEWEST_CORRECTIONS: usize = 3;

/// The number of cross-validation folds over the corrections.
const FOLDS: usize = 5;

/// L2 penalties of the layer, tried in turn: a layer that is worse in a test is trained again with less influence
/// before it is rejected.
const CAUTION: [f64; 3] = [0.4, 1.6, 6.4];

/// The number of entries of [`CAUTION`].
const TRIES: f64 = 3.0;

/// Trains a layer over `shipped` from all `corrections` of a campus, oldest first. Takes a second or two for thousands
/// of corrections; call it in the background. `progress` is called with the part that is done, 0 to 1.
#[must_use]
pub fn learn(shipped: &Classifier, corrections: &[Correction], mut progress: impl FnMut(f64)) -> Learned {
    if corrections.len() < FEWEST_CORRECTIONS {
        return Learned::TooFew;
    }
    let guard = Guard::shipped();
    let taught = layer::examples(shipped, corrections);
    let replayed = layer::examples(shipped, guard.replayed());
    let train = |taught: &[&Example], caution| layer::train_over(shipped, taught, &replayed, caution);
    let mut last = None;
    for (tried, caution) in (0_u8..).zip(CAUTION) {
        // Cross-validation is about two thirds of the work of one try.
        let mut done = |part: f64| progress((f64::from(tried) + part) / TRIES);
        let mut classifier = train(&taught.iter().collect::<Vec<_>>(), caution);
        classifier.model.version = layer::version(shipped, corrections);
        let themes = right_answers(shipped, &classifier, guard.tested());
        done(0.3);
        let trial = Trial {
            themes,
            corrections: cross_validate(shipped, corrections, &taught, |seen| train(seen, caution)),
            confirmed: 0,
        };
        done(1.0);
        if is_not_worse(trial.themes) && is_not_worse(trial.corrections) {
            progress(1.0);
            return Learned::Adopted(Box::new(classifier), trial);
        }
        last = Some(trial);
    }
    last.map_or(Learned::TooFew, Learned::Rejected)
}

/// Cross-validation: classifies each fold of the corrections with a layer trained on the other folds.
fn cross_validate(
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
    for part in 0..FOLDS {
        let left_out = |index: usize| index % FOLDS == part;
        let seen = taught.iter().enumerate().filter(|(index, _)| !left_out(*index));
        let classifier = train(&seen.map(|(_, example)| example).collect::<Vec<_>>());
        let out = corrections
            .iter()
            .enumerate()
            .filter(|(index, _)| left_out(*index));
        let right = right_answers(shipped, &classifier, out.map(|(_, correction)| correction));
        all.of += right.of;
        all.before += right.before;
        all.after += right.after;
    }
    all
}

fn right_answers<'a>(
    before: &Classifier,
    after: &Classifier,
    texts: impl IntoIterator<Item = &'a Correction>,
) -> RightAnswers {
    let mut answers = RightAnswers {
        of: 0,
        before: 0,
        after: 0,
    };
    for text in texts {
        let right =
            |classifier: &Classifier| u64::from(classifier.explain(&text.text).category == text.category);
        answers.of += 1;
        answers.before += right(before);
        answers.after += right(after);
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_less_is_worse() {
        let answers = |before, after| RightAnswers {
            of: 597,
            before,
            after,
        };
        assert!(!is_not_worse(answers(560, 559)));
        assert!(is_not_worse(answers(560, 560)) && is_not_worse(answers(560, 561)));
    }
}
