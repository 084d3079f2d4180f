//! `/tickets`: list and report.

use axum::Json;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderName, StatusCode};
use chrono::Utc;
use desk::{Anchor, Listing, Report, Visible};
use tickets::{
    Description, Filter, Name, Order, Place, Role, TicketId,
    search::{self, Hint},
};
use wire::{ListQuery, NewTicket, RepeatedThenClosed, Ticket, Tickets};

use crate::access::Person;
use crate::bounded_desk::BoundedDesk;
use crate::desk_calls::{Done, read, submit_as_person};
use crate::idempotency_key::{IdempotencyKey, IdempotencyKeyHeader};
use crate::json_body::{JsonBody, validate, validate_optional};
use crate::openapi::{ReadProblems, WriteProblems};
use crate::problem::{Answer, Problem};
use crate::query_params::{QueryParams, cursor, integer, parsed};

/// Lists tickets, newest first. A user's list contains only open and active tickets.
#[utoipa::path(get, path = "/tickets", operation_id = "list_tickets", params(ListQuery),
    responses((status = 200, description = "One page of the list", body = Tickets), ReadProblems))]
pub async fn list(
    person: Person,
    State(desk): State<BoundedDesk>,
    QueryParams(query): QueryParams<ListQuery>,
) -> Answer<Json<Tickets>> {
    let limit = integer("limit", query.limit, 50, 1, 500)?;
    let at = cursor("after", query.after.as_deref())?;
    let Some(filter) = filter(&query)? else {
        return Ok(Json(Tickets::default()));
    };
    let listing = Listing {
        filter,
        order: Order::Newest,
        at: at.map_or(Anchor::Start, Anchor::After),
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
    };
    let page = read(desk, move |desk| desk.tickets(person.0, listing)).await?;
    Ok(Json(Tickets {
        tickets: page.items.into_iter().map(Ticket::from).collect(),
        next: page.after.map(|cursor| cursor.to_string()),
    }))
}

/// The filter of the query. A part of `q` that the search box would ignore is refused: no program reads a hint in a list
/// that is too long. `None` if its conditions contradict each other, so that no ticket matches.
fn filter(query: &ListQuery) -> Answer<Option<Filter>> {
    let status = parsed("status", query.status.as_deref())?;
    let category = parsed("category", query.category.as_deref())?;
    let (search, hints) = search::parse(query.q.as_deref().unwrap_or_default(), &Utc);
    if hints.iter().any(Hint::widens) {
        return Err(Problem::not_understood(&hints));
    }
    Ok(both(status, search.status)
        .zip(both(category, search.category))
        .map(|(status, category)| Filter {
            status,
            category,
            ..search
        }))
}

/// The conjunction of two conditions; `None` if they contradict each other.
fn both<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<Option<T>> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => Some(one.or(other)),
    }
}

/// Reports a problem, or again that of a closed ticket (`follows`). The classifier assigns the category.
#[utoipa::path(post, path = "/tickets", operation_id = "report_ticket", params(IdempotencyKeyHeader), request_body = NewTicket,
    responses((status = 201, description = "The new ticket", body = Ticket),
        (status = 200, description = "A repeated command of a user, whose ticket has been closed since", body = RepeatedThenClosed), WriteProblems))]
pub async fn report(
    person: Person,
    State(desk): State<BoundedDesk>,
    key: IdempotencyKey,
    JsonBody(new): JsonBody<NewTicket>,
) -> Answer<Done<Created>> {
    let description = validate("description", new.description, Description::new)?;
    let place = validate_optional("place", new.place, Place::new)?;
    if let Some(closed) = new.follows {
        check_closed(&desk, person.0, closed).await?;
    }
    let caller = person.named(validate_optional("name", new.name, Name::new)?);
    let accepted = submit_as_person(desk, move |desk| {
        let report = Report {
            follows: new.follows,
            ..Report::new(description, place)
        };
        desk.report(&caller, key.command_id(), TicketId::new(), report)
    })
    .await?;
    Ok(accepted.map(|accepted| created(accepted.ticket.into())))
}

/// A problem is reported again only if its ticket is closed: as long as it is not, the ticket takes messages. A closed ticket
/// stays closed.
async fn check_closed(desk: &BoundedDesk, role: Role, ticket: TicketId) -> Answer<()> {
    match read(desk.clone(), move |desk| desk.ticket(role, ticket.into())).await? {
        Visible::Closed { .. } => Ok(()),
        Visible::Full(ticket) if ticket.closed_at.is_some() => Ok(()),
        Visible::Full(ticket) => {
            let detail = "follows: this ticket is not closed; add a message to it";
            Err(Problem::conflict(detail, ticket).with_field("follows"))
        }
        Visible::NotFound => {
            Err(Problem::bad_request("follows: there is no such ticket").with_field("follows"))
        }
    }
}

type Created = (StatusCode, [(HeaderName, String); 1], Json<Ticket>);

fn created(ticket: Ticket) -> Created {
    let address = format!("/api/v1/tickets/{}", ticket.id);
    (StatusCode::CREATED, [(LOCATION, address)], Json(ticket))
}
