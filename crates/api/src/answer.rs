//! Asking the desk, which blocks, from code that must not.

use desk::{Accepted, Decision, Desk, StoreError};
use tokio::task::{JoinError, spawn_blocking};

use crate::problem::Answer;

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

/// Gives the desk a command; a refusal becomes a problem.
pub async fn give(
    desk: Desk,
    command: impl FnOnce(&Desk) -> Result<Decision, StoreError> + Send + 'static,
) -> Answer<Accepted> {
    Ok(ask(desk, command).await??)
}
