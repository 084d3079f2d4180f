//! `/tickets/{id}`: show and modify a ticket.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use tickets::{Base, Caller, Description, Edit, Place};
use utoipa::ToSchema;
use wire::{RepeatedThenClosed, Ticket, TicketEdit};

use crate::access::Person;
use crate::bounded_desk::BoundedDesk;
use crate::desk_calls::{Done, read, submit_as_person};
use crate::idempotency_key::{IdempotencyKey, IdempotencyKeyHeader};
use crate::json_body::{JsonBody, validate_optional};
use crate::openapi::{ReadProblems, WriteProblems};
use crate::problem::Answer;
use crate::ticket_ref::{TicketInPath, TicketParam};

/// Shows a ticket. A user gets 404 for a closed ticket.
#[utoipa::path(get, path = "/tickets/{id}", operation_id = "show_ticket", params(TicketParam),
    responses((status = 200, description = "The ticket", body = Ticket), ReadProblems))]
pub async fn show(
    person: Person,
    State(desk): State<BoundedDesk>,
    ticket: TicketInPath,
) -> Answer<Json<Ticket>> {
    let ticket = read(desk, move |desk| desk.ticket(person.0, ticket.0)).await?;
    Ok(Json(ticket.full()?.into()))
}

/// Modifies the description or the place of an open or active ticket.
#[utoipa::path(patch, path = "/tickets/{id}", operation_id = "modify_ticket", params(TicketParam, IdempotencyKeyHeader),
    request_body = TicketEdit,
    responses((status = 200, description = "The updated ticket; for a repeated command of a user whose ticket has been closed since, number and closing date", body = inline(TicketOrClosed)), WriteProblems))]
pub async fn modify(
    person: Person,
    State(desk): State<BoundedDesk>,
    ticket: TicketInPath,
    key: IdempotencyKey,
    JsonBody(edit): JsonBody<TicketEdit>,
) -> Answer<Done<Json<Ticket>>> {
    let edit = Edit {
        base: Base::Version(edit.version),
        description: validate_optional("description", edit.description, Description::new)?,
        place: edit
            .place
            .map(|place| validate_optional("place", place, Place::new))
            .transpose()?,
    };
    let ticket = ticket.id(&desk).await?;
    let caller = Caller::from(person.0);
    let accepted = submit_as_person(desk, move |desk| {
        desk.modify(&caller, key.command_id(), ticket, edit)
    })
    .await?;
    Ok(accepted.map(|accepted| Json(accepted.ticket.into())))
}

/// The body of an accepted edit in the OpenAPI document.
#[derive(Serialize, ToSchema)]
#[expect(dead_code, reason = "only the OpenAPI document reads it")]
#[serde(untagged)]
enum TicketOrClosed {
    Ticket(Box<Ticket>),
    Closed(RepeatedThenClosed),
}
