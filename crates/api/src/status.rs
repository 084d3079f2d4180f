//! `/tickets/{id}/status`: start and close.

use axum::Json;
use axum::extract::State;
use desk::Visible;
use tickets::{Caller, Refusal, Role, Status};
use wire::{StatusChange, Ticket};

use crate::access::Helpdesk;
use crate::bounded_desk::BoundedDesk;
use crate::desk_calls::{read, submit};
use crate::idempotency_key::{IdempotencyKey, IdempotencyKeyHeader};
use crate::json_body::JsonBody;
use crate::openapi::WriteProblems;
use crate::problem::{Answer, Problem};
use crate::ticket_ref::{TicketInPath, TicketParam};

/// Moves a ticket from open to active, or from active to closed. A status never goes back.
#[utoipa::path(put, path = "/tickets/{id}/status", operation_id = "set_status", params(TicketParam, IdempotencyKeyHeader),
    request_body = StatusChange,
    responses((status = 200, description = "The updated ticket", body = Ticket), WriteProblems))]
pub async fn set(
    _: Helpdesk,
    State(desk): State<BoundedDesk>,
    ticket: TicketInPath,
    key: IdempotencyKey,
    JsonBody(change): JsonBody<StatusChange>,
) -> Answer<Json<Ticket>> {
    if change.status == Status::Open {
        return Err(cannot_reopen(desk, ticket).await);
    }
    let ticket = ticket.id(&desk).await?;
    let caller = Caller::from(Role::Helpdesk);
    let accepted = submit(desk, move |desk| match change.status {
        Status::Closed => desk.close(&caller, key.command_id(), ticket, None),
        _ => desk.start(&caller, key.command_id(), ticket, None),
    })
    .await?;
    Ok(Json(accepted.ticket.into()))
}

async fn cannot_reopen(desk: BoundedDesk, ticket: TicketInPath) -> Problem {
    match read(desk, move |desk| desk.ticket(Role::Helpdesk, ticket.0)).await {
        Ok(Visible::Full(ticket)) => Problem::conflict("a ticket cannot become open again", ticket),
        Ok(_) => Refusal::NoSuchTicket.into(),
        Err(problem) => problem,
    }
}
