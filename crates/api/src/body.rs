//! The JSON that callers send.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use tickets::TextError;

use crate::problem::{Answer, Problem};

/// A JSON body with known fields only.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refused(&rejection)),
        }
    }
}

fn refused(rejection: &JsonRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::not_json(),
        _ => Problem::bad(rejection.body_text()),
    }
}

/// Checks one field's text; the problem names the field.
pub fn field<T>(name: &'static str, text: String, check: fn(String) -> Result<T, TextError>) -> Answer<T> {
    check(text).map_err(|error| Problem::bad(format!("{name} {error}")).about(name))
}

/// The same of a field that may be left out.
pub fn maybe_field<T>(
    name: &'static str,
    text: Option<String>,
    check: fn(String) -> Result<T, TextError>,
) -> Answer<Option<T>> {
    text.map(|text| field(name, text, check)).transpose()
}
