//! Who asks. A handler says in its arguments whom it serves; others are turned away before it runs.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use tickets::{Caller, Name, Role};

use crate::problem::Problem;
use crate::router::Shared;
use crate::tokens::Access;

/// Anyone with a token.
pub struct Anyone;

/// Someone who acts on tickets: user or helpdesk.
pub struct Person(pub Role);

/// The helpdesk.
pub struct Helpdesk;

/// Whoever may follow the whole desk: helpdesk or service.
pub struct Follower;

impl Person {
    /// With the name that they gave.
    pub fn named(self, name: Option<Name>) -> Caller {
        Caller { role: self.0, name }
    }
}

impl FromRequestParts<Shared> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        access(parts, shared).map(|_| Self)
    }
}

impl FromRequestParts<Shared> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        match access(parts, shared)? {
            Access::As(role) => Ok(Self(role)),
            Access::Service => Err(Problem::forbidden(
                "a service may only read changes, facts and health",
            )),
        }
    }
}

impl FromRequestParts<Shared> for Helpdesk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        match access(parts, shared)? {
            Access::As(Role::Helpdesk) => Ok(Self),
            _ => Err(Problem::forbidden("only the helpdesk may do this")),
        }
    }
}

impl FromRequestParts<Shared> for Follower {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        match access(parts, shared)? {
            Access::As(Role::User) => Err(Problem::forbidden("only the helpdesk and services may read this")),
            _ => Ok(Self),
        }
    }
}

fn access(parts: &Parts, shared: &Shared) -> Result<Access, Problem> {
    let header = parts
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = header.and_then(bearer).ok_or_else(Problem::unauthorized)?;
    shared.tokens.access(token).ok_or_else(Problem::unauthorized)
}

/// The token of `Bearer TOKEN`; the scheme's case does not count.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
