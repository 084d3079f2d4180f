//! The access tokens, and what each of them allows.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;
use tickets::Role;
use uuid::Uuid;

/// A token for each kind of caller. The file `tokens.toml` has the keys `user`, `helpdesk` and `service`.
#[derive(Clone)]
pub struct Tokens {
    user: String,
    helpdesk: String,
    service: String,
}

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write in a role.
    As(Role),
    /// Read the feed.
    Service,
}

/// Why a set of tokens is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// The token is empty, or has characters that an HTTP header cannot carry.
    #[error(
        "the token of “{0}” must be visible ASCII characters without spaces; `openssl rand -hex 32` generates one"
    )]
    Unusable(&'static str),
    /// Two tokens are equal, so that one caller could act in the role of the other.
    #[error("two of the tokens are equal; each role needs its own")]
    Duplicate,
}

impl Tokens {
    /// Validates the three tokens.
    pub fn new(user: &str, helpdesk: &str, service: &str) -> Result<Self, TokenError> {
        for (key, token) in [("user", user), ("helpdesk", helpdesk), ("service", service)] {
            if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(TokenError::Unusable(key));
            }
        }
        if user == helpdesk || helpdesk == service || service == user {
            return Err(TokenError::Duplicate);
        }
        Ok(Self {
            user: user.to_owned(),
            helpdesk: helpdesk.to_owned(),
            service: service.to_owned(),
        })
    }

    /// Generates tokens of 244 random bits.
    #[must_use]
    pub fn random() -> Self {
        let secret = || format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        Self {
            user: secret(),
            helpdesk: secret(),
            service: secret(),
        }
    }

    /// The keys of the tokens that are shorter than 16 characters, and so can be guessed.
    #[must_use]
    pub fn too_short(&self) -> Vec<&'static str> {
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

    /// What a token allows; `None` for an unknown token. The comparison takes constant time, so that response times say
    /// nothing about the tokens.
    pub(crate) fn access(&self, token: &str) -> Option<Access> {
        let known = [
            (&self.user, Access::As(Role::User)),
            (&self.helpdesk, Access::As(Role::Helpdesk)),
            (&self.service, Access::Service),
        ];
        let digest = Sha256::digest(token);
        known.into_iter().fold(None, |found, (known, access)| {
            // Digests have the same length, so the comparison does not reveal the length of a token either.
            let equal = Sha256::digest(known).as_slice().ct_eq(digest.as_slice());
            if bool::from(equal) { Some(access) } else { found }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_allows_its_role_and_unknown_tokens_allow_nothing() {
        let tokens = Tokens::random();
        assert_eq!(tokens.access(tokens.user()), Some(Access::As(Role::User)));
        assert_eq!(tokens.access(tokens.helpdesk()), Some(Access::As(Role::Helpdesk)));
        assert_eq!(tokens.access(tokens.service()), Some(Access::Service));
        assert_eq!(tokens.access(""), None);
        assert_eq!(tokens.access(&tokens.user()[1..]), None);
    }

    #[test]
    fn empty_equal_and_unprintable_tokens_are_invalid_and_short_tokens_are_reported() {
        let [a, b, c] = ["a", "b", "c"].map(|letter| letter.repeat(16));
        assert_eq!(
            Tokens::new(&a, &b, &c).map(|tokens| tokens.too_short()),
            Ok(vec![])
        );
        assert_eq!(
            Tokens::new(&a, "b", &c).map(|tokens| tokens.too_short()),
            Ok(vec!["helpdesk"])
        );
        assert_eq!(Tokens::new(&a, &a, &c).err(), Some(TokenError::Duplicate));
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
