//! The laptop's classifier, as the loop uses it.

use wire::sync::ModelLayer;

/// The model that the laptop classifies with. It follows the hub's, so that a report gets the category that the hub will assign.
pub trait Model: Send + Sync + 'static {
    /// The version in use.
    fn version(&self) -> String;

    /// Uses the hub's layer from now on, also after a restart; without one, or if it cannot be used here, the shipped model.
    /// Blocks.
    ///
    /// # Errors
    /// The reason why it could not be stored. Then nothing changed.
    fn follow(&self, layer: Option<ModelLayer>) -> Result<(), String>;
}
