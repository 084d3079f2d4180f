//! Fitting a layer: multinomial logistic regression over what the shipped model already says.
//!
//! The loss is `-sum ln softmax(shipped(text) + x(text) W)[category] + caution / 2 |W|^2`. linfa has no
//! place for what is already said (an offset), so this small convex problem is solved here, by gradient
//! descent with momentum (Nesterov 1983). As `x` has length one, a single correction moves its own text
//! by `1 / caution` at most and other texts by a fraction of that, while ten alike add up.

use std::collections::BTreeMap;

use tickets::Category;

use super::Correction;
use crate::Classifier;
use crate::account::{campus_features, logits, softmax};
use crate::features::{START, eat};
use crate::model::{Entry, Scores, Table};
use crate::words::words;

/// Enough for four digits of the weights.
const STEPS: u32 = 150;

/// A text as the layer sees it.
struct Example {
    shipped: Scores,
    features: Vec<(u32, f64)>,
    label: usize,
}

/// The shipped model with a layer trained on `corrections`, while `replayed` texts keep their category.
pub(super) fn over(
    shipped: &Classifier,
    corrections: &[Correction],
    replayed: &[Correction],
    caution: f64,
) -> Classifier {
    let examples: Vec<Example> = corrections
        .iter()
        .chain(replayed)
        .map(|correction| example(shipped, correction))
        .collect();
    let mut weights: BTreeMap<u32, [Scores; 2]> = BTreeMap::new();
    // Only words of corrections get a weight; the replayed texts hold back those that they share.
    for (hash, _) in examples
        .iter()
        .take(corrections.len())
        .flat_map(|example| &example.features)
    {
        weights.insert(*hash, [[0.0; 3]; 2]);
    }
    descend(&examples, &mut weights, caution);
    let entries = weights
        .into_iter()
        .map(|(hash, [scores, _])| (hash, Entry { rarity: 1.0, scores }))
        .collect();
    let mut model = shipped.model.clone();
    model.campus = Table::new(entries);
    model.version = version(shipped, corrections);
    Classifier { model }
}

fn example(shipped: &Classifier, correction: &Correction) -> Example {
    let label = Category::ALL
        .iter()
        .position(|c| *c == correction.category)
        .unwrap_or(0);
    let features = campus_features(&shipped.model, &words(&correction.text))
        .into_iter()
        .map(|(_, hash, x)| (hash, x))
        .collect();
    Example {
        shipped: logits(&shipped.model, &correction.text),
        features,
        label,
    }
}

/// Gradient descent with momentum. Each weight stands beside its last step's value. The step is bounded
/// by the steepest that the loss can bend along one weight.
fn descend(examples: &[Example], weights: &mut BTreeMap<u32, [Scores; 2]>, caution: f64) {
    let mut bend: BTreeMap<u32, f64> = BTreeMap::new();
    for (hash, x) in examples.iter().flat_map(|example| &example.features) {
        *bend.entry(*hash).or_default() += 0.5 * x;
    }
    let step = 1.0 / (bend.into_values().fold(0.0, f64::max) + caution);
    for round in 0..STEPS {
        let momentum = f64::from(round) / f64::from(round + 3);
        let ahead: BTreeMap<u32, Scores> = weights
            .iter()
            .map(|(hash, [now, before])| {
                (
                    *hash,
                    [0, 1, 2].map(|c| pick(now, c) + momentum * (pick(now, c) - pick(before, c))),
                )
            })
            .collect();
        let gradient = gradient(examples, &ahead, caution);
        for (hash, [now, before]) in weights.iter_mut() {
            *before = *now;
            if let (Some(ahead), Some(gradient)) = (ahead.get(hash), gradient.get(hash)) {
                *now = [0, 1, 2].map(|c| pick(ahead, c) - step * pick(gradient, c));
            }
        }
    }
}

fn gradient(examples: &[Example], weights: &BTreeMap<u32, Scores>, caution: f64) -> BTreeMap<u32, Scores> {
    let mut gradient: BTreeMap<u32, Scores> = weights
        .iter()
        .map(|(hash, weight)| (*hash, weight.map(|w| caution * w)))
        .collect();
    for example in examples {
        let mut says = example.shipped;
        for (hash, x) in &example.features {
            if let Some(weight) = weights.get(hash) {
                says = [0, 1, 2].map(|c| pick(&says, c) + x * pick(weight, c));
            }
        }
        let probabilities = softmax(says);
        let wrong = [0, 1, 2].map(|c| pick(&probabilities, c) - if c == example.label { 1.0 } else { 0.0 });
        for (hash, x) in &example.features {
            if let Some(slope) = gradient.get_mut(hash) {
                *slope = [0, 1, 2].map(|c| pick(slope, c) + x * pick(&wrong, c));
            }
        }
    }
    gradient
}

fn pick(scores: &Scores, category: usize) -> f64 {
    scores.get(category).copied().unwrap_or_default()
}

/// Names the model by what it was made of, so that two laptops with the same corrections agree.
fn version(shipped: &Classifier, corrections: &[Correction]) -> String {
    let hash = corrections.iter().fold(START, |hash, correction| {
        eat(
            eat(hash, correction.text.as_bytes()),
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
