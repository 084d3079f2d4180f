//! Who may call a route: an extractor for each kind of caller, which rejects all other callers before the handler runs.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::TypedHeader;
use axum_extra::headers::Authorization;
use axum_extra::headers::authorization::Bearer;
use tickets::{Caller, Name, Role};

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
        access(parts, state).await.map(|_| Self)
    }
}

impl FromRequestParts<ApiState> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        match access(parts, state).await? {
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
        match access(parts, state).await? {
            Access::As(Role::Helpdesk) => Ok(Self),
            _ => Err(Problem::forbidden("only the helpdesk may do this")),
        }
    }
}

impl FromRequestParts<ApiState> for FeedReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        match access(parts, state).await? {
            Access::As(Role::User) => Err(Problem::forbidden("only the helpdesk and services may read this")),
            _ => Ok(Self),
        }
    }
}

async fn access(parts: &mut Parts, state: &ApiState) -> Result<Access, Problem> {
    type BearerHeader = TypedHeader<Authorization<Bearer>>;
    let header = BearerHeader::from_request_parts(parts, state).await.ok();
    let known = header.and_then(|header| state.tokens.access(header.token()));
    known.ok_or_else(|| {
        state.refused_tokens.log();
        Problem::unauthorized()
    })
}
