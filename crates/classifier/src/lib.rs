//! From a report's words to its category, with reasons.
//!
//! Two linear models read a text: one what its words mean (word vectors), one how it is worded (words,
//! pairs, pieces of words). Their normalised geometric mean decides; see `docs/CLASSIFIER.md`.
//! Classification needs only this crate's tables; training them is [`training`], done by `cargo xtask train`.

pub mod campus;
mod explanation;
mod features;
mod model;
mod stop_words;
pub mod training;
mod words;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use tickets::{Assignment, Reason};

pub use explanation::{Explanation, WordWeight};
pub use model::BadModel;
use model::Model;

/// The model that is shipped, trained from `corpus/` by `cargo xtask train`.
static SHIPPED: &[u8] = include_bytes!("../model/shipped.model");

/// A file with more bytes is no model. The shipped one has half a megabyte, and a campus adds a few words.
const LARGEST_FILE: u64 = 16 << 20;

/// At most so many words are named as reasons.
const REASONS: usize = 5;

/// A word that spoke less than this for the guess (in log-odds) is no reason.
const SLIGHT: f64 = 0.1;

/// A trained model, ready to be asked. Cheap to share, safe to ask from any thread.
#[derive(Clone, Debug)]
pub struct Classifier {
    model: Model,
}

impl Classifier {
    /// The model that is shipped with the application.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a test reads the shipped model, which is part of the program"
    )]
    pub fn shipped() -> Self {
        Self::from_bytes(SHIPPED).expect("the shipped model is whole")
    }

    /// The model in the bytes of a model file.
    ///
    /// # Errors
    /// Says why the bytes are no model that this program can use.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadModel> {
        Model::from_bytes(bytes).map(|model| Self { model })
    }

    /// The model as the bytes of a model file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }

    /// The model in `file`, or the shipped one and what was wrong with the file, for the page to say.
    #[must_use]
    pub fn open(file: &Path) -> (Self, Option<BadModel>) {
        match read_at_most(file).and_then(|bytes| Self::from_bytes(&bytes)) {
            Ok(classifier) => (classifier, None),
            Err(problem) => (Self::shipped(), Some(problem)),
        }
    }

    /// The model's version, stored with each assignment.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.model.version
    }

    /// Says what kind of problem a text is about. Never fails: of a text that says nothing to it,
    /// it gives a guess that it is not sure of.
    #[must_use]
    pub fn classify(&self, text: &str) -> Assignment {
        let account = self.explain(text);
        Assignment {
            category: account.category,
            confidence: account.confidence,
            sure: account.sure,
            because: reasons(account.words),
            model: self.version().to_owned(),
        }
    }

    /// The full account of a decision: each word for and against, adding up to the score.
    #[must_use]
    pub fn explain(&self, text: &str) -> Explanation {
        explanation::account(&self.model, text)
    }
}

/// The bytes of a model file; of a file that is far too large for one, only as many as show that.
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

/// The words of a text as the classifier reads them.
pub fn words_of(text: &str) -> impl Iterator<Item = String> {
    words::words(text).into_iter().map(|word| word.text)
}

/// The words that spoke most for the guess, heaviest first.
fn reasons(words: Vec<WordWeight>) -> Vec<Reason> {
    words
        .into_iter()
        .filter(|word| word.weight >= SLIGHT)
        .take(REASONS)
        .map(|WordWeight { word, weight, .. }| Reason {
            word,
            weight: (weight * 100.0).round() / 100.0,
        })
        .collect()
}
