//! `/health`: whether the desk works.

use axum::Json;
use axum::extract::State;
use wire::Health;

use crate::access::AnyToken;
use crate::blocking::blocking;
use crate::bounded_desk::BoundedDesk;
use crate::openapi::ReadProblems;
use crate::problem::Answer;

/// Reads from the desk, and returns the position of its feed. Not bounded: a desk that is full is still alive.
#[utoipa::path(get, path = "/health", operation_id = "health",
    responses((status = 200, description = "The desk answers", body = Health), ReadProblems))]
pub async fn show(_: AnyToken, State(desk): State<BoundedDesk>) -> Answer<Json<Health>> {
    let desk = desk.desk().clone();
    let (generation, next) = (desk.generation(), *desk.feed().borrow());
    blocking(move || desk.counts()).await??;
    Ok(Json(Health {
        status: "ok".to_owned(),
        desk: generation,
        next,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}
