//! The engine: a value that decides what to do next.

mod following;
mod hello_again;
mod sending;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use store::{Answered, HubPosition, SyncState};
use tickets::CommandId;
use wire::Received;
use wire::sync::{Answers, Hello, Outcome, PROTOCOLS, Page};

use crate::asks::{Ask, Event, Failure, Queued, Request, Stored, Write};
use crate::backoff::{Backoff, Lane};
use crate::link::Link;
use crate::outbox::HeldTickets;
use crate::poison::Poison;
use following::Following;

/// The shortest time between two pulls that bring nothing.
const SHORTEST: Duration = Duration::from_secs(1);

/// How often the commands that the hub accepted long ago are deleted.
const FORGET: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest pause after the hub refused the key or the protocol, or its certificate was refused. It is at least half of this,
/// and random: a wrong key is wrong on all laptops at once.
const REFUSED: Duration = Duration::from_secs(60);

/// Many laptops lose their connections at once if the hub stops. They come back within this time.
const LOST: Duration = Duration::from_secs(5);

/// What is in progress with the hub.
#[derive(Debug)]
pub struct Engine {
    backoff: Backoff,
    link: Link,
    /// The state of the replica, as it was last read.
    stored: Option<Stored>,
    /// Asks to the replica that are not done yet.
    storing: u32,
    /// An ask to the replica failed: [`Self::stored`] may be out of date.
    reload: bool,
    /// A page is among the asks to the replica.
    storing_page: bool,
    /// The attempts to write to the replica.
    disk: Lane,
    /// The hub, once it has introduced itself; asked again after a reset.
    hub: Option<Hello>,
    /// The protocol that the hub and this version speak.
    protocol: u32,
    /// The hub's clock at one of its answers, and when that arrived.
    hub_clock: (DateTime<Utc>, Duration),
    /// When the oldest accepted commands are deleted.
    forget_at: Duration,
    /// The next hello begins to read the feed from its start.
    restart: bool,
    /// The replica does not yet contain what the last hello changed.
    introducing: bool,
    /// How often the reading has begun again since the last page that was stored by a complete replica.
    starts: u32,
    last_request: Request,
    hello: Lane,
    /// When the hub is asked again who it is.
    hello_at: Duration,
    push: Lane,
    pull: Lane,
    /// The commands of the push in flight.
    batch: Vec<CommandId>,
    held: HeldTickets,
    poison: Poison,
    following: Following,
    /// What the hub confirms if it answers the pull in flight.
    confirming: Option<Answered>,
    /// When the pull in flight was sent.
    pulled_at: Duration,
    /// Whether the last pull reached the hub's head.
    caught_up: bool,
}

impl Engine {
    /// A new engine. Its first event is [`Event::Woke`]. `seed` makes its pauses different from those of other laptops.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            backoff: Backoff::new(seed),
            link: Link::Connecting,
            stored: None,
            storing: 0,
            reload: false,
            storing_page: false,
            starts: 0,
            disk: Lane::default(),
            hub: None,
            protocol: PROTOCOLS.to,
            hub_clock: (DateTime::UNIX_EPOCH, Duration::ZERO),
            forget_at: Duration::ZERO,
            restart: false,
            introducing: false,
            last_request: 0,
            hello: Lane::default(),
            hello_at: Duration::ZERO,
            push: Lane::default(),
            pull: Lane::default(),
            batch: Vec::new(),
            held: HeldTickets::default(),
            poison: Poison::default(),
            following: Following::default(),
            confirming: None,
            pulled_at: Duration::ZERO,
            caught_up: false,
        }
    }

    /// How the laptop stands with its hub.
    #[must_use]
    pub fn link(&self) -> Link {
        self.link
    }

    /// The commands on which the hub fails while others pass. They are tried once an hour.
    pub fn parked(&self) -> impl Iterator<Item = CommandId> {
        self.poison.parked()
    }

    /// Takes an event; returns what to do, in this order. `now` is the time since any fixed moment, by a clock that never
    /// jumps.
    pub fn on(&mut self, event: Event, now: Duration) -> Vec<Ask> {
        let mut asks = Vec::new();
        match event {
            Event::Given => self.store(&mut asks, Ask::Load),
            Event::Stored(stored) => self.stored(stored),
            Event::StoreFailed => self.store_failed(now),
            Event::HelloAnswer(request, hello) => {
                if self.hello.answered(request) {
                    self.greeted(hello, now, &mut asks);
                }
            }
            Event::Classifies(version) => self.following.classifies(version),
            Event::ModelAnswer(request, layer) => {
                if self.following.answered(request) {
                    self.model_answered(layer, now, &mut asks);
                }
            }
            Event::NotFollowed => self.model_failed(Failure::Broken, now),
            Event::PushAnswer(request, answers) => {
                if self.push.answered(request) {
                    self.pushed(answers, now, &mut asks);
                }
            }
            Event::PullAnswer(request, page) => {
                if self.pull.answered(request) {
                    self.pulled(page, now, &mut asks);
                }
            }
            Event::Reset(request, _) => {
                if self.pull.answered(request) || self.push.answered(request) {
                    self.start_again(now);
                }
            }
            Event::Failed(request, failure) => self.failed(request, failure, now),
            Event::Tick => {}
            Event::Woke => {
                for lane in [&mut self.hello, &mut self.push, &mut self.pull, &mut self.disk] {
                    lane.reset();
                }
                self.following.reset();
                self.batch.clear();
                self.held.clear();
                if self.storing == 0 {
                    self.store(&mut asks, Ask::Load);
                }
            }
        }
        self.proceed(now, &mut asks);
        asks
    }

    fn stored(&mut self, stored: Stored) {
        self.storing = self.storing.saturating_sub(1);
        if self.storing == 0 {
            self.introducing = false;
            self.reload = false;
            self.disk.succeed();
        }
        self.poison.retain(&stored.outbox);
        let position = stored.state.and_then(|state| state.position);
        let is_complete = position.is_some_and(|position| position.complete);
        if std::mem::take(&mut self.storing_page) && is_complete {
            self.starts = 0;
        }
        self.stored = Some(stored);
    }

    /// The answer that was to be stored is lost: its request is repeated after a pause. Nothing is sent until then, because
    /// no answer could be stored.
    fn store_failed(&mut self, now: Duration) {
        self.storing = self.storing.saturating_sub(1);
        let pause = self.backoff.pause(self.disk.failures + 1);
        self.disk.fail(now, pause);
        (self.caught_up, self.reload, self.storing_page) = (false, true, false);
        if self.introducing {
            // Perhaps the replica has not begun to read from the start.
            self.introducing = false;
            self.start_again(now);
        }
    }

    fn introduced(&mut self, hello: Hello, now: Duration, asks: &mut Vec<Ask>) {
        self.hello.succeed();
        let storing = self.storing;
        let (role, protocol) = match (&hello.role, PROTOCOLS.common(hello.protocol)) {
            (Received::Readable(role), Some(protocol)) => (*role, protocol),
            _ => {
                self.link = Link::NeedsUpdate;
                let pause = self.refused();
                return self.hello.fail(now, pause);
            }
        };
        self.link = Link::Online;
        (self.protocol, self.hub_clock) = (protocol, (hello.now, now));
        let state = self.state();
        let position = state.and_then(|state| state.position);
        let other_role = state.is_none_or(|state| state.role != role);
        if other_role {
            self.store(asks, Ask::Store(Write::Join(role)));
        }
        let other_desk = position.is_none_or(|position| position.desk != hello.desk);
        // An older version left out what it could not read.
        let read_again = state.is_some_and(|state| state.unreadable.of_another_version);
        let begins = if other_desk || read_again || self.restart {
            let head = Answered {
                head: hello.head,
                mark: hello.mark,
            };
            Some(Write::Begin(hello.desk, head))
        } else {
            // In another role, the hub would refuse what it has accepted already: it is another command to it.
            other_role.then_some(Write::ReadAgain(hello.desk, hello.head))
        };
        if let Some(begins) = begins {
            self.store(asks, Ask::Store(begins));
            self.caught_up = false;
        }
        self.restart = false;
        self.introducing = self.storing > storing;
        self.hub = Some(hello);
    }

    fn pushed(&mut self, answers: Answers, now: Duration, asks: &mut Vec<Ask>) {
        self.link = Link::Online;
        self.hub_clock = (answers.now, now);
        self.push.succeed();
        let batch = std::mem::take(&mut self.batch);
        self.poison.passed(&batch);
        for queued in self.queued(&batch) {
            let mut own = answers.answers.iter().filter_map(|answer| match answer {
                Received::Readable(answer) if answer.id == queued.command => Some(&answer.outcome),
                _ => None,
            });
            match own.next() {
                Some(Outcome::Accepted(_) | Outcome::Refused(_)) => self.held.release(queued.ticket),
                Some(Outcome::Later { .. }) | None => self.held.hold(queued.ticket, now, &mut self.backoff),
            }
        }
        if self
            .position()
            .is_some_and(|position| position.desk == answers.desk)
        {
            self.store(asks, Ask::Store(Write::Answers(answers)));
        } else {
            self.start_again(now);
        }
    }

    fn pulled(&mut self, page: Option<Page>, now: Duration, asks: &mut Vec<Ask>) {
        self.link = Link::Online;
        self.pull.succeed();
        let after = self.position().map_or(0, |position| position.after);
        let (next, head) = page
            .as_ref()
            .map_or((after, after), |page| (page.next, page.head));
        self.caught_up = next >= head;
        let confirmed = self.confirming.take();
        match page {
            Some(page) => {
                self.storing_page = true;
                self.store(asks, Ask::Store(Write::Page(page, confirmed)));
            }
            None => {
                self.pull.not_before = now.max(self.pulled_at + SHORTEST);
                if let Some(answered) = confirmed {
                    self.store(asks, Ask::Store(Write::Confirm(answered)));
                }
            }
        }
    }

    fn failed(&mut self, request: Request, failure: Failure, now: Duration) {
        if self.push.answered(request) {
            let batch = std::mem::take(&mut self.batch);
            if failure != Failure::Broken || self.poison.failed(&batch, now, &mut self.backoff) {
                let pause = self.pause(self.push.failures, failure);
                self.push.fail(now, pause);
            }
        } else if self.pull.answered(request) {
            let lost = self.pull.failures == 0 && failure == Failure::Unreachable;
            let pause = if lost {
                self.backoff.up_to(LOST)
            } else {
                self.pause(self.pull.failures, failure)
            };
            self.pull.fail(now, pause);
        } else if self.hello.answered(request) {
            let pause = self.pause(self.hello.failures, failure);
            self.hello.fail(now, pause);
            if self.hub.is_some() {
                // The feed shows whether the hub can be reached.
                return;
            }
        } else if self.following.answered(request) {
            return self.model_failed(failure, now);
        } else {
            return;
        }
        self.link = match failure {
            Failure::Unreachable | Failure::Busy(_) => Link::Offline,
            Failure::Broken => self.link,
            Failure::Untrusted => Link::Untrusted,
            Failure::Key => Link::KeyRefused,
            Failure::Protocol => {
                // The hub was changed: it may speak another protocol now.
                self.hub = None;
                Link::NeedsUpdate
            }
        };
    }

    fn pause(&mut self, failures: u32, failure: Failure) -> Duration {
        match failure {
            Failure::Busy(Some(pause)) => pause,
            Failure::Untrusted | Failure::Key | Failure::Protocol => self.refused(),
            Failure::Busy(None) | Failure::Unreachable | Failure::Broken => self.backoff.pause(failures + 1),
        }
    }

    fn refused(&mut self) -> Duration {
        REFUSED / 2 + self.backoff.up_to(REFUSED / 2)
    }

    /// Gives up what is in flight: its answers belong to another desk. Reads from the start after the next hello: at once, but
    /// after a pause if that has not helped before.
    fn start_again(&mut self, now: Duration) {
        if self.starts > 0 {
            let pause = self.backoff.pause(self.starts);
            self.hello.not_before = self.hello.not_before.max(now + pause);
        }
        self.starts = self.starts.saturating_add(1);
        self.restart = true;
        self.hub = None;
        self.give_up_requests();
    }

    /// The answers to what is in flight belong to another desk.
    fn give_up_requests(&mut self) {
        self.batch.clear();
        for lane in [&mut self.hello, &mut self.push, &mut self.pull] {
            lane.flight = None;
        }
    }

    fn store(&mut self, asks: &mut Vec<Ask>, ask: Ask) {
        self.storing += 1;
        asks.push(ask);
    }

    fn next_request(&mut self) -> Request {
        self.last_request += 1;
        self.last_request
    }

    /// Before this time by the hub's clock, accepted commands are forgotten.
    fn keep_since(&self, hub: &Hello, now: Duration) -> DateTime<Utc> {
        let (hub_now, then) = self.hub_clock;
        hub_now + now.saturating_sub(then) - TimeDelta::days(hub.keep_sent_days.into())
    }

    fn state(&self) -> Option<SyncState> {
        self.stored.as_ref().and_then(|stored| stored.state)
    }

    fn position(&self) -> Option<HubPosition> {
        self.state().and_then(|state| state.position)
    }

    fn queued(&self, commands: &[CommandId]) -> Vec<Queued> {
        let outbox = self.stored.iter().flat_map(|stored| &stored.outbox);
        outbox
            .filter(|queued| commands.contains(&queued.command))
            .copied()
            .collect()
    }
}
