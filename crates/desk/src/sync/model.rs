//! What a hub's classifier has learned: the hub gives it to laptops, and a laptop's desk classifies with it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use classifier::{BadModel, Classifier};
use store::{Learning, StoreError, StoredModel};
use tickets::{Lesson, ModelVersion, Outcome};
use wire::sync::ModelLayer;

use crate::Desk;
use crate::learning::{BrokenModel, with_stored_layer};

/// A larger layer is refused. The layer of five thousand corrections of forty words has a fifth of it.
const LARGEST_LAYER: usize = 12 << 20;

impl Desk {
    /// The learned layer of a version; `None` if the desk has learned no such version: the shipped model has no layer.
    pub fn model_layer(&self, version: &str) -> Result<Option<ModelLayer>, StoreError> {
        let learned = self.store.models()?;
        let Some(learned) = learned.into_iter().find(|learned| learned.version == version) else {
            return Ok(None);
        };
        let layer = self.store.layer(version)?;
        Ok(layer.map(|layer| ModelLayer {
            version: learned.version,
            shipped: learned.base,
            layer,
            adopted_at: Some(learned.adopted_at),
            corrections: learned.corrections,
            trial: learned.trial,
        }))
    }

    /// Classifies with the layer of the hub from now on, also after a restart without a network; `None`: the hub classifies
    /// with a shipped model. Any other layer is deleted: it may have been learned from a text that the hub removed since.
    ///
    /// A layer that cannot be used here is refused: then the shipped model classifies, and [`Desk::broken_model`] says why.
    /// Returns the version that classifies now.
    ///
    /// # Errors
    /// The layer could not be stored; then the model in use does not change.
    pub fn follow_model(&self, layer: Option<ModelLayer>) -> Result<String, StoreError> {
        let _exclusive = self.live_classifier.switching();
        let shipped = self.live_classifier.shipped.clone();
        let (classifier, model, broken) = match layer {
            None => (shipped, None, None),
            Some(layer) => match check(&shipped, &layer) {
                Ok(classifier) => {
                    let model = stored(layer, self.clock.now());
                    (Arc::new(classifier), Some(model), None)
                }
                Err(why) => {
                    let (version, why) = (layer.version, why.to_string());
                    tracing::error!(version, why, "the hub's model cannot be used here");
                    (shipped, None, Some(BrokenModel { version, why }))
                }
            },
        };
        self.store.replace_models(learning(model.as_ref()), model)?;
        self.live_classifier.replace(classifier, broken);
        Ok(self.model_in_use())
    }
}

fn check(shipped: &Classifier, layer: &ModelLayer) -> Result<Classifier, BadModel> {
    if layer.shipped != shipped.version() {
        return Err(BadModel::OtherBase(layer.shipped.clone()));
    }
    if layer.layer.len() > LARGEST_LAYER {
        return Err(BadModel::Foreign);
    }
    with_stored_layer(shipped, &layer.version, &layer.layer)
}

fn stored(layer: ModelLayer, now: DateTime<Utc>) -> StoredModel {
    StoredModel {
        version: ModelVersion {
            version: layer.version,
            base: layer.shipped,
            adopted_at: layer.adopted_at.unwrap_or(now),
            corrections: layer.corrections,
            trial: layer.trial,
        },
        layer: layer.layer,
    }
}

/// The state of learning of a replica: the hub's lesson, if its result is in use.
fn learning(model: Option<&StoredModel>) -> Learning {
    let lesson = |version: &ModelVersion| Lesson {
        at: version.adopted_at,
        corrections: version.corrections,
        outcome: Outcome::Adopted(version.trial),
    };
    let version = model.map(|model| &model.version);
    Learning {
        in_use: version.map(|version| version.version.clone()),
        base: version.map(|version| version.base.clone()),
        learned_to: 0,
        last: version.map(lesson),
    }
}
