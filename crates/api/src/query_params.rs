//! The query parameters of a request, and their validation.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use desk::Cursor;
use serde::de::DeserializeOwned;

use crate::problem::{Answer, Problem};

/// Extracts the query parameters. A rejection becomes a problem.
pub struct QueryParams<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Query::from_request_parts(parts, state)
            .await
            .map(|Query(query)| Self(query))
            .map_err(|rejection: QueryRejection| Problem::bad_request(rejection.body_text()))
    }
}

/// An integer from `min` to `max`, or the default.
pub fn integer(name: &'static str, value: Option<u32>, default: u32, min: u32, max: u32) -> Answer<u32> {
    let number = value.unwrap_or(default);
    if (min..=max).contains(&number) {
        return Ok(number);
    }
    Err(Problem::bad_request(format!("{name} must be {min} to {max}")).with_field(name))
}

/// A value that is parsed from text. An empty text counts as absent.
pub fn parsed<T>(name: &'static str, value: Option<&str>) -> Answer<Option<T>>
where
    T: FromStr,
    T::Err: Display,
{
    let parse = |text: &str| {
        text.parse()
            .map_err(|error: T::Err| Problem::bad_request(error.to_string()).with_field(name))
    };
    value.filter(|text| !text.is_empty()).map(parse).transpose()
}

/// A cursor: the `next` of an earlier page. An empty text counts as absent.
pub fn cursor(name: &'static str, value: Option<&str>) -> Answer<Option<Cursor>> {
    let parse = |text: &str| {
        text.parse().map_err(|()| {
            Problem::bad_request(format!("{name} must be the `next` of an earlier page")).with_field(name)
        })
    };
    value.filter(|text| !text.is_empty()).map(parse).transpose()
}
