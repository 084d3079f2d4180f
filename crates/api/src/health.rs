//! `/health`: whether the desk answers.

use axum::Json;
use axum::extract::State;
use desk::Desk;
use wire::Health;

use crate::access::Anyone;
use crate::answer::ask;
use crate::document::Reads;
use crate::problem::Answer;

/// Reads from the desk and says how far its feed is.
#[utoipa::path(get, path = "/health", operation_id = "health",
    responses((status = 200, description = "The desk answers", body = Health), Reads))]
pub async fn tell(_: Anyone, State(desk): State<Desk>) -> Answer<Json<Health>> {
    let (generation, next) = (desk.generation(), *desk.feed().borrow());
    ask(desk, Desk::counts).await?;
    Ok(Json(Health {
        status: "ok".to_owned(),
        desk: generation,
        next,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}
