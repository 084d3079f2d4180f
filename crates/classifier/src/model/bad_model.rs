//! Errors of model files.

use thiserror::Error;

/// Why a file cannot be used as a model.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadModel {
    /// An I/O error.
    #[error("the model file cannot be read: {0}")]
    Unreadable(String),
    /// The file does not begin with a model's magic bytes, or is too large.
    #[error("this is not a model file")]
    Foreign,
    /// A model file of an unknown format, for example of a newer release.
    #[error("the model file has format {0}, which this version does not know")]
    OtherFormat(u32),
    /// A campus layer over another shipped model.
    #[error("it was learned over {0}, which is not the model of this version")]
    OtherBase(String),
    /// The checksum is wrong, or the values are not valid.
    #[error("the model file is damaged")]
    Damaged,
}
