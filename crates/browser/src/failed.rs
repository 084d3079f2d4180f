//! The one place where failures become a status and the text that a person in a browser reads. Unlike in the window, the
//! text has no technical details: they are the hub's own, and are in its log.

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use pages::CommandError;
use pages::failure::failure;
use store::StoreError;
use tickets::Role;
use ui::Fragment;
use ui::browser::RoleChanged;
use ui::failure::Failed;

/// The header of each fragment of a hub. An answer without it is from a proxy, or from the login of a network.
const FRAGMENT: HeaderName = HeaderName::from_static("campus-desk-fragment");

/// A fragment that the page displays.
pub fn fragment(status: StatusCode, html: String) -> Response {
    let mut answer = (status, Html(html)).into_response();
    answer
        .headers_mut()
        .insert(FRAGMENT, HeaderValue::from_static("1"));
    answer
}

/// Why a request was not answered with what it asked for.
#[derive(Debug)]
pub enum Failure {
    /// The command failed.
    Command(CommandError),
    /// The body of the request is no form, or too large.
    Form(StatusCode),
    /// The page was made for another role than the browser has now.
    OtherRole(Role),
    /// Too many reports, or other changes, came from this address.
    TooMany(&'static str),
    /// The hub has too much to do.
    Busy,
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::Command(error) = &self
            && !matches!(error, CommandError::HelpdeskOnly | CommandError::Form(_))
        {
            tracing::error!(%error, "a command of a browser failed");
        }
        let status = self.status();
        let mut answer = fragment(status, self.html());
        if matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        ) {
            let headers = answer.headers_mut();
            headers.insert("retry-after", HeaderValue::from_static("60"));
        }
        answer
    }
}

impl Failure {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Command(CommandError::HelpdeskOnly) => StatusCode::FORBIDDEN,
            Self::Command(CommandError::Form(_)) => StatusCode::BAD_REQUEST,
            Self::Command(CommandError::Store(
                StoreError::Full | StoreError::NoSpace { .. } | StoreError::Gone,
            ))
            | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Command(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Form(status) => *status,
            Self::OtherRole(_) => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn html(&self) -> String {
        let text = match self {
            Self::OtherRole(role) => return RoleChanged { role: *role }.html(),
            Self::Command(CommandError::HelpdeskOnly) => return RoleChanged { role: Role::User }.html(),
            Self::Command(CommandError::Form(_)) | Self::Form(StatusCode::BAD_REQUEST) => failure(
                "This page does not fit the campus’s server.",
                "Nothing was changed. Your text is still here.",
                "Copy your text, then reload the page.",
                None,
            ),
            Self::Form(_) => failure(
                "This text is too long.",
                "Nothing was changed. Your text is still here.",
                "Shorten it, then send it again.",
                None,
            ),
            Self::TooMany(what) => failure(
                what,
                "This was not sent. Your text is still here.",
                "Wait a minute, then send it again.",
                None,
            ),
            Self::Busy => failure(
                "The campus’s server has too much to do.",
                "Nothing was changed. Your text is still here.",
                "Wait a moment, then try again.",
                None,
            ),
            Self::Command(CommandError::Broken | CommandError::Store(StoreError::Gone)) => failure(
                "Something went wrong on the campus’s server.",
                "Your change may or may not have been made. Your text is still here.",
                "Check whether it was made, then try again.",
                None,
            ),
            Self::Command(CommandError::Store(_) | CommandError::Failed(_)) => failure(
                "The campus’s server cannot do this at the moment.",
                "Nothing was changed. Your text is still here.",
                "Try again later. If this happens again, telephone the helpdesk.",
                None,
            ),
        };
        Failed { failure: &text }.html()
    }
}
