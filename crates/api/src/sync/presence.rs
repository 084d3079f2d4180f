//! `/sync/presence`

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use tickets::{Role, TicketId};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;
use wire::sync::{OtherDesk, OtherDesks, Presence};

use super::open_tickets::Open;
use super::{SyncState, check_protocol};
use crate::access::check_again;
use crate::bounded_desk::BoundedDesk;
use crate::current_tokens::CurrentTokens;
use crate::json_body::JsonBody;
use crate::openapi::SyncProblems;
use crate::problem::{Answer, Problem};
use crate::query_params::integer;
use crate::sync::laptop::Laptop;

/// How long a ticket counts as open after the answer: by then, the laptop has asked again.
const GRACE: Duration = Duration::from_secs(10);

/// Notes which ticket is open on a laptop of the helpdesk, and answers at which other desks it is open too. With `wait`, the
/// answer is sent once these are others than `known`. Nothing is stored.
#[utoipa::path(post, path = "/sync/presence", operation_id = "sync_presence",
    request_body(content = Value, description = "`wire::sync::Presence`; see docs/API.md"),
    responses((status = 200, description = "The other desks: `wire::sync::OtherDesks`", body = Value), SyncProblems))]
pub async fn note(
    laptop: Laptop,
    State(desk): State<BoundedDesk>,
    State(sync): State<Arc<SyncState>>,
    State(tokens): State<CurrentTokens>,
    headers: HeaderMap,
    JsonBody(presence): JsonBody<Presence>,
) -> Answer<Json<OtherDesks>> {
    check_protocol(presence.protocol)?;
    if laptop.role != Role::Helpdesk {
        return Err(Problem::forbidden("only the helpdesk sees who has a ticket open"));
    }
    if laptop.device.is_nil() {
        return Err(Problem::bad_request(
            "the header campus-desk-device must be a UUID",
        ));
    }
    let wait = Duration::from_secs(integer("wait", presence.wait, 0, 0, 30)?.into());
    let Some(ticket) = presence.ticket else {
        sync.open_tickets.leave(laptop.device);
        return Ok(Json(OtherDesks::default()));
    };
    let until = Instant::now() + wait;
    let open = Open {
        ticket,
        name: presence.name,
        until: until + GRACE,
    };
    let connection = Connection {
        sync: sync.clone(),
        device: laptop.device,
        until: open.until,
        is_answered: false,
    };
    sync.open_tickets.note(laptop.device, open, Instant::now());
    let others = next_others(&desk, &sync, (laptop, ticket), &presence.known, until).await?;
    connection.answered();
    check_again(&headers, &tokens, Role::Helpdesk)?;
    Ok(Json(OtherDesks { others }))
}

/// The connection of a request. If it breaks before the answer, the ticket is not open any more: the window was closed.
struct Connection {
    sync: Arc<SyncState>,
    device: Uuid,
    until: Instant,
    is_answered: bool,
}

impl Connection {
    fn answered(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.is_answered {
            self.sync.open_tickets.forget(self.device, self.until);
        }
    }
}

/// The other desks, once they are not the `known` ones, or at `until`.
async fn next_others(
    desk: &BoundedDesk,
    sync: &SyncState,
    (laptop, ticket): (Laptop, TicketId),
    known: &[OtherDesk],
    until: Instant,
) -> Answer<Vec<OtherDesk>> {
    let mut changes = sync.open_tickets.changes();
    let mut permit = None;
    loop {
        changes.mark_unchanged();
        let now = Instant::now();
        let (others, ends) = sync.open_tickets.others(laptop.device, ticket, now);
        if others != known || now >= until {
            return Ok(others);
        }
        if permit.is_none() {
            permit = Some(desk.start_waiting()?);
        }
        tokio::select! {
            // The sender lives as long as the state.
            _ = changes.changed() => {}
            () = sleep_until(ends.map_or(until, |ends| ends.min(until))) => {}
            () = sync.stopping.wait() => return Err(Problem::stopping()),
        }
    }
}
