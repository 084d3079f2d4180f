//! Fitting both models and combining them.

use std::thread;

use super::meaning::Meanings;
use super::wording::fit_wording;
use super::{Calibration, HeldOut, Prediction, Text, TrainingError, Vectors};
use crate::Classifier;
use crate::explanation::logits;
use crate::features::{FNV_OFFSET, fnv1a};
use crate::model::{Model, Table};

/// A trained model and the bytes of its file.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The model, ready to use.
    pub classifier: Classifier,
    /// The model file.
    pub bytes: Vec<u8>,
}

/// Trains on all texts and calibrates on the held-out themes.
///
/// # Errors
/// The solver failed.
pub fn train(texts: &[Text], vectors: &Vectors, held_out: &HeldOut) -> Result<Trained, TrainingError> {
    let mut model = on_all(texts, vectors)?;
    let everyday: Vec<Prediction> = held_out
        .predictions
        .iter()
        .filter(|prediction| is_everyday(&prediction.theme))
        .cloned()
        .collect();
    let calibration = Calibration::fitted(if everyday.is_empty() {
        &held_out.predictions
    } else {
        &everyday
    });
    model.temperature = calibration.temperature;
    model.sure_from = calibration.sure_from;
    let fingerprint = fnv1a(FNV_OFFSET, &model.to_bytes()) >> 32;
    model.version = format!("shipped-{fingerprint:08x}");
    let bytes = model.to_bytes();
    Ok(Trained {
        classifier: Classifier { model },
        bytes,
    })
}

/// Themes named after a register hold everyday texts. The other themes are named after a subject, and a sixth of their
/// texts are difficult on purpose: a model calibrated on those is too unsure about everyday texts.
fn is_everyday(theme: &str) -> bool {
    let name = theme.rsplit('/').next().unwrap_or_default();
    ["issues-", "plain-", "posts-", "reviews-", "tickets-"]
        .iter()
        .any(|register| name.starts_with(register))
}

/// A model trained on all texts, not calibrated.
pub(super) fn on_all(texts: &[Text], vectors: &Vectors) -> Result<Model, TrainingError> {
    let all: Vec<&Text> = texts.iter().collect();
    raw_model(&all, &Meanings::new(vectors))
}

/// Fits both models in parallel; not calibrated.
pub(super) fn raw_model(texts: &[&Text], meanings: &Meanings<'_>) -> Result<Model, TrainingError> {
    let (meaning, wording) = thread::scope(|scope| {
        let wording = scope.spawn(|| fit_wording(texts));
        let meaning = meanings.fit(texts);
        let wording = wording
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (meaning, wording)
    });
    Ok(Model {
        version: String::new(),
        meaning: meaning?,
        wording: wording?,
        campus: Table::new(Vec::new()),
        temperature: 1.0,
        sure_from: 1.0,
    })
}

impl Classifier {
    /// Applies this classifier's temperature to a prediction of an uncalibrated model.
    #[must_use]
    pub fn calibrated(&self, prediction: &Prediction) -> Prediction {
        Prediction {
            logits: prediction.logits.map(|logit| logit / self.model.temperature),
            ..prediction.clone()
        }
    }

    /// Classifies a labelled text.
    #[must_use]
    pub fn predict(&self, text: &Text) -> Prediction {
        Prediction::new(text, logits(&self.model, &text.text))
    }
}
