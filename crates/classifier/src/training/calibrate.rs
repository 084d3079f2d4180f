//! How much of its confidence a model has earned.

use super::Judged;
use super::measure::real;
use crate::explanation::softmax;

/// A guess is "sure" when guesses like it are right so often.
const RIGHT_ENOUGH: f64 = 0.8;

/// How to read a model's scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Logits are divided by it (Guo, Pleiss, Sun, Weinberger 2017).
    pub temperature: f64,
    /// The least confidence (after the temperature) at which guesses are right 80 times in 100.
    pub sure_from: f64,
}

impl Calibration {
    /// Fitted on answers to texts that the model had not seen.
    #[must_use]
    pub fn fitted(judged: &[Judged]) -> Self {
        let temperature = best_temperature(judged);
        Self {
            temperature,
            sure_from: sure_from(judged, temperature),
        }
    }
}

fn at(judged: &Judged, temperature: f64) -> [f64; 3] {
    softmax(judged.logits.map(|logit| logit / temperature))
}

/// The temperature at which the right answers were least surprising; golden-section search.
fn best_temperature(judged: &[Judged]) -> f64 {
    let surprise = |temperature: f64| -> f64 {
        judged
            .iter()
            .filter_map(|answer| at(answer, temperature).get(answer.label).copied())
            .map(|probability| -probability.max(1e-12).ln())
            .sum()
    };
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.05, 10.0);
    for _ in 0..60 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if surprise(left) < surprise(right) {
            high = right;
        } else {
            low = left;
        }
    }
    f64::midpoint(low, high)
}

/// Pools neighbours in order of confidence until accuracy rises with it (isotonic regression by pooling
/// adjacent violators), and takes the first pool that is right often enough.
fn sure_from(judged: &[Judged], temperature: f64) -> f64 {
    let mut answers: Vec<(f64, bool)> = judged
        .iter()
        .map(|answer| {
            (
                at(answer, temperature).into_iter().fold(0.0, f64::max),
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
        .find(|pool| pool.accuracy() >= RIGHT_ENOUGH)
        .map_or(1.0, |pool| pool.from)
}

/// Answers of neighbouring confidence.
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

    /// Answers that claim `claimed` log-odds while `right` of 100 are right.
    fn claims(claimed: f64, right: usize) -> impl Iterator<Item = Judged> {
        (0..100).map(move |n| Judged {
            label: usize::from(n >= right),
            theme: String::new(),
            logits: [claimed, 0.0, -50.0],
        })
    }

    #[test]
    fn a_boaster_is_cooled_down() {
        // It claims log-odds of 4 and 8 but is right 73 and 88 times of 100: log-odds of 1 and 2.
        let judged: Vec<Judged> = claims(4.0, 73).chain(claims(8.0, 88)).collect();
        let calibration = Calibration::fitted(&judged);
        assert!((calibration.temperature - 4.0).abs() < 0.1, "{calibration:?}");
        assert!((calibration.sure_from - 0.88).abs() < 0.01, "{calibration:?}");
    }
}
