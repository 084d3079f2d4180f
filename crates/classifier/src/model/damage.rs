//! What can be wrong with a model file.

use thiserror::Error;

/// Why a file cannot be used as a model. The shipped model is used instead, and the page says so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadModel {
    /// It could not be read at all.
    #[error("the model file cannot be read: {0}")]
    Unreadable(String),
    /// It does not begin like a model.
    #[error("this is not a model file")]
    Foreign,
    /// A model, but in a format that this program does not know.
    #[error("the model file has format {0}, which this version does not know")]
    OtherFormat(u32),
    /// What was learned here stands on another shipped model.
    #[error("it was learned over {0}, which is not the model of this version")]
    OtherBase(String),
    /// Its bytes are not those that were written.
    #[error("the model file is damaged")]
    Damaged,
}
