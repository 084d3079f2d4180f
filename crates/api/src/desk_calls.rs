//! Calls to the desk, which block, from async handlers.

use axum::Json;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use desk::{Accepted, Decision, Desk, StoreError};
use serde::Serialize;
use tickets::Refusal;
use wire::RepeatedThenClosed;

use crate::bounded_desk::BoundedDesk;
use crate::problem::{Answer, Problem};

/// Reads from the desk.
pub async fn read<T: Send + 'static>(
    desk: BoundedDesk,
    read: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
) -> Answer<T> {
    desk.read(read).await
}

/// A response body that is already serialized.
pub type RawJson = ([(HeaderName, &'static str); 1], Vec<u8>);

/// Reads from the desk and serializes the result on the blocking thread: serializing a hundred thousand rows would block
/// the other requests of an async thread.
pub async fn read_as_json<T: Serialize + 'static>(
    desk: BoundedDesk,
    query: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
) -> Answer<RawJson> {
    let json = read(desk, move |desk| Ok(serde_json::to_vec(&query(desk)?))).await?;
    let body = json.map_err(|error| Problem::unexpected(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/json")], body))
}

/// Gives the desk a command of the helpdesk. A refusal becomes a problem.
pub async fn submit(
    desk: BoundedDesk,
    command: impl FnOnce(&Desk) -> Result<Decision, StoreError> + Send + 'static,
) -> Answer<Accepted> {
    Ok(desk.command(command).await??)
}

/// Gives the desk a command of a user or the helpdesk. A refusal becomes a problem.
pub async fn submit_as_person(
    desk: BoundedDesk,
    command: impl FnOnce(&Desk) -> Result<Decision, StoreError> + Send + 'static,
) -> Answer<Done<Accepted>> {
    match desk.command(command).await? {
        Ok(accepted) => Ok(Done::Visible(accepted)),
        Err(Refusal::AcceptedThenClosed { number, closed_at }) => Ok(Done::Closed(RepeatedThenClosed {
            number,
            closed_at,
            repeated: true,
        })),
        Err(refusal) => Err(refusal.into()),
    }
}

/// The answer to an accepted command.
pub enum Done<T> {
    /// The result of the command.
    Visible(T),
    /// The command was accepted before, and the ticket has been closed since: a user does not see the result.
    Closed(RepeatedThenClosed),
}

impl<T> Done<T> {
    pub fn try_map<U>(self, convert: impl FnOnce(T) -> Answer<U>) -> Answer<Done<U>> {
        Ok(match self {
            Self::Visible(result) => Done::Visible(convert(result)?),
            Self::Closed(closed) => Done::Closed(closed),
        })
    }

    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Done<U> {
        match self {
            Self::Visible(result) => Done::Visible(convert(result)),
            Self::Closed(closed) => Done::Closed(closed),
        }
    }
}

impl<T: IntoResponse> IntoResponse for Done<T> {
    fn into_response(self) -> Response {
        match self {
            Self::Visible(result) => result.into_response(),
            Self::Closed(closed) => Json(closed).into_response(),
        }
    }
}
