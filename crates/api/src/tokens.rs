//! The access tokens, and what each of them allows.

use std::collections::HashSet;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;
use tickets::Role;
use uuid::Uuid;

/// The least length of a secret for cookies.
const SHORTEST_SECRET: usize = 32;

/// Tokens for each kind of caller. A kind may have several, so that a token can be changed while callers use the old one.
/// The file `tokens.toml` has the keys `user`, `helpdesk` and `service`, and with pages for browsers also `cookies`.
#[derive(Clone)]
pub struct Tokens {
    user: Vec<String>,
    helpdesk: Vec<String>,
    service: Vec<String>,
    cookies: Vec<String>,
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
    /// A secret for cookies is so short that it can be guessed from a cookie.
    #[error("a secret of “cookies” must have at least 32 characters; `openssl rand -hex 32` generates one")]
    ShortSecret,
}

impl Tokens {
    /// Validates one token for each kind of caller.
    pub fn new(user: &str, helpdesk: &str, service: &str) -> Result<Self, TokenError> {
        Self::several(
            vec![user.to_owned()],
            vec![helpdesk.to_owned()],
            vec![service.to_owned()],
        )
    }

    /// Validates the tokens of each kind of caller; each kind needs one.
    pub fn several(
        user: Vec<String>,
        helpdesk: Vec<String>,
        service: Vec<String>,
    ) -> Result<Self, TokenError> {
        let tokens = Self {
            user,
            helpdesk,
            service,
            cookies: Vec::new(),
        };
        for (key, of_kind) in tokens.kinds() {
            let is_unusable =
                |token: &String| token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic());
            if of_kind.is_empty() || of_kind.iter().any(is_unusable) {
                return Err(TokenError::Unusable(key));
            }
        }
        if tokens.has_duplicates() {
            return Err(TokenError::Duplicate);
        }
        Ok(tokens)
    }

    /// With secrets that sign the cookies of browsers. They give no access.
    pub fn with_cookie_secrets(mut self, secrets: Vec<String>) -> Result<Self, TokenError> {
        if secrets.iter().any(|secret| secret.len() < SHORTEST_SECRET) {
            return Err(TokenError::ShortSecret);
        }
        self.cookies = secrets;
        Ok(self)
    }

    pub(crate) fn cookie_secrets(&self) -> &[String] {
        &self.cookies
    }

    pub(crate) fn all_of_helpdesk(&self) -> &[String] {
        &self.helpdesk
    }

    fn has_duplicates(&self) -> bool {
        let mut known = HashSet::new();
        let mut all = self.kinds().into_iter().flat_map(|(_, of_kind)| of_kind);
        !all.all(|token| known.insert(token))
    }

    fn kinds(&self) -> [(&'static str, &Vec<String>); 3] {
        [
            ("user", &self.user),
            ("helpdesk", &self.helpdesk),
            ("service", &self.service),
        ]
    }

    /// Generates tokens of 244 random bits.
    #[must_use]
    pub fn random() -> Self {
        let secret = || vec![format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())];
        Self {
            user: secret(),
            helpdesk: secret(),
            service: secret(),
            cookies: Vec::new(),
        }
    }

    /// The keys of the tokens that are shorter than 16 characters, and so can be guessed.
    #[must_use]
    pub fn too_short(&self) -> Vec<&'static str> {
        let is_short = |token: &String| token.len() < 16;
        let kinds = self
            .kinds()
            .into_iter()
            .filter(|(_, tokens)| tokens.iter().any(is_short));
        kinds.map(|(key, _)| key).collect()
    }

    /// The users' first token.
    #[must_use]
    pub fn user(&self) -> &str {
        first(&self.user)
    }

    /// The helpdesk's first token.
    #[must_use]
    pub fn helpdesk(&self) -> &str {
        first(&self.helpdesk)
    }

    /// The services' first token.
    #[must_use]
    pub fn service(&self) -> &str {
        first(&self.service)
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
        let known = known
            .into_iter()
            .flat_map(|(tokens, access)| tokens.iter().map(move |token| (token, access)));
        known.fold(None, |found, (known, access)| {
            // Digests have the same length, so the comparison does not reveal the length of a token either.
            let equal = Sha256::digest(known).as_slice().ct_eq(digest.as_slice());
            if bool::from(equal) { Some(access) } else { found }
        })
    }
}

fn first(tokens: &[String]) -> &str {
    tokens.first().map_or("", String::as_str)
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
    fn an_old_and_a_new_token_are_valid_at_once() {
        let key = |letter: &str| letter.repeat(16);
        let several = |helpdesk: &[&str]| {
            let helpdesk = helpdesk.iter().map(|letter| key(letter)).collect();
            Tokens::several(vec![key("a"), key("b")], helpdesk, vec![key("e")])
        };
        let tokens = several(&["c", "d"]).expect("valid");
        for (letter, access) in [
            ("a", Role::User),
            ("b", Role::User),
            ("c", Role::Helpdesk),
            ("d", Role::Helpdesk),
        ] {
            assert_eq!(tokens.access(&key(letter)), Some(Access::As(access)));
        }
        assert_eq!(several(&["c", "b"]).err(), Some(TokenError::Duplicate));
        assert_eq!(several(&[]).err(), Some(TokenError::Unusable("helpdesk")));
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
