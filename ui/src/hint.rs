//! What to say at a field whose text was not accepted.

use tickets::TextError;

use crate::analysis::amount;

/// A hint for the field that people know as `field` ("The description").
#[must_use]
pub fn hint(field: &str, error: TextError) -> String {
    match error {
        TextError::Blank => format!("{field} is empty. Write a word or two."),
        TextError::TooLong { is, most } => {
            let over = is.saturating_sub(most);
            format!(
                "{field} has {} characters; {} fit. Shorten it by {}.",
                figure(is),
                figure(most),
                figure(over)
            )
        }
        TextError::Nul => format!(
            "{field} holds a character that cannot be shown (NUL), probably from pasting. Remove it and send again."
        ),
        TextError::NotOneLine => format!("{field} must be one line."),
    }
}

/// A length in figures; no text is longer than a u64 can say.
fn figure(length: usize) -> String {
    amount(u64::try_from(length).unwrap_or(u64::MAX))
}

/// The hints of a form, one for each field that people write in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// At the description, or at the body of a message.
    pub text: Option<String>,
    /// At the place.
    pub place: Option<String>,
    /// At the name.
    pub name: Option<String>,
}

impl Hints {
    /// Whether anything is wrong.
    #[must_use]
    pub fn any(&self) -> bool {
        self.text.is_some() || self.place.is_some() || self.name.is_some()
    }
}
