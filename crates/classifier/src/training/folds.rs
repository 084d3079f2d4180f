//! Cross-validation over whole themes: accuracy on subjects that the training texts do not cover.

use std::collections::BTreeMap;
use std::thread;

use super::meaning::Meanings;
use super::{Prediction, Text, TrainingError, Vectors, fit};
use crate::explanation::logits;

/// The predictions for all texts, each by a model that was trained without the text's theme.
#[derive(Clone, Debug)]
pub struct HeldOut {
    /// In the order of the texts.
    pub predictions: Vec<Prediction>,
}

/// Trains `folds` models, each without every `folds`-th theme of each category, and classifies these themes with it.
/// Two models are trained at a time: training is bound by memory.
///
/// # Errors
/// The solver failed.
pub fn hold_out(texts: &[Text], vectors: &Vectors, folds: usize) -> Result<HeldOut, TrainingError> {
    let fold_of = themes_in_folds(texts, folds);
    let meanings = Meanings::new(vectors);
    let fold_of_text = |text: &Text| fold_of.get(text.theme.as_str()).copied().unwrap_or(0);
    let one_fold = |fold: usize| -> Result<Vec<(usize, Prediction)>, TrainingError> {
        let training: Vec<&Text> = texts.iter().filter(|text| fold_of_text(text) != fold).collect();
        let model = fit::raw_model(&training, &meanings)?;
        let held_out = texts
            .iter()
            .enumerate()
            .filter(|(_, text)| fold_of_text(text) == fold);
        Ok(held_out
            .map(|(index, text)| (index, Prediction::new(text, logits(&model, &text.text))))
            .collect())
    };
    let mut predictions = Vec::with_capacity(texts.len());
    for pair in (0..folds).collect::<Vec<_>>().chunks(2) {
        let done = thread::scope(|scope| {
            let running: Vec<_> = pair.iter().map(|fold| scope.spawn(|| one_fold(*fold))).collect();
            running
                .into_iter()
                .map(|fold| {
                    fold.join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect::<Result<Vec<_>, _>>()
        })?;
        predictions.extend(done.into_iter().flatten());
    }
    predictions.sort_by_key(|(index, _)| *index);
    Ok(HeldOut {
        predictions: predictions
            .into_iter()
            .map(|(_, prediction)| prediction)
            .collect(),
    })
}

/// Distributes the themes over the folds in turn.
fn themes_in_folds(texts: &[Text], folds: usize) -> BTreeMap<&str, usize> {
    let mut themes: BTreeMap<&str, usize> = texts.iter().map(|text| (text.theme.as_str(), 0)).collect();
    for (number, fold) in themes.values_mut().enumerate() {
        *fold = number % folds;
    }
    themes
}
