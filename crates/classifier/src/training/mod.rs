//! From the corpus to a model. Needs no network: the word vectors are a file of this crate.
//!
//! ```text
//! corpus/*/*.txt -> texts -> without near-duplicates -+-> meaning (word vectors, linfa) -+-> model
//!                                                     +-> wording (n-grams, linfa)      -+
//! themes held back in turn -> temperature and "sure from" ---------------------------------^
//! ```

mod calibrate;
mod compare;
mod corpus;
mod duplicates;
mod fit;
mod folds;
mod linear;
mod meaning;
mod measure;
mod random;
mod report;
mod vectors;
mod wording;

pub use calibrate::Calibration;
pub use compare::{Difference, compare_with_trained};
pub use corpus::{Text, labelled_csv, read_corpus};
pub use duplicates::{Twin, twins_between, without_twins};
pub use fit::{Trained, train};
pub use folds::{Held, held_back};
pub use measure::{Judged, Measures};
pub use report::{report, report_by_slice};
pub use vectors::{Vectors, prune};

use thiserror::Error;

/// What can go wrong while training.
#[derive(Debug, Error)]
pub enum TrainingError {
    /// A file of texts or vectors could not be read.
    #[error("{path}: {problem}")]
    Input {
        /// Which file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The solver gave up.
    #[error("the linear model could not be fitted: {0}")]
    Fit(#[from] linfa_logistic::error::Error),
}
