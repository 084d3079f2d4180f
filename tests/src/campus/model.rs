//! The classifier of a laptop that learns nothing.

use std::sync::LazyLock;

use classifier::Classifier;
use sync::Model;
use wire::sync::ModelLayer;

/// The shipped model: the hubs of these tests learn nothing.
#[derive(Clone, Copy, Debug)]
pub struct ShippedModel;

impl Model for ShippedModel {
    fn version(&self) -> String {
        static VERSION: LazyLock<String> = LazyLock::new(|| Classifier::shipped().version().to_owned());
        VERSION.clone()
    }

    fn follow(&self, _layer: Option<ModelLayer>) -> Result<(), String> {
        Ok(())
    }
}
