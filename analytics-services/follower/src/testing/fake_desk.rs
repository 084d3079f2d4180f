//! The part of a desk's API that a follower uses: `GET /api/v1/facts` with long poll, and `GET /api/v1/health`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Json, Router, routing::get};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use uuid::Uuid;
use wire::FactRow;

/// The desk. On drop it stops answering at once.
pub struct FakeDesk {
    address: SocketAddr,
    feed: Feed,
    /// A runtime of its own: its end closes every connection, as a killed process does.
    runtime: Option<Runtime>,
}

#[derive(Clone)]
struct Feed {
    state: Arc<Mutex<Tickets>>,
    end: watch::Sender<u64>,
}

#[derive(Clone)]
struct Tickets {
    desk: Uuid,
    end: u64,
    /// By the feed number of the last change.
    by_number: BTreeMap<u64, (Value, Option<String>)>,
    /// The mark of each number.
    marks: BTreeMap<u64, Uuid>,
}

#[derive(Deserialize)]
struct FactsQuery {
    after: u64,
    mark: Option<Uuid>,
    limit: usize,
    wait: u64,
}

impl FakeDesk {
    /// The API token that the desk accepts.
    pub const TOKEN: &str = "the token of the service";

    /// An empty desk on a free port.
    pub fn open() -> Self {
        Self::serve(SocketAddr::from(([127, 0, 0, 1], 0)), Tickets::empty())
    }

    fn serve(address: SocketAddr, tickets: Tickets) -> Self {
        let feed = Feed {
            end: watch::Sender::new(tickets.end),
            state: Arc::new(Mutex::new(tickets)),
        };
        let routes = Router::new()
            .route("/api/v1/facts", get(facts))
            .route("/api/v1/health", get(health))
            .with_state(feed.clone());
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(async { listen(address) });
        let address = listener.local_addr().expect("an address");
        runtime.spawn(async { axum::serve(listener, routes).await.expect("serving") });
        Self {
            address,
            feed,
            runtime: Some(runtime),
        }
    }

    /// The base address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a ticket, or replaces its facts.
    pub fn put(&self, ticket: FactRow, place: Option<&str>) {
        self.put_json(json!(ticket), place);
    }

    /// The same with a row of any form, like that of a newer or damaged desk.
    pub fn put_json(&self, ticket: Value, place: Option<&str>) {
        let end = {
            let mut tickets = self.feed.state.lock().expect("the desk");
            tickets.put(ticket, place);
            tickets.end
        };
        self.feed.end.send_replace(end);
    }

    /// Stops answering, like a killed process.
    pub fn stop(self) -> StoppedDesk {
        let tickets = self.feed.state.lock().expect("the desk").clone();
        StoppedDesk {
            address: self.address,
            tickets,
        }
    }
}

/// A desk that is not running. Each method starts a desk at the same address.
pub struct StoppedDesk {
    address: SocketAddr,
    tickets: Tickets,
}

impl StoppedDesk {
    /// The same desk.
    pub fn restart(self) -> FakeDesk {
        FakeDesk::serve(self.address, self.tickets)
    }

    /// An empty desk with another generation.
    pub fn replace(self) -> FakeDesk {
        FakeDesk::serve(self.address, Tickets::empty())
    }

    /// The desk before its last `changes`, with the same generation: an old file that was copied back.
    pub fn roll_back(mut self, changes: u64) -> FakeDesk {
        self.tickets.roll_back(changes);
        FakeDesk::serve(self.address, self.tickets)
    }

    /// The desk before its last `changes`, with other changes since then and the same generation: a fork.
    pub fn fork(mut self, changes: u64, others: impl IntoIterator<Item = FactRow>) -> FakeDesk {
        self.tickets.roll_back(changes);
        for ticket in others {
            self.tickets.put(json!(ticket), None);
        }
        FakeDesk::serve(self.address, self.tickets)
    }
}

impl Drop for FakeDesk {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
}

impl Tickets {
    fn empty() -> Self {
        Self {
            desk: Uuid::now_v7(),
            end: 0,
            by_number: BTreeMap::new(),
            marks: BTreeMap::new(),
        }
    }

    fn put(&mut self, ticket: Value, place: Option<&str>) {
        self.end += 1;
        self.marks.insert(self.end, Uuid::now_v7());
        self.by_number.retain(|_, (other, _)| other[0] != ticket[0]);
        self.by_number
            .insert(self.end, (ticket, place.map(str::to_owned)));
    }

    fn roll_back(&mut self, changes: u64) {
        self.end -= changes;
        self.by_number.retain(|number, _| *number <= self.end);
        self.marks.retain(|number, _| *number <= self.end);
    }

    /// Whether a follower at this position has read another desk.
    fn is_fork(&self, after: u64, mark: Option<Uuid>) -> bool {
        let own = self.marks.get(&after);
        mark.zip(own).is_some_and(|(mark, own)| mark != *own)
    }

    fn since(&self, after: u64, limit: usize) -> Value {
        let changed: Vec<_> = self.by_number.range(after + 1..).take(limit).collect();
        let next = if changed.len() < limit {
            self.end
        } else {
            changed.last().map_or(after, |last| *last.0)
        };
        let (mut places, mut rows) = (Vec::new(), Vec::new());
        for (_, (ticket, place)) in changed {
            let mut ticket = ticket.clone();
            if let Some(place) = place {
                ticket[5] = json!(places.len());
                places.push(place);
            }
            rows.push(ticket);
        }
        let mark = self.marks.get(&next);
        json!({ "desk": self.desk, "places": places, "rows": rows, "next": next, "mark": mark })
    }
}

async fn facts(
    State(feed): State<Feed>,
    headers: HeaderMap,
    Query(query): Query<FactsQuery>,
) -> Result<Json<Value>, StatusCode> {
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok());
    if authorization != Some(&format!("Bearer {}", FakeDesk::TOKEN)) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    if feed
        .state
        .lock()
        .expect("the desk")
        .is_fork(query.after, query.mark)
    {
        return Err(StatusCode::CONFLICT);
    }
    let mut end = feed.end.subscribe();
    let more = end.wait_for(|end| *end != query.after);
    let _ = tokio::time::timeout(Duration::from_secs(query.wait), more).await;
    let tickets = feed.state.lock().expect("the desk");
    Ok(Json(tickets.since(query.after, query.limit)))
}

async fn health(State(feed): State<Feed>) -> Json<wire::Health> {
    let tickets = feed.state.lock().expect("the desk");
    Json(wire::Health {
        status: "ok".into(),
        desk: tickets.desk,
        next: tickets.end,
        version: "0.0.0".into(),
    })
}

/// Listens on a port that a stopped desk may have used a moment ago.
fn listen(address: SocketAddr) -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("a socket option");
    socket.bind(address).expect("a port");
    socket.listen(64).expect("listening")
}
