//! Fitting a layer: multinomial logistic regression with the shipped model's logits as offset.
//!
//! The loss is `-sum ln softmax(shipped(text) + x(text) W)[category] + caution / 2 |W|^2`. linfa does
//! not support an offset, so this small convex problem is solved here, by gradient descent with momentum
//! (Nesterov 1983). As `x` has length one, a single correction moves its own text by `1 / caution` at most and
//! other texts by a fraction of that. Ten similar corrections add up.

use std::collections::{BTreeMap, BTreeSet};

use tickets::Category;

use super::Correction;
use crate::Classifier;
use crate::explanation::{campus_features, logits, softmax};
use crate::features::{FNV_OFFSET, fnv1a};
use crate::model::{Entry, Scores, Table};
use crate::words::own_words;

/// Enough rounds for weights of four correct digits.
const STEPS: u32 = 150;

/// A training text: the shipped model's logits and the campus features.
pub(super) struct Example {
    shipped: Scores,
    features: Vec<(u32, f64)>,
    label: usize,
}

/// An example with the index of each feature that gets a weight, instead of its hash.
struct Row {
    shipped: Scores,
    features: Vec<(usize, f64)>,
    label: usize,
}

/// Converts corrections to training texts.
pub(super) fn examples(shipped: &Classifier, corrections: &[Correction]) -> Vec<Example> {
    corrections
        .iter()
        .map(|correction| example(shipped, correction))
        .collect()
}

/// The shipped model with a layer trained on `taught`. The `replayed` texts hold the layer to their categories.
pub(super) fn train_over(
    shipped: &Classifier,
    taught: &[&Example],
    replayed: &[Example],
    caution: f64,
) -> Classifier {
    // Only features of corrections get a weight. Replayed texts with the same features limit these weights.
    let hashes: BTreeSet<u32> = taught.iter().flat_map(|example| example.hashes()).collect();
    let hashes: Vec<u32> = hashes.into_iter().collect();
    let all: Vec<&Example> = taught.iter().copied().chain(replayed).collect();
    let rows: Vec<Row> = all.iter().map(|example| example.row(&hashes)).collect();
    let weights = descend(&rows, hashes.len(), caution, step_size(&all, caution));
    let entries = hashes.into_iter().zip(weights);
    let entries = entries.map(|(hash, scores)| (hash, Entry { rarity: 1.0, scores }));
    let mut model = shipped.model.clone();
    model.campus = Table::new(entries.collect());
    Classifier { model }
}

fn example(shipped: &Classifier, correction: &Correction) -> Example {
    let label = Category::ALL
        .iter()
        .position(|c| *c == correction.category)
        .unwrap_or(0);
    let features = campus_features(&shipped.model, &own_words(&correction.text))
        .into_iter()
        .map(|(_, hash, x)| (hash, x))
        .collect();
    Example {
        shipped: logits(&shipped.model, &correction.text),
        features,
        label,
    }
}

impl Example {
    fn hashes(&self) -> impl Iterator<Item = u32> {
        self.features.iter().map(|(hash, _)| *hash)
    }

    fn row(&self, hashes: &[u32]) -> Row {
        let features = self.features.iter();
        let features = features.filter_map(|(hash, x)| Some((hashes.binary_search(hash).ok()?, *x)));
        Row {
            shipped: self.shipped,
            features: features.collect(),
            label: self.label,
        }
    }
}

/// The step size: the inverse of an upper bound of the loss's curvature along one weight.
fn step_size(examples: &[&Example], caution: f64) -> f64 {
    let mut curvature: BTreeMap<u32, f64> = BTreeMap::new();
    for (hash, x) in examples.iter().flat_map(|example| &example.features) {
        *curvature.entry(*hash).or_default() += 0.5 * x;
    }
    1.0 / (curvature.into_values().fold(0.0, f64::max) + caution)
}

/// Gradient descent with momentum, starting at zero. Each weight is stored with its value of the step before.
fn descend(rows: &[Row], features: usize, caution: f64, step: f64) -> Vec<Scores> {
    let mut weights = vec![[[0.0; 3]; 2]; features];
    for round in 0..STEPS {
        let momentum = f64::from(round) / f64::from(round + 3);
        let ahead: Vec<Scores> = weights
            .iter()
            .map(|[now, before]| {
                [0, 1, 2].map(|c| pick(now, c) + momentum * (pick(now, c) - pick(before, c)))
            })
            .collect();
        let gradient = gradient(rows, &ahead, caution);
        for ((weight, ahead), gradient) in weights.iter_mut().zip(&ahead).zip(&gradient) {
            let [now, before] = weight;
            *before = *now;
            *now = [0, 1, 2].map(|c| pick(ahead, c) - step * pick(gradient, c));
        }
    }
    weights.into_iter().map(|[now, _]| now).collect()
}

fn gradient(rows: &[Row], weights: &[Scores], caution: f64) -> Vec<Scores> {
    let mut gradient: Vec<Scores> = weights.iter().map(|weight| weight.map(|w| caution * w)).collect();
    for row in rows {
        let mut logits = row.shipped;
        for (at, x) in &row.features {
            if let Some(weight) = weights.get(*at) {
                logits = [0, 1, 2].map(|c| pick(&logits, c) + x * pick(weight, c));
            }
        }
        let probabilities = softmax(logits);
        let wrong = [0, 1, 2].map(|c| pick(&probabilities, c) - if c == row.label { 1.0 } else { 0.0 });
        for (at, x) in &row.features {
            if let Some(slope) = gradient.get_mut(*at) {
                *slope = [0, 1, 2].map(|c| pick(slope, c) + x * pick(&wrong, c));
            }
        }
    }
    gradient
}

fn pick(scores: &Scores, category: usize) -> f64 {
    scores.get(category).copied().unwrap_or_default()
}

/// The version is made of the shipped model's version and a hash of the corrections: the same corrections give the same
/// version on every laptop.
pub(super) fn version(shipped: &Classifier, corrections: &[Correction]) -> String {
    let hash = corrections.iter().fold(FNV_OFFSET, |hash, correction| {
        fnv1a(
            fnv1a(hash, correction.text.as_bytes()),
            correction.category.as_str().as_bytes(),
        )
    });
    format!(
        "{}+campus-{}-{:08x}",
        shipped.version(),
        corrections.len(),
        hash >> 32
    )
}
