//! A desk's API as far as a follower sees it: `GET /api/v1/facts`, with waiting, and `GET /api/v1/health`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Json, Router, routing::get};
use serde::Deserialize;
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use uuid::Uuid;
use wire::FactRow;

/// The desk; dropped, it stops to answer, at once.
pub struct FakeDesk {
    address: SocketAddr,
    feed: Feed,
    /// Its own: ended, it takes every connection with it, as a killed process does.
    runtime: Option<Runtime>,
}

#[derive(Clone)]
struct Feed {
    state: Arc<Mutex<Known>>,
    end: watch::Sender<u64>,
}

#[derive(Clone)]
struct Known {
    desk: Uuid,
    end: u64,
    /// By the stamp of its last change.
    tickets: BTreeMap<u64, (FactRow, Option<String>)>,
}

#[derive(Deserialize)]
struct Asked {
    after: u64,
    limit: usize,
    wait: u64,
}

impl FakeDesk {
    /// The token that a service must show.
    pub const TOKEN: &str = "the token of the service";

    /// An empty desk on a port of its own.
    pub fn open() -> Self {
        Self::serve(SocketAddr::from(([127, 0, 0, 1], 0)), Known::empty())
    }

    fn serve(address: SocketAddr, known: Known) -> Self {
        let feed = Feed {
            end: watch::Sender::new(known.end),
            state: Arc::new(Mutex::new(known)),
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

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes a ticket, or adds it.
    pub fn put(&self, ticket: FactRow, place: Option<&str>) {
        let end = {
            let mut known = self.feed.state.lock().expect("the desk");
            known.put(ticket, place);
            known.end
        };
        self.feed.end.send_replace(end);
    }

    /// Stops to answer, as when it is killed; what it knew comes back with `reopen`.
    pub fn close(self) -> Closed {
        let known = self.feed.state.lock().expect("the desk").clone();
        Closed {
            address: self.address,
            known,
        }
    }
}

/// A desk that does not run.
pub struct Closed {
    address: SocketAddr,
    known: Known,
}

impl Closed {
    /// Runs again, at the same address.
    pub fn reopen(self) -> FakeDesk {
        FakeDesk::serve(self.address, self.known)
    }

    /// An empty desk takes its place: another generation.
    pub fn replace(self) -> FakeDesk {
        FakeDesk::serve(self.address, Known::empty())
    }

    /// Runs again as it was before its last `changes`, in the same generation: a file copied back by hand.
    pub fn roll_back(mut self, changes: u64) -> FakeDesk {
        self.known.end -= changes;
        let end = self.known.end;
        self.known.tickets.retain(|stamp, _| *stamp <= end);
        FakeDesk::serve(self.address, self.known)
    }
}

impl Drop for FakeDesk {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
}

impl Known {
    fn empty() -> Self {
        Self {
            desk: Uuid::now_v7(),
            end: 0,
            tickets: BTreeMap::new(),
        }
    }

    fn put(&mut self, ticket: FactRow, place: Option<&str>) {
        self.end += 1;
        self.tickets.retain(|_, (other, _)| other.0 != ticket.0);
        self.tickets.insert(self.end, (ticket, place.map(str::to_owned)));
    }

    fn since(&self, after: u64, limit: usize) -> wire::Facts {
        let changed: Vec<_> = self.tickets.range(after + 1..).take(limit).collect();
        let next = if changed.len() < limit {
            self.end
        } else {
            changed.last().map_or(after, |last| *last.0)
        };
        let mut answer = wire::Facts {
            desk: self.desk,
            places: Vec::new(),
            rows: Vec::new(),
            next,
        };
        for (_, (ticket, place)) in changed {
            let mut ticket = *ticket;
            ticket.5 = place
                .as_ref()
                .map(|_| u32::try_from(answer.places.len()).expect("few places"));
            answer.places.extend(place.clone());
            answer.rows.push(ticket);
        }
        answer
    }
}

async fn facts(
    State(feed): State<Feed>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Json<wire::Facts>, StatusCode> {
    let shown = headers.get("authorization").and_then(|value| value.to_str().ok());
    if shown != Some(&format!("Bearer {}", FakeDesk::TOKEN)) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let mut end = feed.end.subscribe();
    let more = end.wait_for(|end| *end != asked.after);
    let _ = tokio::time::timeout(Duration::from_secs(asked.wait), more).await;
    let known = feed.state.lock().expect("the desk");
    Ok(Json(known.since(asked.after, asked.limit)))
}

async fn health(State(feed): State<Feed>) -> Json<wire::Health> {
    let known = feed.state.lock().expect("the desk");
    Json(wire::Health {
        status: "ok".into(),
        desk: known.desk,
        next: known.end,
        version: "0.0.0".into(),
    })
}

/// The port of a desk that was closed a moment ago can be taken again.
fn listen(address: SocketAddr) -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("a socket option");
    socket.bind(address).expect("a port");
    socket.listen(64).expect("listening")
}
