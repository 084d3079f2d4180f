//! The meaning model: scores words by their vectors.
//!
//! A word's vector is mapped to random Fourier features (Rahimi and Recht 2007): with `cos(w·v + b)` and normal
//! `w`, a linear model over them acts like a model with a Gaussian kernel, which separates the "bank" of a river
//! from the "bank" with money. A text is the mean of its words, weighted by rarity `a / (a + p)` (Arora, Liang,
//! Ma 2017). Everything after the mapping is linear, so a word's contribution is one number for each category: only
//! these numbers are shipped, not the vectors.

use ndarray::{Array1, Array2, Axis};

use super::linear::fit;
use super::random::Random;
use super::vectors::Vectors;
use super::{Text, TrainingError};
use crate::features::hash_word;
use crate::model::{Entry, Model, Table};
use crate::stop_words::is_stop_word;
use crate::words::own_words;

/// The number of random Fourier features.
const WAVES: usize = 1000;
/// The Gaussian kernel's `gamma` over vectors of length one.
const GAMMA: f64 = 0.5;
/// See [`fit`].
const STRENGTH: f64 = 20.0;

/// Word vectors after the mapping: one row for each word.
pub(super) struct Meanings<'a> {
    vectors: &'a Vectors,
    mapped: Array2<f64>,
}

impl<'a> Meanings<'a> {
    /// Maps all vectors; done once for all folds.
    pub(super) fn new(vectors: &'a Vectors) -> Self {
        let mut random = Random::new(2026);
        let width = (2.0 * GAMMA).sqrt();
        let directions = Array2::from_shape_simple_fn((Vectors::LENGTH, WAVES), || width * random.normal());
        let shifts = Array1::from_shape_simple_fn(WAVES, || std::f64::consts::TAU * random.fraction());
        #[expect(clippy::cast_precision_loss, reason = "a thousand")]
        let height = (2.0 / WAVES as f64).sqrt();
        let mut mapped = (vectors.unit().dot(&directions) + shifts).mapv_into(|x| height * x.cos());
        // Centred, so that a word without a particular meaning gets scores near 0.
        if let Some(mean) = mapped.mean_axis(Axis(0)) {
            mapped -= &mean;
        }
        Self { vectors, mapped }
    }

    /// Fits the model: a table of words.
    pub(super) fn fit(&self, texts: &[&Text]) -> Result<Table, TrainingError> {
        let mut rows = Array2::zeros((texts.len(), WAVES));
        for (mut row, text) in rows.axis_iter_mut(Axis(0)).zip(texts) {
            let known: Vec<(usize, f64)> = own_words(&text.text)
                .iter()
                .filter(|word| !word.stop)
                .filter_map(|word| self.vectors.find(&word.text))
                .collect();
            let weight = known.iter().map(|(_, rarity)| rarity).sum::<f64>() + Model::FAINT;
            for (word, rarity) in known {
                row.scaled_add(rarity / weight, &self.mapped.row(word));
            }
        }
        let labels: Vec<usize> = texts.iter().map(|text| text.label()).collect();
        let weights = fit(rows, &labels, STRENGTH)?;
        Ok(self.table(&weights))
    }

    /// The scores of each word that has a vector.
    fn table(&self, weights: &Array2<f64>) -> Table {
        let all_scores = self.mapped.dot(weights);
        let entries = self
            .vectors
            .words()
            .zip(all_scores.outer_iter())
            .filter(|((word, _), _)| !is_stop_word(word))
            .map(|((word, rarity), row)| {
                let mut scores = [0.0; 3];
                for (score, value) in scores.iter_mut().zip(row) {
                    *score = *value;
                }
                (hash_word(word), Entry { rarity, scores })
            })
            .collect();
        Table::new(entries)
    }
}
