//! Asking the desk, which blocks, from code that must not.

use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use desk::{Accepted, Decision, Desk, StoreError};
use serde::Serialize;
use tokio::task::{JoinError, spawn_blocking};

use crate::problem::{Answer, Problem};

/// Runs something that blocks where blocking hurts nobody.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    spawn_blocking(work).await
}

/// Asks the desk.
pub async fn ask<T: Send + 'static>(
    desk: Desk,
    question: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
) -> Answer<T> {
    Ok(blocking(move || question(&desk)).await??)
}

/// JSON that was written out already.
pub type Written = ([(HeaderName, &'static str); 1], Vec<u8>);

/// Asks the desk for much, and writes it out: a hundred thousand rows take too long for a thread that serves
/// others.
pub async fn ask_for_much<T: Serialize + 'static>(
    desk: Desk,
    question: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
) -> Answer<Written> {
    let written = ask(desk, move |desk| Ok(serde_json::to_vec(&question(desk)?))).await?;
    let body = written.map_err(|error| Problem::unexpected(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/json")], body))
}

/// Gives the desk a command; a refusal becomes a problem.
pub async fn give(
    desk: Desk,
    command: impl FnOnce(&Desk) -> Result<Decision, StoreError> + Send + 'static,
) -> Answer<Accepted> {
    Ok(ask(desk, command).await??)
}
