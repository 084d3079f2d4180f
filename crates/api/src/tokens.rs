//! The tokens that callers show, and the role that each stands for.

use std::hint::black_box;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use thiserror::Error;
use tickets::Role;
use uuid::Uuid;

/// One token for each kind of caller; as a file: `tokens.toml` with the keys `user`, `helpdesk`, `service`.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Written")]
pub struct Tokens {
    user: String,
    helpdesk: String,
    service: String,
}

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To act in a role.
    As(Role),
    /// To follow the desk, read-only.
    Service,
}

/// Why tokens cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// One is empty, or no header can carry it.
    #[error(
        "the token of “{0}” must be visible ASCII characters without blanks; `openssl rand -hex 32` makes one"
    )]
    Unusable(&'static str),
    /// Two are alike, so that one would act in the other's role.
    #[error("two of the tokens are alike; each role needs its own")]
    Alike,
}

impl Tokens {
    /// Checks and takes the three tokens.
    ///
    /// # Errors
    /// [`TokenError`] if one can't be shown in a header or two are alike.
    pub fn new(user: &str, helpdesk: &str, service: &str) -> Result<Self, TokenError> {
        for (key, token) in [("user", user), ("helpdesk", helpdesk), ("service", service)] {
            if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(TokenError::Unusable(key));
            }
        }
        if user == helpdesk || helpdesk == service || service == user {
            return Err(TokenError::Alike);
        }
        Ok(Self {
            user: user.to_owned(),
            helpdesk: helpdesk.to_owned(),
            service: service.to_owned(),
        })
    }

    /// Tokens that nobody knows yet: for a run whose callers are told in private.
    #[must_use]
    pub fn random() -> Self {
        let secret = || format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        Self {
            user: secret(),
            helpdesk: secret(),
            service: secret(),
        }
    }

    /// The keys whose tokens are so short that they can be guessed.
    #[must_use]
    pub fn guessable(&self) -> Vec<&'static str> {
        let short = |(key, token): (&'static str, &String)| (token.len() < 16).then_some(key);
        let tokens = [
            ("user", &self.user),
            ("helpdesk", &self.helpdesk),
            ("service", &self.service),
        ];
        tokens.into_iter().filter_map(short).collect()
    }

    /// The users' token.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The helpdesk's token.
    #[must_use]
    pub fn helpdesk(&self) -> &str {
        &self.helpdesk
    }

    /// The services' token.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// What a token allows, if it is one of these. Takes as long for a wrong one as for a right one, so that
    /// it can't be guessed bit by bit.
    pub(crate) fn access(&self, shown: &str) -> Option<Access> {
        let shown = Sha256::digest(shown);
        let known = [
            (&self.user, Access::As(Role::User)),
            (&self.helpdesk, Access::As(Role::Helpdesk)),
            (&self.service, Access::Service),
        ];
        known.into_iter().fold(None, |found, (token, access)| {
            let difference = Sha256::digest(token)
                .iter()
                .zip(&shown)
                .fold(0, |difference, (a, b)| black_box(difference | (a ^ b)));
            if difference == 0 { Some(access) } else { found }
        })
    }
}

/// The file as it is written, before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    user: String,
    helpdesk: String,
    service: String,
}

impl TryFrom<Written> for Tokens {
    type Error = TokenError;

    fn try_from(written: Written) -> Result<Self, TokenError> {
        Self::new(&written.user, &written.helpdesk, &written.service)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_allows_what_it_stands_for_and_nothing_else_does() {
        let tokens = Tokens::random();
        assert_eq!(tokens.access(tokens.user()), Some(Access::As(Role::User)));
        assert_eq!(tokens.access(tokens.helpdesk()), Some(Access::As(Role::Helpdesk)));
        assert_eq!(tokens.access(tokens.service()), Some(Access::Service));
        assert_eq!(tokens.access(""), None);
        assert_eq!(tokens.access(&tokens.user()[1..]), None);
    }

    #[test]
    fn tokens_that_protect_nothing_are_refused() {
        let [a, b, c] = ["a", "b", "c"].map(|letter| letter.repeat(16));
        assert_eq!(
            Tokens::new(&a, &b, &c).map(|tokens| tokens.guessable()),
            Ok(vec![])
        );
        assert_eq!(
            Tokens::new(&a, "b", &c).map(|tokens| tokens.guessable()),
            Ok(vec!["helpdesk"])
        );
        assert_eq!(Tokens::new(&a, &a, &c).err(), Some(TokenError::Alike));
        assert_eq!(
            Tokens::new(&a, "", &c).err(),
            Some(TokenError::Unusable("helpdesk"))
        );
        assert_eq!(
            Tokens::new(&a, &b, &"ç".repeat(16)).err(),
            Some(TokenError::Unusable("service"))
        );
    }
}
