//! Error answers as `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::BadQuestion;

/// An HTTP error answer.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
        }
    }

    pub fn wrong_host() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "this service answers only to the address of this machine",
        )
    }

    pub fn wrong_secret() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "the bearer must be the secret that this service was started with",
        )
    }

    pub fn unknown_parameters(detail: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "this address does not exist")
    }

    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "only GET is allowed")
    }

    /// The first catch-up is not finished; `error` if the desk does not answer.
    pub fn not_ready(error: Option<&str>) -> Self {
        let detail = error.map_or("the tickets are still being read".into(), |error| {
            format!("the tickets could not be read yet: {error}")
        });
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    pub fn internal(error: &anyhow::Error) -> Self {
        tracing::error!("{error:#}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the answer could not be rendered; the log has the reason",
        )
    }
}

impl From<BadQuestion> for Problem {
    fn from(bad: BadQuestion) -> Self {
        Self::new(StatusCode::BAD_REQUEST, bad.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        match self.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"))
            }
            _ => None,
        };
        response
    }
}
