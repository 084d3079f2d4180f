//! Holding whole themes back: the honest question is how the model does on what nobody thought of.

use std::collections::BTreeMap;
use std::thread;

use super::meaning::Meanings;
use super::{Judged, Text, TrainingError, Vectors, fit};
use crate::explanation::logits;

/// The answers for all texts, each by a model that has seen no text of its theme.
#[derive(Clone, Debug)]
pub struct Held {
    /// What was said of each text, in the order of the texts.
    pub judged: Vec<Judged>,
}

/// Trains `folds` models, each without every `folds`-th theme of each category, and lets it classify those.
/// Two at a time: training is bound by memory.
///
/// # Errors
/// When a model cannot be fitted.
pub fn held_back(texts: &[Text], vectors: &Vectors, folds: usize) -> Result<Held, TrainingError> {
    let fold_of = themes_in_folds(texts, folds);
    let meanings = Meanings::new(vectors);
    let fold_of_text = |text: &Text| fold_of.get(text.theme.as_str()).copied().unwrap_or(0);
    let one_fold = |fold: usize| -> Result<Vec<(usize, Judged)>, TrainingError> {
        let seen: Vec<&Text> = texts.iter().filter(|text| fold_of_text(text) != fold).collect();
        let model = fit::raw_model(&seen, &meanings)?;
        let judged = texts
            .iter()
            .enumerate()
            .filter(|(_, text)| fold_of_text(text) == fold);
        Ok(judged
            .map(|(index, text)| (index, Judged::new(text, logits(&model, &text.text))))
            .collect())
    };
    let mut judged = Vec::with_capacity(texts.len());
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
        judged.extend(done.into_iter().flatten());
    }
    judged.sort_by_key(|(index, _)| *index);
    Ok(Held {
        judged: judged.into_iter().map(|(_, judged)| judged).collect(),
    })
}

/// Deals the themes of each category to the folds in turn.
fn themes_in_folds(texts: &[Text], folds: usize) -> BTreeMap<&str, usize> {
    let mut themes: BTreeMap<&str, usize> = texts.iter().map(|text| (text.theme.as_str(), 0)).collect();
    for (number, fold) in themes.values_mut().enumerate() {
        *fold = number % folds;
    }
    themes
}
