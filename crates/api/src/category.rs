//! `/tickets/{id}/category`: correct the category.

use axum::Json;
use axum::extract::State;
use tickets::{Caller, Role};
use wire::{CategoryChange, Ticket};

use crate::access::Helpdesk;
use crate::bounded_desk::BoundedDesk;
use crate::desk_calls::submit;
use crate::idempotency_key::{IdempotencyKey, IdempotencyKeyHeader};
use crate::json_body::JsonBody;
use crate::openapi::WriteProblems;
use crate::problem::Answer;
use crate::ticket_ref::{TicketInPath, TicketParam};

/// Sets the right category, or confirms the classifier's.
#[utoipa::path(put, path = "/tickets/{id}/category", operation_id = "set_category", params(TicketParam, IdempotencyKeyHeader),
    request_body = CategoryChange,
    responses((status = 200, description = "The updated ticket", body = Ticket), WriteProblems))]
pub async fn set(
    _: Helpdesk,
    State(desk): State<BoundedDesk>,
    ticket: TicketInPath,
    key: IdempotencyKey,
    JsonBody(change): JsonBody<CategoryChange>,
) -> Answer<Json<Ticket>> {
    let ticket = ticket.id(&desk).await?;
    let caller = Caller::from(Role::Helpdesk);
    let accepted = submit(desk, move |desk| {
        desk.correct(&caller, key.command_id(), ticket, change.category, None)
    })
    .await?;
    Ok(Json(accepted.ticket.into()))
}
