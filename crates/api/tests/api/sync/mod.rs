//! `/sync/…`: what laptops ask of their hub.

mod access;
mod changes;
mod commands;
mod first_syncs;
mod following;
mod laptop;
mod model;
mod pace;
mod parked;
mod positions;
mod presence;
mod stop;

use desk::Desk;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use uuid::Uuid;
use wire::Synced;
use wire::sync::{ChangesQuery, Device, Page, SentCommands};

use crate::test_api::TestApi;

pub fn device() -> Device {
    Device {
        id: Uuid::new_v4(),
        version: "0.1.0".to_owned(),
        waiting: 0,
    }
}

/// The query of a laptop that follows `desk` from a position.
pub fn query(desk: &Desk, after: u64) -> ChangesQuery {
    ChangesQuery::new(desk.generation(), after)
}

pub fn answer<T: std::fmt::Debug>(synced: Synced<T>) -> T {
    match synced {
        Synced::Answer(answer) => answer,
        other => panic!("no answer: {other:?}"),
    }
}

pub fn some_page(synced: Synced<Option<Page>>) -> Page {
    answer(synced).expect("a page")
}

/// The body of a request with commands.
pub fn commands(desk: &Desk, commands: Value) -> SentCommands {
    serde_json::from_value(
        json!({ "protocol": 1, "device": Uuid::nil(), "desk": desk.generation(),
        "sent_at": "2026-11-25T10:00:00Z", "commands": commands }),
    )
    .unwrap()
}

/// `GET /sync/changes` with any query.
pub async fn get_changes(api: &TestApi, who: &str, query: &Value) -> Response {
    let request = api.request(who, Method::GET, "sync/changes").query(query);
    request.send().await.expect("a response")
}

/// The readable ids of a page's tickets.
pub fn ids(page: &Page) -> Vec<tickets::TicketId> {
    let tickets = page.tickets.iter().cloned().filter_map(wire::Received::readable);
    tickets.map(|ticket| ticket.id).collect()
}
