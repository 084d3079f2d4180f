//! Why a request gets no answer, as `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::BadQuestion;

/// A refusal.
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

    pub fn foreign_host() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "this service answers only under the address of this machine",
        )
    }

    pub fn wrong_secret() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "show the secret that this service was started with, as bearer",
        )
    }

    pub fn unknown_parameters(detail: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    pub fn not_here() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this address")
    }

    pub fn only_get() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this can only be read, with GET")
    }

    /// The tickets are still being read, or the desk does not answer.
    pub fn not_ready(trouble: Option<&str>) -> Self {
        let detail = trouble.map_or("the tickets are still being read".into(), |trouble| {
            format!("the tickets could not be read yet: {trouble}")
        });
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    pub fn unforeseen(error: &anyhow::Error) -> Self {
        tracing::error!("{error:#}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the answer could not be written; the log says why",
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
