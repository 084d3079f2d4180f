//! What people type, checked once: a value of these types is within its limits wherever it is met.
//!
//! Text is kept exactly as typed (right-to-left, emoji, spaces); the only character refused is NUL,
//! which HTML cannot show. [`Place`] and [`Name`] are one line and lose the blanks around them.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text was refused. Lengths are in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing but blanks.
    #[error("is blank")]
    Blank,
    /// More characters than fit.
    #[error("has {is} characters, {most} fit")]
    TooLong {
        /// How many there are.
        is: usize,
        /// How many fit.
        most: usize,
    },
    /// The NUL character, which no page can show.
    #[error("has a NUL character, which cannot be shown")]
    Nul,
    /// A line break or other control character in a one-line text.
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
            /// The most characters that fit.
            pub const MOST: usize = $most;

            /// Checks a text against the limits.
            ///
            /// # Errors
            /// [`TextError`] says what is wrong with it.
            pub fn new(text: impl Into<String>) -> Result<Self, TextError> {
                $check(text.into(), Self::MOST).map(Self)
            }

            /// Takes a text that was checked when it was accepted, as it is in storage.
            ///
            /// Nothing is checked: a text that today's limits would refuse must not make a stored ticket
            /// unreadable. Never use it for what people send.
            #[must_use]
            pub fn from_stored(text: String) -> Self {
                Self(text)
            }

            /// The text.
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
    /// What a person calls themselves: one line of 1 to 80 characters.
    Name, 80, one_line
);

fn free_text(text: String, most: usize) -> Result<String, TextError> {
    // Bytes bound characters from above and below, so that 5 MB pasted are not counted one by one.
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
    fn a_description_is_kept_exactly() {
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
    fn what_does_not_fit_says_why() {
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
    fn a_place_loses_the_blanks_around_it() {
        assert_eq!(Place::new(" Hall B ").expect("fits").as_str(), "Hall B");
    }
}
