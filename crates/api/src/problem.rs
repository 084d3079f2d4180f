//! The one place where refusals and errors become statuses.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use desk::StoreError;
use tickets::{Refusal, Ticket};
use tokio::task::JoinError;

/// What a handler gives: an answer, or the problem that stands in its way.
pub type Answer<T> = Result<T, Problem>;

/// A problem on its way to the caller.
#[derive(Debug)]
pub struct Problem(Box<wire::Problem>);

impl Problem {
    /// The request itself is wrong.
    pub fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// No token, or an unknown one.
    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "show one of this desk's tokens: Authorization: Bearer TOKEN",
        )
    }

    /// A token that does not allow this.
    pub fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// A body beyond the limit.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "a body may have up to 1 MiB")
    }

    /// A body that does not say it is JSON.
    pub fn not_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send JSON, with Content-Type: application/json",
        )
    }

    /// A request under a foreign name.
    pub fn misdirected() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this server is not the host that the request names",
        )
    }

    /// The ticket as it is stands against the request.
    pub fn conflict(detail: impl Into<String>, ticket: Ticket) -> Self {
        let mut problem = Self::new(StatusCode::CONFLICT, detail);
        problem.0.ticket = Some(Box::new(ticket.into()));
        problem
    }

    /// Something that should have been there was not.
    pub fn unexpected(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    /// Names the field that is wrong.
    pub fn about(mut self, field: &str) -> Self {
        self.0.field = Some(field.to_owned());
        self
    }

    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self(Box::new(wire::Problem {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            field: None,
            ticket: None,
        }))
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            Refusal::NoSuchTicket => Self::new(StatusCode::NOT_FOUND, detail),
            Refusal::ClosedMeanwhile { number, closed_at } => {
                let number = number.map(|number| format!(" {number}")).unwrap_or_default();
                let when = closed_at.format("%F %R");
                Self::new(
                    StatusCode::NOT_FOUND,
                    format!("ticket{number} was closed on {when} UTC"),
                )
            }
            Refusal::HelpdeskOnly => Self::forbidden(&detail),
            Refusal::WrongStatus { ticket, .. } | Refusal::ChangedMeanwhile { ticket } => {
                Self::conflict(detail, *ticket)
            }
            Refusal::EditedMeanwhile { theirs, .. } => Self::conflict(detail, *theirs),
            Refusal::NothingToChange => Self::bad(detail),
            Refusal::CommandReused | Refusal::TicketExists => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "this Idempotency-Key was used before, with other content",
            )
            .about("Idempotency-Key"),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the desk could not answer");
        let status = match error {
            StoreError::Full => StatusCode::INSUFFICIENT_STORAGE,
            StoreError::Gone => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.to_string())
    }
}

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Self {
        tracing::error!(%error, "a request ended in a bug");
        Self::unexpected("a bug in the server stopped this request; its log says more")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Any address that leads nowhere.
pub async fn no_such_address(uri: Uri) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!(
            "there is nothing at {}; /api/v1/openapi.json lists what there is",
            uri.path()
        ),
    )
}

/// An address that does not know the method.
pub async fn no_such_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this address does not know that method; Allow lists those it knows",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_in_trouble_says_what_happened_and_what_to_do() {
        let file = || "/srv/desk.db".into();
        let damaged = StoreError::Damaged {
            file: file(),
            detail: "page 7".to_owned(),
        };
        for (error, status, told) in [
            (StoreError::Full, 507, "Make room and try again"),
            (damaged, 500, "/srv/desk.db is damaged (page 7)"),
            (
                StoreError::ReadOnly { file: file() },
                500,
                "Give your account the right to write it",
            ),
            (StoreError::Gone, 503, "closed before this was saved"),
        ] {
            let problem = Problem::from(error);
            assert_eq!(problem.0.status, status);
            assert!(problem.0.detail.contains(told), "{}", problem.0.detail);
        }
    }
}
