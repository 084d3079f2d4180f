//! A trained model: two linear models, the campus layer, and the calibration of their sum.

mod bad_model;
mod file;
mod table;

pub use bad_model::BadModel;
pub(crate) use table::{Entry, Table};

/// One number for each category, in the order of `Category::ALL`.
pub(crate) type Scores = [f64; 3];

/// The tables and numbers that classify a text. Read from a model file, or fitted by [`crate::training`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    /// Stored with each assignment.
    pub version: String,
    /// Scores by word, made from word vectors. Averaged over a text.
    pub meaning: Table,
    /// Scores by word, pair and piece. Normalised by length.
    pub wording: Table,
    /// The campus layer, learned from corrections; empty in the shipped model.
    pub campus: Table,
    /// Logits are divided by it. Fitted on held-out themes.
    pub temperature: f64,
    /// From this confidence on, guesses are right at least 80 times in 100.
    pub sure_from: f64,
}

impl Model {
    /// Added to the weight of the words, so that a text of one weak word does not count like a text of thirty.
    pub const FAINT: f64 = 0.5;
}
