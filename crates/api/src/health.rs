//! `/health`: whether the desk works.

use axum::Json;
use axum::extract::State;
use desk::Desk;
use wire::Health;

use crate::access::AnyToken;
use crate::blocking::read;
use crate::openapi::ReadProblems;
use crate::problem::Answer;

/// Reads from the desk, and returns the position of its feed.
#[utoipa::path(get, path = "/health", operation_id = "health",
    responses((status = 200, description = "The desk answers", body = Health), ReadProblems))]
pub async fn show(_: AnyToken, State(desk): State<Desk>) -> Answer<Json<Health>> {
    let (generation, next) = (desk.generation(), *desk.feed().borrow());
    read(desk, Desk::counts).await?;
    Ok(Json(Health {
        status: "ok".to_owned(),
        desk: generation,
        next,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}
