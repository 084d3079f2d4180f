//! Multinomial logistic regression by linfa, over a dense matrix of texts by features.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

use super::TrainingError;

/// Fits weights (features by categories) that explain the labels (indices of `Category::ALL`, all three
/// present).
///
/// `strength` is the inverse of the L2 penalty. There is no intercept: a text without known features gets equal
/// scores. None is needed, because the categories have about equal numbers of texts and features are centred.
pub(super) fn fit(texts: Array2<f64>, labels: &[usize], strength: f64) -> Result<Array2<f64>, TrainingError> {
    let data = Dataset::new(texts, Array1::from(labels.to_vec()));
    let fitted = MultiLogisticRegression::default()
        .alpha(1.0 / strength)
        .with_intercept(false)
        .max_iterations(300)
        .gradient_tolerance(1e-3)
        .fit(&data)?;
    Ok(fitted.params().clone())
}
