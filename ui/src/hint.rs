//! Hints at fields with an invalid text.

use tickets::TextError;

use crate::analysis::{amount, counted};

/// The hint for an error. `field` is the name of the field at the start of a sentence: "The description".
#[must_use]
pub fn hint(field: &str, error: TextError) -> String {
    match error {
        TextError::Blank => format!("{field} is empty. Write a few words."),
        TextError::TooLong { is, most } => {
            let [is, most, over] = [is, most, is.saturating_sub(most)].map(saturating_u64);
            format!(
                "{field} has {} characters. The limit is {}. Shorten it by {}.",
                amount(is),
                amount(most),
                counted(over, "character")
            )
        }
        TextError::Nul => {
            format!("{field} contains a character that cannot be shown (NUL). Remove it and send again.")
        }
        TextError::NotOneLine => format!("{field} must be on one line."),
    }
}

fn saturating_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The hints of a form, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// For the description, or the body of a message.
    pub text: Option<String>,
    /// For the place.
    pub place: Option<String>,
    /// For the name.
    pub name: Option<String>,
    /// For the contact of a reporter.
    pub contact: Option<String>,
}

impl Hints {
    /// Whether the form has a hint.
    #[must_use]
    pub fn any(&self) -> bool {
        [&self.text, &self.place, &self.name, &self.contact]
            .into_iter()
            .any(Option::is_some)
    }
}
