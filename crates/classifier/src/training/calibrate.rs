//! Calibration: makes a model's confidence match its accuracy.

use super::Prediction;
use super::measure::real;
use crate::explanation::softmax;

/// A guess is "sure" if this share of guesses with its confidence is right.
const SURE_ACCURACY: f64 = 0.8;

/// The calibration of a model's logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Logits are divided by it (Guo, Pleiss, Sun, Weinberger 2017).
    pub temperature: f64,
    /// The least confidence (after the temperature) at which guesses are right 80 times in 100.
    pub sure_from: f64,
}

impl Calibration {
    /// Fits the calibration on predictions for texts that the model was not trained on.
    #[must_use]
    pub fn fitted(predictions: &[Prediction]) -> Self {
        let temperature = best_temperature(predictions);
        Self {
            temperature,
            sure_from: sure_from(predictions, temperature),
        }
    }
}

fn probabilities(prediction: &Prediction, temperature: f64) -> [f64; 3] {
    softmax(prediction.logits.map(|logit| logit / temperature))
}

/// The temperature with the least log-loss, by golden-section search.
fn best_temperature(predictions: &[Prediction]) -> f64 {
    let log_loss = |temperature: f64| -> f64 {
        predictions
            .iter()
            .filter_map(|answer| probabilities(answer, temperature).get(answer.label).copied())
            .map(|probability| -probability.max(1e-12).ln())
            .sum()
    };
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.05, 10.0);
    for _ in 0..60 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if log_loss(left) < log_loss(right) {
            high = right;
        } else {
            low = left;
        }
    }
    f64::midpoint(low, high)
}

/// Merges neighbours in order of confidence until accuracy rises with confidence (isotonic regression by pooling
/// adjacent violators). Returns the lowest confidence of the first pool with [`SURE_ACCURACY`].
fn sure_from(predictions: &[Prediction], temperature: f64) -> f64 {
    let mut answers: Vec<(f64, bool)> = predictions
        .iter()
        .map(|answer| {
            (
                probabilities(answer, temperature).into_iter().fold(0.0, f64::max),
                answer.right(),
            )
        })
        .collect();
    answers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pools: Vec<Pool> = Vec::new();
    for (confidence, right) in answers {
        let mut pool = Pool {
            from: confidence,
            right: usize::from(right),
            texts: 1,
        };
        while let Some(before) = pools.pop_if(|before| before.accuracy() >= pool.accuracy()) {
            pool = Pool {
                from: before.from,
                right: before.right + pool.right,
                texts: before.texts + pool.texts,
            };
        }
        pools.push(pool);
    }
    pools
        .iter()
        .find(|pool| pool.accuracy() >= SURE_ACCURACY)
        .map_or(1.0, |pool| pool.from)
}

/// Predictions of similar confidence.
struct Pool {
    from: f64,
    right: usize,
    texts: usize,
}

impl Pool {
    fn accuracy(&self) -> f64 {
        real(self.right) / real(self.texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 predictions with log-odds `claimed`, of which `right` are right.
    fn claims(claimed: f64, right: usize) -> impl Iterator<Item = Prediction> {
        (0..100).map(move |n| Prediction {
            label: usize::from(n >= right),
            theme: String::new(),
            logits: [claimed, 0.0, -50.0],
        })
    }

    #[test]
    fn an_overconfident_model_gets_a_temperature_above_1() {
        // The log-odds are 4 and 8, but the accuracies of 0.73 and 0.88 correspond to log-odds of 1 and 2.
        let predictions: Vec<Prediction> = claims(4.0, 73).chain(claims(8.0, 88)).collect();
        let calibration = Calibration::fitted(&predictions);
        assert!((calibration.temperature - 4.0).abs() < 0.1, "{calibration:?}");
        assert!((calibration.sure_from - 0.88).abs() < 0.01, "{calibration:?}");
    }
}
