//! Compares the committed model with a newly trained one.

use super::measure::real;
use super::{Text, TrainingError, Vectors, fit};
use crate::Classifier;
use crate::explanation::explain;
use crate::model::Table;

/// The difference between two models.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The largest difference of a weight.
    pub largest_weight: f64,
    /// The share of texts with the same category in both, 0 to 1.
    pub same_category: f64,
}

/// Trains a model on `texts`, with the committed model's calibration, and compares.
///
/// # Errors
/// The solver failed.
pub fn compare_with_trained(
    committed: &Classifier,
    texts: &[Text],
    vectors: &Vectors,
) -> Result<Difference, TrainingError> {
    let mut trained = fit::on_all(texts, vectors)?;
    trained.temperature = committed.model.temperature;
    trained.sure_from = committed.model.sure_from;
    let same = texts
        .iter()
        .filter(|text| explain(&trained, &text.text).category == committed.explain(&text.text).category)
        .count();
    Ok(Difference {
        largest_weight: largest_gap(&trained.meaning, &committed.model.meaning)
            .max(largest_gap(&trained.wording, &committed.model.wording)),
        same_category: real(same) / real(texts.len().max(1)),
    })
}

/// The largest difference of a score. A feature that one of the tables lacks has scores of 0 there.
fn largest_gap(one: &Table, other: &Table) -> f64 {
    let gaps = |from: &Table, to: &Table| {
        from.rows()
            .iter()
            .flat_map(|row| {
                let here = from.find(row.hash).map_or([0.0; 3], |entry| entry.scores);
                let there = to.find(row.hash).map_or([0.0; 3], |entry| entry.scores);
                here.into_iter().zip(there).map(|(a, b)| (a - b).abs())
            })
            .fold(0.0, f64::max)
    };
    gaps(one, other).max(gaps(other, one))
}
