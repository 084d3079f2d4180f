//! Values of a received list, parsed one by one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A value that may come from a newer version of Campus Desk.
///
/// An unknown enum value, for example a new status, makes this value [`Unreadable`](Self::Unreadable). It does not stop the
/// feed: the other values of the list stay readable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Received<T> {
    /// The parsed value.
    Readable(T),
    /// The JSON of a value that this version cannot parse.
    Unreadable(Value),
}

impl<T> Received<T> {
    /// The value, if this version can parse it.
    pub fn readable(self) -> Option<T> {
        match self {
            Self::Readable(value) => Some(value),
            Self::Unreadable(_) => None,
        }
    }
}

impl<T> From<T> for Received<T> {
    fn from(value: T) -> Self {
        Self::Readable(value)
    }
}
