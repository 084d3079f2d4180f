//! The query of an address, checked.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use desk::Cursor;
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
pub fn word<T>(name: &'static str, given: Option<&str>) -> Answer<Option<T>>
where
    T: FromStr,
    T::Err: Display,
{
    let parse = |word: &str| {
        word.parse()
            .map_err(|error: T::Err| Problem::bad(error.to_string()).about(name))
    };
    given.filter(|word| !word.is_empty()).map(parse).transpose()
}

/// A place in a list, as an earlier answer gave it.
pub fn place(name: &'static str, given: Option<&str>) -> Answer<Option<Cursor>> {
    let parse = |text: &str| {
        text.parse()
            .map_err(|()| Problem::bad(format!("{name} must be the `next` of an earlier page")).about(name))
    };
    given.filter(|text| !text.is_empty()).map(parse).transpose()
}
