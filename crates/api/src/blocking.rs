//! Calls to the desk, which block, from async handlers.

use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use desk::{Accepted, Decision, Desk, StoreError};
use serde::Serialize;
use tokio::task::{JoinError, spawn_blocking};

use crate::problem::{Answer, Problem};

/// Runs blocking work on a thread of the blocking pool.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where blocking work gets its thread"
)]
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    spawn_blocking(work).await
}

/// Reads from the desk.
pub async fn read<T: Send + 'static>(
    desk: Desk,
    read: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
) -> Answer<T> {
    Ok(blocking(move || read(&desk)).await??)
}

/// A response body that is already serialized.
pub type RawJson = ([(HeaderName, &'static str); 1], Vec<u8>);

/// Reads from the desk and serializes the result on the blocking thread: serializing a hundred thousand rows would block
/// the other requests of an async thread.
pub async fn read_as_json<T: Serialize + 'static>(
    desk: Desk,
    query: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
) -> Answer<RawJson> {
    let json = read(desk, move |desk| Ok(serde_json::to_vec(&query(desk)?))).await?;
    let body = json.map_err(|error| Problem::unexpected(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/json")], body))
}

/// Gives the desk a command. A refusal becomes a problem.
pub async fn submit(
    desk: Desk,
    command: impl FnOnce(&Desk) -> Result<Decision, StoreError> + Send + 'static,
) -> Answer<Accepted> {
    Ok(read(desk, command).await??)
}
