//! `/tickets`: the list, and reporting.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use chrono::Utc;
use desk::{Anchor, Desk, Listing};
use tickets::{Description, Filter, Name, Order, Place, TicketId, search};
use wire::{ListQuery, NewTicket, Ticket, Tickets};

use crate::access::Person;
use crate::answer::{ask, give};
use crate::body::{Body, field, maybe_field};
use crate::document::{Reads, Writes};
use crate::key::{Key, KeyHeader};
use crate::params::{Params, place, within, word};
use crate::problem::Answer;

/// Lists tickets, newest first. A user's list holds open and active tickets only.
#[utoipa::path(get, path = "/tickets", operation_id = "list_tickets", params(ListQuery),
    responses((status = 200, description = "One page of the list", body = Tickets), Reads))]
pub async fn list(
    person: Person,
    State(desk): State<Desk>,
    Params(query): Params<ListQuery>,
) -> Answer<Json<Tickets>> {
    let limit = within("limit", query.limit, 50, 1, 500)?;
    let at = place("after", query.after.as_deref())?;
    let Some(filter) = filter(&query)? else {
        return Ok(Json(Tickets::default()));
    };
    let listing = Listing {
        filter,
        order: Order::Newest,
        at: at.map_or(Anchor::Start, Anchor::After),
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
    };
    let page = ask(desk, move |desk| desk.tickets(person.0, listing)).await?;
    Ok(Json(Tickets {
        tickets: page.items.into_iter().map(Ticket::from).collect(),
        next: page.after.map(|place| place.to_string()),
    }))
}

/// What the query asks for; `None` if its parts contradict each other, so that there can be no such ticket.
fn filter(query: &ListQuery) -> Answer<Option<Filter>> {
    let status = word("status", query.status.as_deref())?;
    let category = word("category", query.category.as_deref())?;
    let (searched, _hints) = search::parse(query.q.as_deref().unwrap_or_default(), &Utc);
    Ok(both(status, searched.status)
        .zip(both(category, searched.category))
        .map(|(status, category)| Filter {
            status,
            category,
            ..searched
        }))
}

/// Two conditions that must both hold; `None` if they can't.
fn both<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<Option<T>> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => Some(one.or(other)),
    }
}

/// Reports a problem. Its category is assigned from the description.
#[utoipa::path(post, path = "/tickets", operation_id = "report_ticket", params(KeyHeader), request_body = NewTicket,
    responses((status = 201, description = "The new ticket", body = Ticket), Writes))]
pub async fn report(
    person: Person,
    State(desk): State<Desk>,
    key: Key,
    Body(new): Body<NewTicket>,
) -> Answer<(StatusCode, [(axum::http::HeaderName, String); 1], Json<Ticket>)> {
    let description = field("description", new.description, Description::new)?;
    let place = maybe_field("place", new.place, Place::new)?;
    let caller = person.named(maybe_field("name", new.name, Name::new)?);
    let accepted = give(desk, move |desk| {
        desk.report(&caller, key.command(), TicketId::new(), description, place)
    })
    .await?;
    let address = format!("/api/v1/tickets/{}", accepted.ticket.id);
    Ok((
        StatusCode::CREATED,
        [(LOCATION, address)],
        Json(accepted.ticket.into()),
    ))
}
