//! Trains a model from the corpus. Needs no network: the word vectors are a file of this crate.
//!
//! ```text
//! corpus/*/*.txt -> texts -> without near-duplicates -+-> meaning (word vectors, linfa) -+-> model
//!                                                     +-> wording (n-grams, linfa)      -+
//! cross-validation over themes -> temperature and "sure from" --------------------------------^
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
pub use duplicates::{NearDuplicate, near_duplicates_between, without_near_duplicates};
pub use fit::{Trained, train};
pub use folds::{HeldOut, hold_out};
pub use measure::{Measures, Prediction};
pub use report::{report, report_by_slice};
pub use vectors::{Vectors, prune};

use thiserror::Error;

/// Why training failed.
#[derive(Debug, Error)]
pub enum TrainingError {
    /// A file of texts or vectors could not be read.
    #[error("{path}: {problem}")]
    Input {
        /// The file's path.
        path: String,
        /// The I/O or parse error.
        problem: String,
    },
    /// The solver failed.
    #[error("the linear model could not be fitted: {0}")]
    Fit(#[from] linfa_logistic::error::Error),
}
