//! `/tickets/{id}`: one ticket, and modifying it.

use axum::Json;
use axum::extract::State;
use desk::Desk;
use tickets::{Base, Caller, Description, Edit, Place};
use wire::{Ticket, TicketEdit};

use crate::access::Person;
use crate::answer::{ask, give};
use crate::body::{Body, maybe_field};
use crate::document::{Reads, Writes};
use crate::key::{Key, KeyHeader};
use crate::problem::Answer;
use crate::which::{Which, WhichParam};

/// Shows a ticket. To a user a closed one is not there.
#[utoipa::path(get, path = "/tickets/{id}", operation_id = "show_ticket", params(WhichParam),
    responses((status = 200, description = "The ticket", body = Ticket), Reads))]
pub async fn show(person: Person, State(desk): State<Desk>, which: Which) -> Answer<Json<Ticket>> {
    let ticket = ask(desk, move |desk| desk.ticket(person.0, which.0)).await?;
    Ok(Json(ticket.full()?.into()))
}

/// Modifies the description or the place of an open or active ticket.
#[utoipa::path(patch, path = "/tickets/{id}", operation_id = "modify_ticket", params(WhichParam, KeyHeader),
    request_body = TicketEdit,
    responses((status = 200, description = "The ticket as it is now", body = Ticket), Writes))]
pub async fn modify(
    person: Person,
    State(desk): State<Desk>,
    which: Which,
    key: Key,
    Body(edit): Body<TicketEdit>,
) -> Answer<Json<Ticket>> {
    let edit = Edit {
        base: Base::Version(edit.version),
        description: maybe_field("description", edit.description, Description::new)?,
        place: edit
            .place
            .map(|place| maybe_field("place", place, Place::new))
            .transpose()?,
    };
    let ticket = which.id(&desk, person.0).await?;
    let caller = Caller::from(person.0);
    let accepted = give(desk, move |desk| {
        desk.modify(&caller, key.command(), ticket, edit)
    })
    .await?;
    Ok(Json(accepted.ticket.into()))
}
