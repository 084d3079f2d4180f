//! The loop around the engine.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use store::Replica;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};
use wire::sync::ModelLayer;

use crate::Link;
use crate::asks::{Ask, Event, Failure, Stored};
use crate::blocking::blocking;
use crate::engine::Engine;
use crate::hub::Hub;
use crate::model::Model;
use crate::sleep::woke;
use crate::standing::Standing;
use crate::write::{commands_to_send, load, write};

/// Keeps a replica in sync with its hub, until the future is dropped or the store is closed. Nothing is lost if it is
/// dropped at any moment: what was not stored is asked for again.
///
/// `model` follows the hub's. `clock` is the laptop's clock. Each change of the state is written to `standing`.
pub async fn run(
    replica: Arc<dyn Replica>,
    model: Arc<dyn Model>,
    hub: Hub,
    clock: fn() -> DateTime<Utc>,
    standing: watch::Sender<Standing>,
) {
    let mut feed = replica.feed();
    let mut laptop = Laptop {
        engine: Engine::new(rand::random()),
        started: Instant::now(),
        tick: None,
        requests: JoinSet::new(),
        lost: false,
        replica,
        model,
        hub,
        clock,
        standing,
    };
    laptop.on(Event::Woke).await;
    loop {
        let tick = laptop.tick;
        let event = tokio::select! {
            Some(answer) = laptop.requests.join_next() => answered(answer),
            // A command was given; or something arrived, which costs one more reading of the outbox.
            changed = feed.changed() => match changed {
                Ok(()) => Event::Given,
                Err(_) => return,
            },
            () = async { sleep_until(tick.unwrap_or_else(Instant::now)).await }, if tick.is_some() => {
                laptop.tick = None;
                Event::Tick
            }
            () = woke() => Event::Woke,
        };
        laptop.on(event).await;
    }
}

/// A request that panicked is answered as if the machine woke: all requests are sent again.
fn answered(answer: Result<Event, JoinError>) -> Event {
    answer.unwrap_or_else(|error| {
        tracing::error!(%error, "a request to the hub failed");
        Event::Woke
    })
}

/// A running laptop.
struct Laptop {
    replica: Arc<dyn Replica>,
    model: Arc<dyn Model>,
    hub: Hub,
    clock: fn() -> DateTime<Utc>,
    engine: Engine,
    started: Instant,
    /// When the engine wants to be called again.
    tick: Option<Instant>,
    requests: JoinSet<Event>,
    /// Whether the hub could not be reached the last time.
    lost: bool,
    standing: watch::Sender<Standing>,
}

impl Laptop {
    /// The engine takes an event. What it asks of the replica is done before the next event; its requests run beside.
    async fn on(&mut self, event: Event) {
        let mut events = VecDeque::new();
        if matches!(event, Event::HelloAnswer(..)) {
            events.push_back(Event::Classifies(self.model.version()));
        }
        events.push_back(event);
        while let Some(event) = events.pop_front() {
            if event == Event::Woke {
                self.requests.abort_all();
                self.requests = JoinSet::new();
            }
            if let Event::Failed(_, failure) = &event {
                self.lost = matches!(failure, Failure::Unreachable | Failure::Busy(None));
            }
            let before = self.engine.link();
            for ask in self.engine.on(event, self.started.elapsed()) {
                match ask {
                    Ask::Load | Ask::Store(_) => events.push_back(self.store(ask).await),
                    Ask::Follow(layer) => events.push_back(self.follow(layer).await),
                    Ask::Wait(until) => self.tick = Some(self.started + until),
                    request => self.send(request),
                }
            }
            let is_back = before != Link::Online && self.engine.link() == Link::Online;
            if is_back && std::mem::take(&mut self.lost) {
                // What waits for its next attempt need not wait any longer.
                events.push_back(Event::Woke);
            }
        }
        self.report();
    }

    async fn store(&self, ask: Ask) -> Event {
        let replica = Arc::clone(&self.replica);
        let done = blocking(move || match ask {
            Ask::Store(change) => write(&*replica, change),
            _ => load(&*replica),
        });
        match done.await {
            Ok(Ok(stored)) => {
                self.note(&stored);
                Event::Stored(stored)
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "the replica could not be written");
                Event::StoreFailed
            }
            Err(error) => {
                tracing::error!(%error, "writing the replica panicked");
                Event::StoreFailed
            }
        }
    }

    async fn follow(&self, layer: Option<ModelLayer>) -> Event {
        let model = Arc::clone(&self.model);
        let followed = blocking(move || model.follow(layer).map(|()| model.version()));
        match followed.await {
            Ok(Ok(version)) => {
                tracing::info!(version, "this computer classifies with another model");
                Event::Classifies(version)
            }
            Ok(Err(error)) => {
                tracing::error!(error, "the hub's model could not be stored");
                Event::NotFollowed
            }
            Err(error) => {
                tracing::error!(%error, "storing the hub's model panicked");
                Event::NotFollowed
            }
        }
    }

    fn send(&mut self, request: Ask) {
        let (hub, waiting) = (self.hub.clone(), self.standing.borrow().waiting);
        match request {
            Ask::Hello(number) => drop(self.requests.spawn(hub.hello(number, waiting))),
            Ask::Pull(number, query) => drop(self.requests.spawn(hub.pull(number, query, waiting))),
            Ask::Push(number, to, commands) => {
                let (replica, now) = (Arc::clone(&self.replica), (self.clock)());
                self.requests.spawn(async move {
                    let device = hub.device;
                    let read = move || commands_to_send(&*replica, to, &commands, device, now);
                    match blocking(read).await {
                        Ok(Ok(sent)) => hub.push(number, sent, waiting).await,
                        _ => Event::Failed(number, Failure::Unreachable),
                    }
                });
            }
            Ask::Model(number, version) => drop(self.requests.spawn(hub.model(number, version, waiting))),
            Ask::Load | Ask::Store(_) | Ask::Follow(_) | Ask::Wait(_) => {}
        }
    }

    fn note(&self, stored: &Stored) {
        let position = stored.state.and_then(|state| state.position);
        let (waiting, complete) = (
            stored.outbox.len(),
            position.is_some_and(|position| position.complete),
        );
        self.change(|standing| (standing.waiting, standing.complete) = (waiting, complete));
    }

    /// Announces how the laptop stands, if that has changed.
    fn report(&self) {
        let (link, now) = (self.engine.link(), (self.clock)());
        let mut parked: Vec<_> = self.engine.parked().collect();
        parked.sort_unstable();
        self.change(|standing| {
            if standing.parked != parked {
                tracing::warn!(?parked, "the hub fails on these commands");
                standing.parked = parked;
            }
            if standing.link != link {
                tracing::info!(?link, "the connection with the hub");
                (standing.link, standing.since) = (link, now);
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut Standing)) {
        self.standing.send_if_modified(|standing| {
            let before = standing.clone();
            change(standing);
            *standing != before
        });
    }
}
