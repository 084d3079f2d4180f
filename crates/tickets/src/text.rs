//! Texts that people write, validated on input.
//!
//! A text is stored exactly as typed (right-to-left, emoji, spaces). The only refused character is NUL, which HTML
//! cannot show. [`Place`], [`Name`] and [`Contact`] are one line; whitespace around them is removed.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is invalid. Lengths are in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// The text is empty or only whitespace.
    #[error("is blank")]
    Blank,
    /// The text is longer than the limit.
    #[error("has {is} characters, the limit is {most}")]
    TooLong {
        /// The number of characters.
        is: usize,
        /// The limit.
        most: usize,
    },
    /// The text contains the NUL character, which HTML cannot show.
    #[error("has a NUL character, which cannot be shown")]
    Nul,
    /// A one-line text contains a line break or another control character.
    #[error("must be one line")]
    NotOneLine,
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $most:expr, $check:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The maximum length in characters.
            pub const MAX_CHARS: usize = $most;

            /// Validates a text.
            pub fn new(text: impl Into<String>) -> Result<Self, TextError> {
                $check(text.into(), Self::MAX_CHARS).map(Self)
            }

            /// Decodes a text from storage without validation.
            ///
            /// The text was validated on input, maybe with other limits than today's; a stored ticket must stay
            /// readable. Never use it for input from people.
            #[must_use]
            pub fn from_stored(text: String) -> Self {
                Self(text)
            }

            /// What stands in place of a removed text.
            #[must_use]
            pub fn removed() -> Self {
                Self($crate::REMOVED.to_owned())
            }

            /// Whether the text was removed.
            #[must_use]
            pub fn is_removed(&self) -> bool {
                self.0 == $crate::REMOVED
            }

            /// The text as a string slice.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(
    /// A ticket's description: 1 to 10,000 characters, not blank.
    Description, 10_000, free_text
);
text!(
    /// A message's text: 1 to 10,000 characters, not blank.
    Body, 10_000, free_text
);
text!(
    /// Where the problem is (building, room): one line of 1 to 200 characters.
    Place, 200, one_line
);
text!(
    /// The name that a person enters: one line of 1 to 80 characters.
    Name, 80, one_line
);
text!(
    /// How the helpdesk reaches a person (telephone, e-mail, room): one line of 1 to 120 characters.
    Contact, 120, one_line
);

fn free_text(text: String, most: usize) -> Result<String, TextError> {
    // A text never has more characters than bytes, so most texts need no counting.
    if text.len() > most {
        let is = text.chars().count();
        if is > most {
            return Err(TextError::TooLong { is, most });
        }
    }
    if text.trim().is_empty() {
        return Err(TextError::Blank);
    }
    if text.contains('\0') {
        return Err(TextError::Nul);
    }
    Ok(text)
}

fn one_line(text: String, most: usize) -> Result<String, TextError> {
    let text = free_text(text.trim().to_owned(), most)?;
    if text
        .chars()
        .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
    {
        return Err(TextError::NotOneLine);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_stored_exactly_as_typed() {
        for text in [
            "  two\n lines ",
            "مصعد معطل",
            "🛗🔥",
            "<img src=x onerror=alert(1)>",
            &"x".repeat(10_000),
        ] {
            assert_eq!(Description::new(text).expect("within limits").as_str(), text);
        }
    }

    #[test]
    fn an_invalid_text_is_refused_with_its_reason() {
        assert_eq!(Description::new(" \n\t"), Err(TextError::Blank));
        assert_eq!(Description::new(""), Err(TextError::Blank));
        assert_eq!(Description::new("a\0b"), Err(TextError::Nul));
        assert_eq!(
            Description::new("é".repeat(10_001)),
            Err(TextError::TooLong {
                is: 10_001,
                most: 10_000
            })
        );
        assert_eq!(Place::new("Hall B\nroom 2"), Err(TextError::NotOneLine));
        assert_eq!(
            Name::new("x".repeat(81)),
            Err(TextError::TooLong { is: 81, most: 80 })
        );
    }

    #[test]
    fn whitespace_around_a_place_is_removed() {
        assert_eq!(Place::new(" Hall B ").expect("a valid place").as_str(), "Hall B");
    }
}
