//! Deserializes the texts of stored tickets, messages and histories without validation: they were validated on input,
//! and today's limits may differ.

use serde::{Deserialize, Deserializer};

use crate::{Body, Changed, Contact, Description, Name, Place, Reporter};

/// A text type that can be decoded from storage.
pub trait FromStored {
    /// Decodes a text without validation.
    fn from_stored(text: String) -> Self;
}

macro_rules! from_stored {
    ($($name:ident),*) => {
        $(impl FromStored for $name {
            fn from_stored(text: String) -> Self {
                Self::from_stored(text)
            }
        })*
    };
}

from_stored!(Description, Body, Place, Name, Contact);

/// For `#[serde(deserialize_with)]` on a text.
pub fn text<'de, D: Deserializer<'de>, T: FromStored>(field: D) -> Result<T, D::Error> {
    String::deserialize(field).map(T::from_stored)
}

/// For `#[serde(deserialize_with)]` on an optional text.
pub fn optional_text<'de, D: Deserializer<'de>, T: FromStored>(field: D) -> Result<Option<T>, D::Error> {
    let text = Option::<String>::deserialize(field)?;
    Ok(text.map(T::from_stored))
}

pub(crate) fn changed_text<'de, D: Deserializer<'de>, T: FromStored>(
    field: D,
) -> Result<Option<Changed<T>>, D::Error> {
    let changed = Option::<Changed<String>>::deserialize(field)?;
    Ok(changed.map(|texts| texts.map(T::from_stored)))
}

pub(crate) fn changed_optional_text<'de, D: Deserializer<'de>, T: FromStored>(
    field: D,
) -> Result<Option<Changed<Option<T>>>, D::Error> {
    let changed = Option::<Changed<Option<String>>>::deserialize(field)?;
    Ok(changed.map(|texts| texts.map(|text| text.map(T::from_stored))))
}

pub(crate) fn reporter<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Reporter>, D::Error> {
    #[derive(Deserialize)]
    struct Stored {
        #[serde(default, deserialize_with = "optional_text")]
        name: Option<Name>,
        #[serde(default, deserialize_with = "optional_text")]
        contact: Option<Contact>,
    }
    let reporter = Option::<Stored>::deserialize(field)?;
    Ok(reporter.map(|Stored { name, contact }| Reporter { name, contact }))
}
