//! `/tickets/{id}/messages`: the thread.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::Desk;
use tickets::{Body as Text, Name};
use wire::{Message, Messages, NewMessage};

use crate::access::Person;
use crate::answer::{ask, give};
use crate::body::{Body, field, maybe_field};
use crate::document::{Reads, Writes};
use crate::key::{Key, KeyHeader};
use crate::problem::{Answer, Problem};
use crate::which::{Which, WhichParam};

/// Shows what was said under a ticket, oldest first.
#[utoipa::path(get, path = "/tickets/{id}/messages", operation_id = "list_messages", params(WhichParam),
    responses((status = 200, description = "The thread", body = Messages), Reads))]
pub async fn list(person: Person, State(desk): State<Desk>, which: Which) -> Answer<Json<Messages>> {
    let thread = ask(desk, move |desk| desk.messages(person.0, which.0)).await?;
    let messages = thread.full()?.into_iter().map(Message::from).collect();
    Ok(Json(Messages { messages }))
}

/// Writes a message under an open or active ticket.
#[utoipa::path(post, path = "/tickets/{id}/messages", operation_id = "write_message", params(WhichParam, KeyHeader),
    request_body = NewMessage,
    responses((status = 201, description = "The new message", body = Message), Writes))]
pub async fn write(
    person: Person,
    State(desk): State<Desk>,
    which: Which,
    key: Key,
    Body(new): Body<NewMessage>,
) -> Answer<(StatusCode, Json<Message>)> {
    let body = field("body", new.body, Text::new)?;
    let name = maybe_field("name", new.name, Name::new)?;
    let ticket = which.id(&desk, person.0).await?;
    let caller = person.named(name);
    let accepted = give(desk, move |desk| desk.write(&caller, key.command(), ticket, body)).await?;
    match accepted.message {
        Some(message) => Ok((StatusCode::CREATED, Json(message.into()))),
        None => Err(Problem::unexpected(
            "the message was kept, but could not be read back",
        )),
    }
}
