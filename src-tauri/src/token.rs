//! A secret token of this run.

use std::fmt;

use subtle::ConstantTimeEq;
use uuid::Uuid;

/// 244 random bits from the operating system. Debug output does not show them.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    #[must_use]
    pub fn random() -> Self {
        Self(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()))
    }

    /// The secret as text, for the authorization header of a request.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether a text is this token. The time does not depend on how many characters are right.
    #[must_use]
    pub fn matches(&self, given: &str) -> bool {
        self.0.as_bytes().ct_eq(given.as_bytes()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
