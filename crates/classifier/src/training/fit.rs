//! Fitting both models, and putting them together.

use std::thread;

use super::meaning::Meanings;
use super::wording::fit_wording;
use super::{Calibration, Held, Judged, Text, TrainingError, Vectors};
use crate::Classifier;
use crate::explanation::logits;
use crate::features::{START, eat};
use crate::model::{Model, Table};

/// A trained model and the bytes of its file.
#[derive(Clone, Debug)]
pub struct Trained {
    /// Ready to be asked.
    pub classifier: Classifier,
    /// As it is shipped.
    pub bytes: Vec<u8>,
}

/// Trains on all texts; how sure it may be comes from the themes that were held back.
///
/// # Errors
/// When a model cannot be fitted.
pub fn train(texts: &[Text], vectors: &Vectors, held: &Held) -> Result<Trained, TrainingError> {
    let mut model = on_all(texts, vectors)?;
    let everyday: Vec<Judged> = held
        .judged
        .iter()
        .filter(|judged| is_everyday(&judged.theme))
        .cloned()
        .collect();
    let calibration = Calibration::fitted(if everyday.is_empty() {
        &held.judged
    } else {
        &everyday
    });
    model.temperature = calibration.temperature;
    model.sure_from = calibration.sure_from;
    let fingerprint = eat(START, &model.to_bytes()) >> 32;
    model.version = format!("shipped-{fingerprint:08x}");
    let bytes = model.to_bytes();
    Ok(Trained {
        classifier: Classifier { model },
        bytes,
    })
}

/// Themes named after a register hold what people write on most days. The others name a subject, and a
/// sixth of their texts are near misses written to be hard: a model that is calibrated on those is too
/// modest about all else.
fn is_everyday(theme: &str) -> bool {
    let name = theme.rsplit('/').next().unwrap_or_default();
    ["issues-", "plain-", "posts-", "reviews-", "tickets-"]
        .iter()
        .any(|register| name.starts_with(register))
}

/// Trained on all texts, not calibrated.
pub(super) fn on_all(texts: &[Text], vectors: &Vectors) -> Result<Model, TrainingError> {
    let all: Vec<&Text> = texts.iter().collect();
    raw_model(&all, &Meanings::new(vectors))
}

/// Both models side by side, fitted at the same time, not calibrated.
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
    /// Judges an answer of an uncalibrated model as if this classifier had given it.
    #[must_use]
    pub fn calibrated(&self, judged: &Judged) -> Judged {
        Judged {
            logits: judged.logits.map(|logit| logit / self.model.temperature),
            ..judged.clone()
        }
    }

    /// What this classifier says of a text whose category is known.
    #[must_use]
    pub fn judge(&self, text: &Text) -> Judged {
        Judged::new(text, logits(&self.model, &text.text))
    }
}
