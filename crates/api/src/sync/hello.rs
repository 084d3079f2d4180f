//! `/sync/hello`

use axum::Json;
use axum::extract::State;
use wire::sync::Hello;

use crate::bounded_desk::BoundedDesk;
use crate::openapi::ReadProblems;
use crate::problem::Answer;
use crate::sync::laptop::Laptop;

/// Introduces the hub: the desk's generation and position, the protocols that the hub speaks, and the role of the token.
#[utoipa::path(get, path = "/sync/hello", operation_id = "sync_hello",
    responses((status = 200, description = "The hub", body = Hello), ReadProblems))]
pub async fn show(laptop: Laptop, State(desk): State<BoundedDesk>) -> Answer<Json<Hello>> {
    desk.read(move |desk| desk.hello(laptop.role)).await.map(Json)
}
