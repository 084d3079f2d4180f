//! A laptop: its disk, its engine, and its requests on their way.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use store::{Attention, Decision, Sent, Waiting};
use sync::{Ask, Engine, Event, Failure, Write, commands_to_send, load, write};
use tickets::{Command, Role};
use uuid::Uuid;
use wire::Received;
use wire::sync::{ChangesQuery, SentCommands};

use crate::disk::Disk;
use crate::faults::Fault;
use crate::hub::Hub;

pub struct Laptop {
    pub role: Role,
    pub disk: Disk,
    pub engine: Engine,
    /// Whether the disk is full.
    pub full: bool,
    /// How wrong the laptop's clock is.
    pub skew: TimeDelta,
    /// The hub, by how often it was replaced, that knew the position of the last pull. Another one may have other commands at the
    /// same numbers.
    pub known_to: Option<u64>,
    /// The requests that the hub has not received.
    pub requests: Vec<Ask>,
    /// The answers that the laptop has not received.
    pub answers: Vec<Event>,
    /// When the engine wants to be woken.
    pub wait: Option<Duration>,
    /// The maximum number of positions in a page.
    pub limit: Option<u32>,
    /// A fault of the program.
    pub fault: Option<Fault>,
    /// The mark of the first page, for [`Fault::ReusedMark`].
    first_mark: Option<Uuid>,
    starts: u64,
}

impl Laptop {
    pub fn new(role: Role, disk: Disk, seed: u64) -> Self {
        Self {
            role,
            disk,
            engine: Engine::new(seed),
            full: false,
            skew: TimeDelta::zero(),
            known_to: None,
            requests: Vec::new(),
            answers: Vec::new(),
            wait: None,
            limit: None,
            fault: None,
            first_mark: None,
            starts: seed,
        }
    }

    pub fn outbox(&self) -> Vec<Waiting> {
        self.disk.outbox().unwrap()
    }

    pub fn attention(&self) -> Vec<Attention> {
        self.disk.attention().unwrap()
    }

    pub fn sent(&self) -> Vec<Sent> {
        self.disk.sent().unwrap()
    }

    /// A person gives a command. `None`: the disk is full, and the text stays on the screen.
    pub fn give(&mut self, command: Command, now: DateTime<Utc>) -> Option<Decision> {
        if self.full {
            return None;
        }
        Some(self.disk.apply(command, now + self.skew).unwrap())
    }

    /// The engine takes an event; all it asks of the disk is done.
    pub fn on(&mut self, event: Event, mono: Duration) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for ask in self.engine.on(event, mono) {
                match ask {
                    Ask::Load | Ask::Store(_) if self.full => events.insert(0, Event::StoreFailed),
                    Ask::Load => events.insert(0, Event::Stored(load(&*self.disk).unwrap())),
                    Ask::Store(mut change) => {
                        self.spoil(&mut change);
                        let stored = write(&*self.disk, change).unwrap();
                        events.insert(0, Event::Stored(stored));
                    }
                    Ask::Wait(until) => self.wait = Some(until),
                    request => self.requests.push(request),
                }
            }
        }
    }

    /// The process is killed, and started again. What is on its way may still reach the hub; its answer reaches nobody.
    pub fn crash(&mut self, mono: Duration) {
        self.starts += 1_000;
        self.disk.open_again();
        self.engine = Engine::new(self.starts);
        self.requests.clear();
        self.answers.clear();
        self.wait = None;
        self.on(Event::Woke, mono);
    }

    /// The hub receives a request; returns its answer.
    pub fn ask(&self, hub: &Hub, request: &Ask) -> Event {
        match request {
            Ask::Hello(number) => Event::HelloAnswer(*number, hub.hello(self.role)),
            Ask::Push(number, to, commands) => {
                let sent_at = hub.now() + self.skew;
                let mut sent = commands_to_send(&*self.disk, *to, commands, Uuid::nil(), sent_at).unwrap();
                if self.fault == Some(Fault::DroppedBase) {
                    drop_bases(&mut sent);
                }
                match hub.commands(self.role, sent) {
                    Ok(answers) => Event::PushAnswer(*number, answers),
                    Err(reset) => Event::Reset(*number, reset),
                }
            }
            Ask::Pull(number, query) => {
                let query = ChangesQuery {
                    limit: self.limit,
                    ..*query
                };
                match hub.page(self.role, &query) {
                    Ok(page) => Event::PullAnswer(*number, page),
                    Err(reset) => Event::Reset(*number, reset),
                }
            }
            Ask::Model(..) | Ask::Load | Ask::Store(_) | Ask::Follow(_) | Ask::Wait(_) => {
                panic!("not a request: {request:?}")
            }
        }
    }

    /// Does to a write what the fault does.
    fn spoil(&mut self, change: &mut Write) {
        let Write::Page(page, _) = change else {
            return;
        };
        match self.fault {
            Some(Fault::SkippedTombstones) => page.closed.clear(),
            Some(Fault::ReusedMark) => {
                self.first_mark = self.first_mark.or(page.mark);
                page.mark = self.first_mark;
            }
            Some(Fault::DroppedBase) | None => {}
        }
    }

    pub fn fail(request: &Ask, failure: Failure) -> Event {
        match request {
            Ask::Hello(number) | Ask::Push(number, ..) | Ask::Pull(number, _) => {
                Event::Failed(*number, failure)
            }
            Ask::Model(..) | Ask::Load | Ask::Store(_) | Ask::Follow(_) | Ask::Wait(_) => {
                panic!("not a request: {request:?}")
            }
        }
    }
}

/// Commands without the states that they are based on.
fn drop_bases(sent: &mut SentCommands) {
    for command in &mut sent.commands {
        if let Received::Readable(command) = command {
            command.base = None;
        }
    }
}
