//! What the desk's classifier has learned, for laptops.

use store::StoreError;
use wire::sync::ModelLayer;

use crate::Desk;

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
        }))
    }
}
