//! Saving and loading a campus layer. The bytes name the shipped model that the layer was trained over: the layer is
//! useless over another model.

use crate::Classifier;
use crate::model::{BadModel, Model};

impl Classifier {
    /// Serialises the campus layer. `shipped` is the model that it was trained over.
    #[must_use]
    pub fn layer(&self, shipped: &Self) -> Vec<u8> {
        self.model.layer_to_bytes(shipped.version())
    }

    /// This shipped model with a saved campus layer.
    pub fn with_layer(&self, bytes: &[u8]) -> Result<Self, BadModel> {
        let (version, campus) = Model::layer_from_bytes(bytes, self.version())?;
        let mut model = self.model.clone();
        model.version = version;
        model.campus = campus;
        Ok(Self { model })
    }
}
