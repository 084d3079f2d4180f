//! Live updates: server-sent events with the payload of the window's `desk-changed`.
//!
//! ```text
//!   feed ─▶ pages::live::follow (at most one event per 100 ms) ─▶ broadcast ─▶ one stream per page
//! ```
//!
//! The id of an event is a position in the feed: the desk's generation and the number. A page that comes back with the
//! present position has missed nothing; any other one refreshes everything, also after its first connection: a ticket may
//! have changed while the page was loading.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use api::Stopping;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use desk::Desk;
use futures_util::stream;
use pages::live::{self, Changes};
use tickets::TicketId;
use tokio::sync::{broadcast, mpsc};
use tokio::time::Instant;

use crate::address::Address;
use crate::blocking::blocking;
use crate::rate::network;
use crate::state::Browsers;

/// The number of streams of one address: a room of computers behind one address has one for each open page.
const MOST_OF_AN_ADDRESS: usize = 200;

/// The number of streams. Each has a connection of its own, and laptops need connections too.
const MOST: usize = 2_000;

/// The number of events that a slow page may be behind before it refreshes everything.
const BACKLOG: usize = 64;

/// A comment is sent this often, so that no proxy takes the stream for dead.
const COMMENT_INTERVAL: Duration = Duration::from_secs(15);

/// A stream ends after 10 to 15 minutes, and the page opens the next one: then streams spread over several hubs again.
const SHORTEST: Duration = Duration::from_secs(10 * 60);
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// How long a page waits before it opens the next stream.
const PAUSE: Duration = Duration::from_secs(1);

/// Announces the changes of a desk to all pages.
pub struct Events {
    desk: Desk,
    stopping: Stopping,
    sender: broadcast::Sender<Announced>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    /// Keeps the loop that follows the feed alive: nothing is refreshed beside the feed here.
    _refreshes: mpsc::UnboundedSender<Option<TicketId>>,
}

/// A change, as all pages receive it.
#[derive(Clone, Debug)]
struct Announced {
    number: u64,
    changes: Arc<str>,
}

impl Events {
    /// Follows the feed of a desk. Call it inside the runtime.
    pub fn follow(desk: &Desk, stopping: Stopping) -> Self {
        let (sender, _) = broadcast::channel(BACKLOG);
        let (refreshes, no_refreshes) = mpsc::unbounded_channel();
        let (of_read, of_notify) = (desk.clone(), sender.clone());
        tokio::spawn(live::follow(
            desk.feed(),
            no_refreshes,
            move |after, now| {
                let desk = of_read.clone();
                async move { blocking(move || live::changed(&desk, after, now)).await? }
            },
            move |number, changes| {
                // Nobody listens if no page is open.
                let _ = of_notify.send(Announced {
                    number,
                    changes: json(&changes),
                });
                std::future::ready(())
            },
        ));
        Self {
            desk: desk.clone(),
            stopping,
            sender,
            open: Arc::default(),
            _refreshes: refreshes,
        }
    }

    /// The position of the desk's feed now.
    fn position(&self) -> String {
        self.position_at(*self.desk.feed().borrow())
    }

    fn position_at(&self, number: u64) -> String {
        format!("{}-{number}", self.desk.generation())
    }

    /// A place among the open streams, until it is dropped.
    fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = network(address);
        let mut open = places(&self.open);
        let all: usize = open.values().sum();
        let own = open.get(&address).copied().unwrap_or_default();
        (all < MOST && own < MOST_OF_AN_ADDRESS).then(|| {
            open.insert(address, own + 1);
            Place {
                open: self.open.clone(),
                address,
            }
        })
    }
}

/// A place among the open streams.
struct Place {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = places(&self.open);
        let left = open.get(&self.address).map_or(0, |own| own.saturating_sub(1));
        if left == 0 {
            open.remove(&self.address);
        } else {
            open.insert(self.address, left);
        }
    }
}

fn places(open: &Mutex<HashMap<IpAddr, usize>>) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `GET /events`: what changes from now on.
pub async fn stream(
    State(browsers): State<Browsers>,
    Address(address): Address,
    headers: HeaderMap,
) -> Response {
    if headers
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin")
    {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(place) = browsers.events.enter(address) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "60")]).into_response();
    };
    let known = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let open = Open::start(browsers.clone(), known, place);
    let mut answer = Sse::new(stream::unfold(open, Open::next))
        .keep_alive(KeepAlive::new().interval(COMMENT_INTERVAL).text(""))
        .into_response();
    for (name, value) in [
        ("cache-control", "no-store, no-transform"),
        // nginx would keep the events back until its buffer is full.
        ("x-accel-buffering", "no"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// An open stream.
struct Open {
    browsers: Browsers,
    first: Option<Event>,
    receiver: broadcast::Receiver<Announced>,
    ends: Instant,
    _place: Place,
}

impl Open {
    fn start(browsers: Browsers, known: Option<&str>, place: Place) -> Self {
        // Received before the position is read: a change in between is announced twice rather than never.
        let receiver = browsers.events.sender.subscribe();
        let first = match known == Some(&*browsers.events.position()) {
            true => Event::default().comment("nothing was missed"),
            false => everything(&browsers.events),
        };
        Self {
            first: Some(first.retry(PAUSE)),
            receiver,
            ends: Instant::now() + rand::random_range(SHORTEST..LONGEST),
            browsers,
            _place: place,
        }
    }

    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        if let Some(first) = self.first.take() {
            return Some((Ok(first), self));
        }
        let events = &self.browsers.events;
        let event = tokio::select! {
            received = self.receiver.recv() => match received {
                Ok(announced) => desk_changed(&events.position_at(announced.number), &announced.changes),
                Err(broadcast::error::RecvError::Lagged(_)) => everything(events),
                Err(broadcast::error::RecvError::Closed) => return None,
            },
            () = tokio::time::sleep_until(self.ends) => return None,
            () = events.stopping.wait() => return None,
        };
        Some((Ok(event), self))
    }
}

/// The event that refreshes everything on the page.
fn everything(events: &Events) -> Event {
    desk_changed(&events.position(), &json(&Changes::Many))
}

fn desk_changed(position: &str, changes: &str) -> Event {
    Event::default().event("desk-changed").id(position).data(changes)
}

fn json(changes: &Changes) -> Arc<str> {
    // Ids and a word are always JSON.
    serde_json::to_string(changes).unwrap_or_default().into()
}
