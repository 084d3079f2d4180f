//! `/tickets/{id}/messages`: the thread of a ticket.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use tickets::{Body, MessageId, Name};
use wire::{Message, Messages, MessagesQuery, NewMessage, RepeatedThenClosed};

use crate::access::Person;
use crate::bounded_desk::BoundedDesk;
use crate::desk_calls::{Done, read, submit_as_person};
use crate::idempotency_key::{IdempotencyKey, IdempotencyKeyHeader};
use crate::json_body::{JsonBody, validate, validate_optional};
use crate::openapi::{ReadProblems, WriteProblems};
use crate::problem::{Answer, Problem};
use crate::query_params::{QueryParams, integer};
use crate::ticket_ref::{TicketInPath, TicketParam};

/// Lists the last messages of a ticket, oldest first.
#[utoipa::path(get, path = "/tickets/{id}/messages", operation_id = "list_messages", params(TicketParam, MessagesQuery),
    responses((status = 200, description = "A part of the thread", body = Messages), ReadProblems))]
pub async fn list(
    person: Person,
    State(desk): State<BoundedDesk>,
    ticket: TicketInPath,
    QueryParams(query): QueryParams<MessagesQuery>,
) -> Answer<Json<Messages>> {
    let limit = usize::try_from(integer("limit", query.limit, 50, 1, 500)?).unwrap_or(usize::MAX);
    let before = query.before.map(MessageId);
    // One more, to know whether there are earlier ones.
    let found = read(desk, move |desk| {
        desk.messages_before(person.0, ticket.0, before, limit + 1)
    });
    let mut found = found.await?.full()?;
    let messages = found.split_off(found.len().saturating_sub(limit));
    let first = messages.first().map(|message| message.id);
    Ok(Json(Messages {
        messages: messages.into_iter().map(Message::from).collect(),
        earlier: first.filter(|_| !found.is_empty()),
    }))
}

/// Adds a message to an open or active ticket.
#[utoipa::path(post, path = "/tickets/{id}/messages", operation_id = "write_message", params(TicketParam, IdempotencyKeyHeader),
    request_body = NewMessage,
    responses((status = 201, description = "The new message", body = Message),
        (status = 200, description = "A repeated command of a user, whose ticket has been closed since", body = RepeatedThenClosed), WriteProblems))]
pub async fn write(
    person: Person,
    State(desk): State<BoundedDesk>,
    ticket: TicketInPath,
    key: IdempotencyKey,
    JsonBody(new): JsonBody<NewMessage>,
) -> Answer<Done<(StatusCode, Json<Message>)>> {
    let body = validate("body", new.body, Body::new)?;
    let name = validate_optional("name", new.name, Name::new)?;
    let ticket = ticket.id(&desk).await?;
    let caller = person.named(name);
    let accepted = submit_as_person(desk, move |desk| {
        desk.write(&caller, key.command_id(), ticket, body)
    })
    .await?;
    accepted.try_map(|accepted| match accepted.message {
        Some(message) => Ok((StatusCode::CREATED, Json(message.into()))),
        None => Err(Problem::unexpected(
            "the message was stored, but could not be read back",
        )),
    })
}
