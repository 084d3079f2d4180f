//! A trained model: two linear models over one text, and how sure their sum may be.

mod damage;
mod file;
mod table;

pub use damage::BadModel;
pub(crate) use table::{Entry, Table};

/// One number for each category, in the order of `Category::ALL`.
pub(crate) type Scores = [f64; 3];

/// All that is needed to classify a text. Read from a model file, or fitted by [`crate::training`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    /// Names the model wherever it has assigned something.
    pub version: String,
    /// What words mean: by word, made from word vectors. Averaged over a text.
    pub meaning: Table,
    /// How things are worded: words, pairs and pieces of words. Normalised by length.
    pub wording: Table,
    /// What this campus's own words say, learned from corrections; empty in the shipped model.
    pub campus: Table,
    /// How much one stands behind a score, fitted on held-back themes: logits are divided by it.
    pub temperature: f64,
    /// The confidence from which guesses are right at least 80 times in 100.
    pub sure_from: f64,
}

impl Model {
    /// Nearly nothing was read: added to the weight of the words, so that a text of one faint word
    /// does not count like a text of thirty.
    pub const FAINT: f64 = 0.5;
}
