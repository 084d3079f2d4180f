//! Classifies a report: text to category, with reasons.
//!
//! Two linear models score a text: the meaning model (word vectors) and the wording model (words, word pairs,
//! character n-grams). The prediction is their normalised geometric mean; see `docs/CLASSIFIER.md`.
//! Classification needs only the tables of the model file. `cargo xtask train` makes that file with [`training`].

pub mod campus;
mod explanation;
mod features;
mod model;
mod stop_words;
pub mod training;
mod weak_words;
mod words;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use tickets::{Assignment, Reason};

pub use explanation::{Explanation, WordWeight};
pub use model::BadModel;
use model::Model;
use weak_words::is_weak_word;

/// The shipped model, trained from `corpus/` by `cargo xtask train`.
static SHIPPED: &[u8] = include_bytes!("../model/shipped.model");

/// A larger file is rejected unread. The shipped model has half a megabyte, and a campus layer adds a few words.
const LARGEST_FILE: u64 = 16 << 20;

/// The most words that are named as reasons.
const REASONS: usize = 5;

/// A word with less weight than this, in log-odds, is not named as a reason.
const LEAST_WEIGHT: f64 = 0.1;

/// A word with a smaller part of all weight for the guess is not named as a reason.
const LEAST_SHARE: f64 = 0.1;

/// A trained model. Safe to use from any thread.
#[derive(Clone, Debug)]
pub struct Classifier {
    model: Model,
}

impl Classifier {
    /// Loads the shipped model.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a test reads the shipped model, which is part of the program"
    )]
    pub fn shipped() -> Self {
        Self::from_bytes(SHIPPED).expect("the shipped model loads")
    }

    /// Parses a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadModel> {
        Model::from_bytes(bytes).map(|model| Self { model })
    }

    /// Serialises the model as a model file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }

    /// Loads the model in `file`. If that fails: the shipped model, and the error.
    #[must_use]
    pub fn open(file: &Path) -> (Self, Option<BadModel>) {
        match read_at_most(file).and_then(|bytes| Self::from_bytes(&bytes)) {
            Ok(classifier) => (classifier, None),
            Err(problem) => (Self::shipped(), Some(problem)),
        }
    }

    /// The model's version. Each assignment names it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.model.version
    }

    /// Assigns a category to a text. Never fails: a text without known words gets a guess that is not sure.
    #[must_use]
    pub fn classify(&self, text: &str) -> Assignment {
        let explanation = self.explain(text);
        Assignment {
            category: explanation.category,
            // Twelve digits are read from JSON exactly as they were written; seventeen are not always.
            confidence: (explanation.confidence * 1e12).round() / 1e12,
            sure: explanation.sure,
            because: reasons(explanation),
            model: self.version().to_owned(),
        }
    }

    /// Explains an assignment: the weight of each word, adding up to the score.
    #[must_use]
    pub fn explain(&self, text: &str) -> Explanation {
        explanation::explain(&self.model, text)
    }
}

/// Reads a model file; stops reading a file that is too large.
fn read_at_most(file: &Path) -> Result<Vec<u8>, BadModel> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes))
        .map_err(|problem| BadModel::Unreadable(problem.to_string()))?;
    let too_large = u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST_FILE);
    if too_large {
        Err(BadModel::Foreign)
    } else {
        Ok(bytes)
    }
}

/// The words of a text after normalisation, in order.
pub fn words_of(text: &str) -> impl Iterator<Item = String> {
    words::own_words(text).into_iter().map(|word| word.text)
}

/// The words with the most weight for the guess, heaviest first. None for a text of few known words, whose weights
/// are a matter of chance.
fn reasons(explanation: Explanation) -> Vec<Reason> {
    if explanation.few_known_words {
        return Vec::new();
    }
    let for_guess = explanation.words.iter().map(|word| word.weight.max(0.0));
    let least = LEAST_WEIGHT.max(LEAST_SHARE * for_guess.sum::<f64>());
    explanation
        .words
        .into_iter()
        .filter(|word| word.weight >= least && !is_weak_word(&word.word))
        .take(REASONS)
        .map(|WordWeight { word, weight, .. }| Reason {
            word,
            weight: (weight * 100.0).round() / 100.0,
        })
        .collect()
}
