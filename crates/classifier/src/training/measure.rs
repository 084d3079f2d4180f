//! The accuracy figures of the report.

use tickets::Category;

use super::Text;
use crate::explanation::softmax;
use crate::model::Scores;

/// A model's output for a labelled text.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The right category's index in `Category::ALL`.
    pub label: usize,
    /// The text's theme, or the slice of a CSV file.
    pub theme: String,
    /// One for each category.
    pub logits: Scores,
}

impl Prediction {
    /// A prediction for `text`.
    #[must_use]
    pub fn new(text: &Text, logits: [f64; 3]) -> Self {
        Self {
            label: text.label(),
            theme: text.theme.clone(),
            logits,
        }
    }

    /// The index of the most likely category, and its probability.
    #[must_use]
    pub fn guess(&self) -> (usize, f64) {
        softmax(self.logits)
            .into_iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((0, 0.0))
    }

    /// Whether the guess is right.
    #[must_use]
    pub fn right(&self) -> bool {
        self.guess().0 == self.label
    }
}

/// The figures over a set of predictions.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// The number of predictions.
    pub texts: usize,
    /// The mean of the categories' F1.
    pub macro_f1: f64,
    /// Precision, recall and F1 of each category, in the order of `Category::ALL`.
    pub by_category: [[f64; 3]; 3],
    /// The mean gap between confidence and accuracy, over ten bins of confidence.
    pub calibration_error: f64,
    /// The share of right predictions.
    pub accuracy: f64,
    /// The share of right predictions among the 80 % with the greatest confidence.
    pub most_confident: f64,
    /// The number of texts of each category (row) that were assigned each category (column).
    pub confusions: [[usize; 3]; 3],
}

impl Measures {
    /// Measures a set of predictions.
    #[must_use]
    pub fn of<'a>(predictions: impl IntoIterator<Item = &'a Prediction>) -> Self {
        let predictions: Vec<&Prediction> = predictions.into_iter().collect();
        let mut confusions = [[0; 3]; 3];
        for answer in &predictions {
            if let Some(cell) = confusions
                .get_mut(answer.label)
                .and_then(|row: &mut [usize; 3]| row.get_mut(answer.guess().0))
            {
                *cell += 1;
            }
        }
        let by_category = [0, 1, 2].map(|category| figures(&confusions, category));
        let [[.., a], [.., b], [.., c]] = by_category;
        Self {
            texts: predictions.len(),
            macro_f1: (a + b + c) / 3.0,
            by_category,
            calibration_error: calibration_error(&predictions),
            accuracy: accuracy(&predictions),
            most_confident: most_confident(&predictions),
            confusions,
        }
    }

    /// The lowest F1 of a category.
    #[must_use]
    pub fn worst_f1(&self) -> f64 {
        self.by_category.iter().map(|[_, _, f1]| *f1).fold(1.0, f64::min)
    }

    /// The names of rows and columns.
    #[must_use]
    pub const fn categories() -> [Category; 3] {
        Category::ALL
    }
}

/// Precision, recall and F1 of one category.
fn figures(confusions: &[[usize; 3]; 3], category: usize) -> [f64; 3] {
    let cell = |row: usize, column: usize| {
        confusions
            .get(row)
            .and_then(|r| r.get(column))
            .copied()
            .unwrap_or(0)
    };
    let right = cell(category, category);
    let assigned: usize = (0..3).map(|row| cell(row, category)).sum();
    let actual: usize = (0..3).map(|column| cell(category, column)).sum();
    [
        ratio(right, assigned),
        ratio(right, actual),
        ratio(2 * right, assigned + actual),
    ]
}

fn accuracy(predictions: &[&Prediction]) -> f64 {
    ratio(
        predictions.iter().filter(|answer| answer.right()).count(),
        predictions.len(),
    )
}

fn most_confident(predictions: &[&Prediction]) -> f64 {
    let mut most_confident = predictions.to_vec();
    most_confident.sort_by(|a, b| b.guess().1.total_cmp(&a.guess().1));
    most_confident.truncate((predictions.len() * 4).div_ceil(5));
    accuracy(&most_confident)
}

/// Expected calibration error (Naeini, Cooper, Hauskrecht 2015) over ten equal bins of confidence.
fn calibration_error(predictions: &[&Prediction]) -> f64 {
    let mut bins = [(0_usize, 0_usize, 0.0_f64); 10];
    for answer in predictions {
        let (_, confidence) = answer.guess();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a confidence is 0 to 1"
        )]
        let bin = ((confidence * 10.0) as usize).min(9);
        if let Some((count, right, confidences)) = bins.get_mut(bin) {
            *count += 1;
            *right += usize::from(answer.right());
            *confidences += confidence;
        }
    }
    bins.iter()
        .map(|&(_, right, confidences)| (confidences - real(right)).abs())
        .sum::<f64>()
        / real(predictions.len().max(1))
}

fn ratio(part: usize, whole: usize) -> f64 {
    real(part) / real(whole.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of texts are small")]
pub(super) const fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prediction(label: usize, logits: Scores) -> Prediction {
        Prediction {
            label,
            theme: String::new(),
            logits,
        }
    }

    #[test]
    fn figures_match_a_case_that_was_computed_manually() {
        let sure_of = |category: usize| [0, 1, 2].map(|c| if c == category { 9.0 } else { 0.0 });
        let answers = [
            prediction(0, sure_of(0)),
            prediction(0, sure_of(1)),
            prediction(1, sure_of(1)),
            prediction(2, sure_of(2)),
            prediction(2, [0.1, 0.0, 0.0]),
        ];
        let measures = Measures::of(&answers);
        assert_eq!(measures.confusions, [[1, 1, 0], [0, 1, 0], [1, 0, 1]]);
        // F1: 2*1/(2+2), 2*1/(2+1), 2*1/(1+2)
        assert!((measures.macro_f1 - (0.5 + 2.0 / 3.0 + 2.0 / 3.0) / 3.0).abs() < 1e-12);
        assert!((measures.worst_f1() - 0.5).abs() < 1e-12);
        // The four most confident: one of them wrong.
        assert!((measures.most_confident - 0.75).abs() < 1e-12);
        // Bin 0.9: four answers near 1.0, three right; bin 0.3: one near 0.36, wrong.
        assert!((measures.calibration_error - (1.0 + 0.36) / 5.0).abs() < 0.01);
    }
}
