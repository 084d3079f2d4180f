//! The query of an address, checked.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Answer, Problem};

/// A query of known parameters.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Query::from_request_parts(parts, state)
            .await
            .map(|Query(query)| Self(query))
            .map_err(|rejection: QueryRejection| Problem::bad(rejection.body_text()))
    }
}

/// A whole number between `least` and `most`, or what is meant if none is given.
pub fn within(name: &'static str, given: Option<u32>, default: u32, least: u32, most: u32) -> Answer<u32> {
    let number = given.unwrap_or(default);
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    Err(Problem::bad(format!("{name} must be {least} to {most}")).about(name))
}

/// A word with a meaning; an empty one counts as not given.
pub fn word<T: std::str::FromStr>(
    name: &'static str,
    given: Option<&str>,
    problem: impl Fn(T::Err) -> String,
) -> Answer<Option<T>> {
    let parse = |word: &str| {
        word.parse()
            .map_err(|error| Problem::bad(problem(error)).about(name))
    };
    given.filter(|word| !word.is_empty()).map(parse).transpose()
}
