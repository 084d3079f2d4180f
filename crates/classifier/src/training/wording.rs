//! The wording model: scores words, word pairs and pieces of words.
//!
//! linfa needs a dense matrix, so features are selected: those whose occurrences differ most from chance between the
//! categories (chi-squared), among those that occur in several texts. They are weighted by their rarity (inverse
//! document frequency).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ndarray::{Array2, ArrayViewMut1};

use super::linear::fit;
use super::measure::real;
use super::{Text, TrainingError};
use crate::features::{Feature, each_feature};
use crate::model::{Entry, Model, Scores, Table};
use crate::words::own_words;

/// The number of selected features: the columns of the dense matrix.
const COLUMNS: usize = 8000;
/// A selected feature occurs in at least this many texts.
const FEWEST_TEXTS: f64 = 2.0;
/// See [`fit`].
const STRENGTH: f64 = 3.0;

/// Fits the model: a table of features.
pub(super) fn fit_wording(texts: &[&Text]) -> Result<Table, TrainingError> {
    let labels: Vec<usize> = texts.iter().map(|text| text.label()).collect();
    let features_of_texts: Vec<Vec<(bool, u32)>> = texts.iter().map(|text| features(&text.text)).collect();
    let columns = select(&features_of_texts, &labels);
    let mut rows = Array2::zeros((texts.len(), columns.len()));
    for (row, features) in rows.outer_iter_mut().zip(&features_of_texts) {
        fill_row(row, features, &columns);
    }
    let weights = fit(rows, &labels, STRENGTH)?;
    let entries = columns
        .into_iter()
        .map(|(hash, Column { index, rarity })| {
            let mut scores = [0.0; 3];
            for (score, weight) in scores.iter_mut().zip(weights.row(index)) {
                *score = *weight;
            }
            (hash, Entry { rarity, scores })
        })
        .collect();
    Ok(Table::new(entries))
}

/// A selected feature.
struct Column {
    index: usize,
    rarity: f64,
}

/// Fills one row of the matrix with the text's features, weighted as `explanation` weighs them.
fn fill_row(mut row: ArrayViewMut1<'_, f64>, features: &[(bool, u32)], columns: &HashMap<u32, Column>) {
    let known = || {
        features
            .iter()
            .filter_map(|(piece, hash)| Some((usize::from(*piece), columns.get(hash)?)))
    };
    let mut lengths = [Model::FAINT; 2];
    for (side, column) in known() {
        if let Some(length) = lengths.get_mut(side) {
            *length += column.rarity * column.rarity;
        }
    }
    for (side, column) in known() {
        if let (Some(length), Some(cell)) = (lengths.get(side), row.get_mut(column.index)) {
            *cell += column.rarity / length.sqrt();
        }
    }
}

/// The features of a text, one for each occurrence: whether it is a piece, and the hash. A pair of two stop words ("at
/// the", "are just") is none: its weight is a matter of chance.
fn features(text: &str) -> Vec<(bool, u32)> {
    let words = own_words(text);
    let stop = |index: usize| words.get(index).is_some_and(|word| word.stop);
    let mut features = Vec::new();
    each_feature(&words, |feature, hash| {
        let says_nothing =
            matches!(feature, Feature::Pair(index) if stop(index) && stop(index.saturating_sub(1)));
        if !says_nothing {
            features.push((matches!(feature, Feature::Piece(_)), hash));
        }
    });
    features
}

/// The features that separate the categories best, with their rarity
/// `1 + ln((texts + 1) / (texts with it + 1))`.
fn select(texts: &[Vec<(bool, u32)>], labels: &[usize]) -> HashMap<u32, Column> {
    let mut occurrences: BTreeMap<u32, [f64; 3]> = BTreeMap::new();
    for (features, label) in texts.iter().zip(labels) {
        let distinct: BTreeSet<u32> = features.iter().map(|(_, hash)| *hash).collect();
        for hash in distinct {
            if let Some(count) = occurrences.entry(hash).or_default().get_mut(*label) {
                *count += 1.0;
            }
        }
    }
    let all = real(texts.len());
    let shares = [0, 1, 2].map(|label| real(labels.iter().filter(|l| **l == label).count()) / all);
    let mut ranked: Vec<(f64, u32, f64)> = occurrences
        .into_iter()
        .map(|(hash, counts)| (counts.iter().sum::<f64>(), hash, counts))
        .filter(|(texts, ..)| *texts >= FEWEST_TEXTS)
        .map(|(texts, hash, counts)| {
            let rarity = 1.0 + ((all + 1.0) / (texts + 1.0)).ln();
            (rarity * chi_squared(counts, shares), hash, rarity)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.truncate(COLUMNS);
    ranked
        .into_iter()
        .enumerate()
        .map(|(index, (_, hash, rarity))| (hash, Column { index, rarity }))
        .collect()
}

/// Chi-squared of a feature's counts against the counts expected from the categories' shares.
fn chi_squared(counts: Scores, shares: Scores) -> f64 {
    let texts: f64 = counts.iter().sum();
    counts
        .iter()
        .zip(shares)
        .map(|(count, share)| (count - texts * share).powi(2) / (texts * share).max(1e-9))
        .sum()
}
