//! `/tickets/{id}/status`: taking on, and closing.

use axum::Json;
use axum::extract::State;
use desk::{Desk, Visible};
use tickets::{Caller, Refusal, Role, Status};
use wire::{StatusChange, Ticket};

use crate::access::Helpdesk;
use crate::answer::{ask, give};
use crate::body::Body;
use crate::document::Writes;
use crate::key::{Key, KeyHeader};
use crate::problem::{Answer, Problem};
use crate::which::{Which, WhichParam};

/// Moves a ticket from open to active, or from active to closed. There is no way back.
#[utoipa::path(put, path = "/tickets/{id}/status", operation_id = "set_status", params(WhichParam, KeyHeader),
    request_body = StatusChange,
    responses((status = 200, description = "The ticket as it is now", body = Ticket), Writes))]
pub async fn set(
    _: Helpdesk,
    State(desk): State<Desk>,
    which: Which,
    key: Key,
    Body(change): Body<StatusChange>,
) -> Answer<Json<Ticket>> {
    if change.status == Status::Open {
        return Err(no_way_back(desk, which).await);
    }
    let ticket = which.id(&desk, Role::Helpdesk).await?;
    let caller = Caller::from(Role::Helpdesk);
    let accepted = give(desk, move |desk| match change.status {
        Status::Closed => desk.close(&caller, key.command(), ticket, None),
        _ => desk.start(&caller, key.command(), ticket, None),
    })
    .await?;
    Ok(Json(accepted.ticket.into()))
}

async fn no_way_back(desk: Desk, which: Which) -> Problem {
    match ask(desk, move |desk| desk.ticket(Role::Helpdesk, which.0)).await {
        Ok(Visible::Full(ticket)) => Problem::conflict("no ticket becomes open again", ticket),
        Ok(_) => Refusal::NoSuchTicket.into(),
        Err(problem) => problem,
    }
}
