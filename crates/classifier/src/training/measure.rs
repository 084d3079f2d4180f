//! How good answers are: the figures of the report.

use tickets::Category;

use super::Text;
use crate::explanation::softmax;
use crate::model::Scores;

/// What was said of a text whose category is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The right category's place in `Category::ALL`.
    pub label: usize,
    /// Theme or slice.
    pub theme: String,
    /// Logits, one a category.
    pub logits: Scores,
}

impl Judged {
    /// An answer to `text`.
    #[must_use]
    pub fn new(text: &Text, logits: [f64; 3]) -> Self {
        Self {
            label: text.label(),
            theme: text.theme.clone(),
            logits,
        }
    }

    /// The guess and the confidence in it.
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

/// The figures over a set of answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// How many answers there were.
    pub texts: usize,
    /// The mean of the categories' F1.
    pub macro_f1: f64,
    /// Precision, recall and F1 of each category, in the order of `Category::ALL`.
    pub by_category: [[f64; 3]; 3],
    /// The mean gap between confidence and accuracy, over ten bins of confidence.
    pub calibration_error: f64,
    /// The share of right answers.
    pub accuracy: f64,
    /// The share of right answers among the 80 % with the greatest confidence.
    pub most_confident: f64,
    /// How many texts of each category (row) were classified into each (column).
    pub confusions: [[usize; 3]; 3],
}

impl Measures {
    /// Measures a set of answers.
    #[must_use]
    pub fn of<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Self {
        let judged: Vec<&Judged> = judged.into_iter().collect();
        let mut confusions = [[0; 3]; 3];
        for answer in &judged {
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
            texts: judged.len(),
            macro_f1: (a + b + c) / 3.0,
            by_category,
            calibration_error: calibration_error(&judged),
            accuracy: accuracy(&judged),
            most_confident: most_confident(&judged),
            confusions,
        }
    }

    /// The F1 of the category that is classified worst.
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
    let said: usize = (0..3).map(|row| cell(row, category)).sum();
    let are: usize = (0..3).map(|column| cell(category, column)).sum();
    [
        ratio(right, said),
        ratio(right, are),
        ratio(2 * right, said + are),
    ]
}

fn accuracy(judged: &[&Judged]) -> f64 {
    ratio(
        judged.iter().filter(|answer| answer.right()).count(),
        judged.len(),
    )
}

fn most_confident(judged: &[&Judged]) -> f64 {
    let mut most_confident = judged.to_vec();
    most_confident.sort_by(|a, b| b.guess().1.total_cmp(&a.guess().1));
    most_confident.truncate((judged.len() * 4).div_ceil(5));
    accuracy(&most_confident)
}

/// Expected calibration error (Naeini, Cooper, Hauskrecht 2015) over ten equal bins of confidence.
fn calibration_error(judged: &[&Judged]) -> f64 {
    let mut bins = [(0_usize, 0_usize, 0.0_f64); 10];
    for answer in judged {
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
        / real(judged.len().max(1))
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

    fn judged(label: usize, logits: Scores) -> Judged {
        Judged {
            label,
            theme: String::new(),
            logits,
        }
    }

    #[test]
    fn figures_of_a_case_computed_by_hand() {
        let sure_of = |category: usize| [0, 1, 2].map(|c| if c == category { 9.0 } else { 0.0 });
        let answers = [
            judged(0, sure_of(0)),
            judged(0, sure_of(1)),
            judged(1, sure_of(1)),
            judged(2, sure_of(2)),
            judged(2, [0.1, 0.0, 0.0]),
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
