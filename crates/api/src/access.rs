//! Who may call a route: an extractor for each kind of caller, which rejects all other callers before the handler runs.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum_extra::headers::authorization::Bearer;
use axum_extra::headers::{Authorization, HeaderMapExt};
use tickets::{Caller, Name, Role};

use crate::current_tokens::CurrentTokens;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::tokens::Access;

/// A caller with any of the tokens.
pub struct AnyToken;

/// A user or the helpdesk.
pub struct Person(pub Role);

/// The helpdesk.
pub struct Helpdesk;

/// The helpdesk or a service: the callers that may read the feed.
pub struct FeedReader;

impl Person {
    /// The caller with the name from the request.
    pub fn named(self, name: Option<Name>) -> Caller {
        Caller { role: self.0, name }
    }
}

impl FromRequestParts<ApiState> for AnyToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        access(parts, state).map(|_| Self)
    }
}

impl FromRequestParts<ApiState> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        match access(parts, state)? {
            Access::As(role) => Ok(Self(role)),
            Access::Service => Err(Problem::forbidden(
                "a service may only read changes, facts and health",
            )),
        }
    }
}

impl FromRequestParts<ApiState> for Helpdesk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        match access(parts, state)? {
            Access::As(Role::Helpdesk) => Ok(Self),
            _ => Err(Problem::forbidden("only the helpdesk may do this")),
        }
    }
}

impl FromRequestParts<ApiState> for FeedReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        match access(parts, state)? {
            Access::As(Role::User) => Err(Problem::forbidden("only the helpdesk and services may read this")),
            _ => Ok(Self),
        }
    }
}

fn access(parts: &Parts, state: &ApiState) -> Result<Access, Problem> {
    of_headers(&parts.headers, &state.tokens).ok_or_else(|| {
        state.refused_tokens.log();
        Problem::unauthorized()
    })
}

/// Checks again, after a wait, that the token of a request still gives this role: it may have been revoked, or moved to
/// another role, since the request began.
pub fn check_again(headers: &HeaderMap, tokens: &CurrentTokens, role: Role) -> Result<(), Problem> {
    match of_headers(headers, tokens) {
        Some(Access::As(present)) if present == role => Ok(()),
        _ => Err(Problem::unauthorized()),
    }
}

fn of_headers(headers: &HeaderMap, tokens: &CurrentTokens) -> Option<Access> {
    let header: Authorization<Bearer> = headers.typed_get()?;
    tokens.access(header.token())
}
