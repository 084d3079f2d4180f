//! The JSON body of a request, and the validation of its fields.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use tickets::TextError;

use crate::problem::{Answer, Problem};

/// Extracts a JSON body. A rejection becomes a problem.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(to_problem(&rejection)),
        }
    }
}

fn to_problem(rejection: &JsonRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::not_json(),
        _ => Problem::bad_request(rejection.body_text()),
    }
}

/// Validates the text of a field. The problem names the field.
pub fn validate<T>(
    field: &'static str,
    text: String,
    validate: fn(String) -> Result<T, TextError>,
) -> Answer<T> {
    validate(text).map_err(|error| Problem::bad_request(format!("{field} {error}")).with_field(field))
}

/// Validates the text of an optional field.
pub fn validate_optional<T>(
    field: &'static str,
    text: Option<String>,
    validator: fn(String) -> Result<T, TextError>,
) -> Answer<Option<T>> {
    text.map(|text| validate(field, text, validator)).transpose()
}
