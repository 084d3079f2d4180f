//! What a campus taught, as bytes to keep: the layer alone, with the names of the model that it makes and of the
//! shipped model that it was trained over. Over another model it means nothing.

use crate::Classifier;
use crate::model::{BadModel, Model};

impl Classifier {
    /// What this campus taught, to be kept; `shipped` is the model that it was learned over.
    #[must_use]
    pub fn layer(&self, shipped: &Self) -> Vec<u8> {
        self.model.layer_to_bytes(shipped.version())
    }

    /// This (shipped) model with what a campus taught.
    ///
    /// # Errors
    /// Says why the bytes are nothing that was learned over this model.
    pub fn with_layer(&self, bytes: &[u8]) -> Result<Self, BadModel> {
        let (version, campus) = Model::layer_from_bytes(bytes, self.version())?;
        let mut model = self.model.clone();
        model.version = version;
        model.campus = campus;
        Ok(Self { model })
    }
}
