//! The tokens that are valid at the moment.

use std::sync::{Arc, PoisonError, RwLock};

use tickets::Role;

use crate::tokens::{Access, Tokens};

/// The tokens that are valid at the moment. Cheap to clone; all clones change together, so that a token is added or revoked
/// while the server runs.
#[derive(Clone)]
pub struct CurrentTokens(Arc<RwLock<Tokens>>);

impl CurrentTokens {
    /// Makes these tokens valid, and no others.
    pub fn replace(&self, tokens: Tokens) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = tokens;
    }

    /// What a token allows; `None` for an unknown token.
    pub(crate) fn access(&self, token: &str) -> Option<Access> {
        let tokens = self.0.read().unwrap_or_else(PoisonError::into_inner);
        tokens.access(token)
    }
}

impl CurrentTokens {
    /// Whether this is a token of the helpdesk.
    #[must_use]
    pub fn is_helpdesk(&self, token: &str) -> bool {
        self.access(token) == Some(Access::As(Role::Helpdesk))
    }

    /// The tokens of the helpdesk.
    #[must_use]
    pub fn helpdesk_tokens(&self) -> Vec<String> {
        self.read(Tokens::all_of_helpdesk)
    }

    /// The secrets that sign the cookies of browsers: the first signs, and all verify.
    #[must_use]
    pub fn cookie_secrets(&self) -> Vec<String> {
        self.read(Tokens::cookie_secrets)
    }

    fn read(&self, list: impl FnOnce(&Tokens) -> &[String]) -> Vec<String> {
        let tokens = self.0.read().unwrap_or_else(PoisonError::into_inner);
        list(&tokens).to_vec()
    }
}

impl From<Tokens> for CurrentTokens {
    fn from(tokens: Tokens) -> Self {
        Self(Arc::new(RwLock::new(tokens)))
    }
}
