//! HTTP problems (RFC 9457): the only place that maps refusals and errors to HTTP statuses.

use std::any::Any;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use desk::StoreError;
use tickets::search::Hint;
use tickets::{Refusal, Ticket};
use tokio::task::JoinError;
use wire::sync::{Protocols, Reset};

/// The result of a handler.
pub type Answer<T> = Result<T, Problem>;

const BUG: &str = "the request failed because of a bug in the server; see its log";

/// An HTTP problem as a response.
#[derive(Debug)]
pub struct Problem {
    body: Box<wire::Problem>,
    /// In seconds.
    retry_after: u16,
}

impl Problem {
    /// The request is invalid.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// Parts of the search have no meaning.
    pub fn not_understood(hints: &[Hint]) -> Self {
        let hints: Vec<String> = hints.iter().map(Hint::to_string).collect();
        let detail = format!("q would find more than it asks for, because {}", hints.join("; "));
        let mut problem = Self::bad_request(detail).with_field("q");
        problem.body.hints = hints;
        problem
    }

    /// The request has no token or an unknown token.
    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "send one of this desk's tokens: Authorization: Bearer TOKEN",
        )
    }

    /// The token does not allow the request.
    pub fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// There is nothing of that name.
    pub fn not_found(detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// The body exceeds the limit.
    pub fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is larger than 1 MiB, or than 512 KiB for /sync/commands",
        )
    }

    /// The body has another content type than JSON.
    pub fn not_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send JSON, with Content-Type: application/json",
        )
    }

    /// The header `Host` has an unknown name.
    pub fn misdirected() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this server does not have the name in the header Host",
        )
    }

    /// The ticket's current state does not allow the request.
    pub fn conflict(detail: impl Into<String>, ticket: Ticket) -> Self {
        let mut problem = Self::new(StatusCode::CONFLICT, detail);
        problem.body.ticket = Some(Box::new(ticket.into()));
        problem
    }

    /// The reader of the feed has read another desk up to its position.
    pub fn other_desk() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "the desk was restored or forked: discard what you read and start from after=0",
        )
    }

    /// Too many requests run at once.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "the desk is busy; send the request again after the seconds in Retry-After",
        )
    }

    /// Too many laptops read the feed from the beginning.
    pub fn come_back_later() -> Self {
        let detail = "many laptops are being set up; send the request again after the seconds in Retry-After";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).at_a_random_moment()
    }

    /// The server is about to stop. The waiting laptops come back at different moments.
    pub fn stopping() -> Self {
        let detail = "the hub is stopping; send the request again after the seconds in Retry-After";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).at_a_random_moment()
    }

    /// The laptop's position does not exist on this desk.
    pub fn reset(reset: Reset) -> Self {
        let detail = "this desk does not have the laptop's position: read from after=0";
        let mut problem = Self::new(StatusCode::CONFLICT, detail);
        problem.body.reset = Some(reset);
        problem
    }

    /// The request has another version of the sync protocol.
    pub fn other_protocol(spoken: Protocols) -> Self {
        let detail = format!(
            "this hub speaks the sync protocols {} to {}",
            spoken.from, spoken.to
        );
        let mut problem = Self::new(StatusCode::UPGRADE_REQUIRED, detail);
        problem.body.protocol = Some(spoken);
        problem
    }

    /// A request has more commands than a hub decides at once.
    pub fn too_many_commands(most: usize) -> Self {
        let detail = format!("a request may have {most} commands");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, detail).with_field("commands")
    }

    fn at_a_random_moment(mut self) -> Self {
        self.retry_after = rand::random_range(1..=15);
        self
    }

    /// An error that should not happen.
    pub fn unexpected(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    /// Names the invalid field.
    pub fn with_field(mut self, field: &str) -> Self {
        self.body.field = Some(field.to_owned());
        self
    }

    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let body = wire::Problem {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            field: None,
            hints: Vec::new(),
            ticket: None,
            protocol: None,
            reset: None,
        };
        Self {
            body: Box::new(body),
            retry_after: 1,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            Refusal::NoSuchTicket => Self::new(StatusCode::NOT_FOUND, detail),
            // A user reads `AcceptedThenClosed` as the answer of `submit_as_person`.
            Refusal::ClosedMeanwhile { number, closed_at }
            | Refusal::AcceptedThenClosed { number, closed_at } => {
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
            Refusal::NothingToChange => Self::bad_request(detail),
            Refusal::CommandReused | Refusal::TicketExists => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "this Idempotency-Key was used before with other content",
            )
            .with_field("Idempotency-Key"),
        }
    }
}

/// The log has the whole error. The answer names no file or folder: a client of the API does not need to know where on
/// the server the desk is.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        let (status, detail) = match error {
            StoreError::Full => (StatusCode::INSUFFICIENT_STORAGE, error.to_string()),
            StoreError::NoSpace { .. } => (
                StatusCode::INSUFFICIENT_STORAGE,
                "the disk does not have enough free space".to_owned(),
            ),
            StoreError::Gone => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
            StoreError::Damaged { .. } => on_the_server("the desk's file is damaged; it was left as it is"),
            StoreError::Unreadable { .. } => {
                on_the_server("a part of the desk cannot be read; everything else can be used")
            }
            StoreError::Replaced { .. } => on_the_server(
                "the desk's file was moved or replaced while it was open; nothing more is saved",
            ),
            StoreError::ReadOnly { .. } => on_the_server("the desk's file is read-only"),
            StoreError::Newer { .. } => on_the_server("a newer version of Campus Desk wrote the desk"),
            StoreError::InUse { .. } => on_the_server("another program uses the desk's file"),
            StoreError::Other(_) => on_the_server("the desk's file could not be used"),
        };
        Self::new(status, detail)
    }
}

/// An error that only an administrator of the server can remedy.
fn on_the_server(what: &str) -> (StatusCode, String) {
    let detail = format!("{what}. The log of the server says what to do");
    (StatusCode::INTERNAL_SERVER_ERROR, detail)
}

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Self {
        tracing::error!(%error, "a request panicked");
        Self::unexpected(BUG)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from(self.retry_after));
        }
        response
    }
}

/// The response after a handler panicked.
pub fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = message, "a request panicked");
    Problem::unexpected(BUG).into_response()
}

/// The fallback for a path without a route.
pub async fn unknown_path(uri: Uri) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!(
            "there is no route {}; /api/v1/openapi.json lists all routes",
            uri.path()
        ),
    )
}

/// The fallback for a method that the route does not have.
pub async fn unknown_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this route does not have that method; the header Allow lists its methods",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_error_becomes_a_status_and_a_cause_without_paths() {
        let place = || "/srv/desk.db".to_owned();
        let damaged = StoreError::Damaged {
            place: place(),
            reason: "page 7".to_owned(),
            remedy: "Restore a backup from /srv/backups".to_owned(),
        };
        let unreadable = StoreError::Unreadable {
            place: place(),
            reason: "/srv/desk.db: row 7".to_owned(),
        };
        let newer = StoreError::Newer {
            place: place(),
            found: 9,
            known: 3,
        };
        let in_use = StoreError::InUse {
            place: place(),
            holder: "/usr/bin/campus-desk".to_owned(),
        };
        for (error, status, detail) in [
            (StoreError::Full, 507, "Make room and try again"),
            (damaged, 500, "is damaged; it was left as it is"),
            (unreadable, 500, "everything else can be used"),
            (
                StoreError::Replaced { place: place() },
                500,
                "nothing more is saved",
            ),
            (StoreError::ReadOnly { place: place() }, 500, "is read-only"),
            (newer, 500, "newer version"),
            (in_use, 500, "another program"),
            (StoreError::Gone, 503, "closed before this was saved"),
            (
                StoreError::Other("/srv/desk.db: no such file".to_owned()),
                500,
                "could not be used",
            ),
        ] {
            let problem = Problem::from(error);
            assert_eq!(problem.body.status, status);
            assert!(problem.body.detail.contains(detail), "{}", problem.body.detail);
            assert!(!problem.body.detail.contains('/'), "{}", problem.body.detail);
        }
    }
}
