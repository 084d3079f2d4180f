//! The engine: a value that decides what to do next.

use std::time::Duration;

use store::{HubPosition, SyncState};
use tickets::{CommandId, Role};
use wire::Received;
use wire::sync::{Answers, ChangesQuery, Hello, Outcome, PROTOCOL, Page};

use crate::asks::{Ask, Event, Failure, Queued, Request, Stored, Write};
use crate::backoff::{Backoff, Lane};
use crate::outbox::{Held, choose};
use crate::poison::Poison;

/// How long the hub may wait for a change before it answers a pull, in seconds.
const WAIT: u32 = 30;

/// The shortest time between two pulls that bring nothing.
const SHORTEST: Duration = Duration::from_secs(1);

/// The pause after the hub refused the key or the protocol.
const REFUSED: Duration = Duration::from_secs(60);

/// Many laptops lose their connections at once if the hub stops. They come back within this time.
const LOST: Duration = Duration::from_secs(5);

/// How the laptop stands with its hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing was answered yet.
    Connecting,
    /// The last answer came from the hub.
    Online,
    /// The hub cannot be reached, or has too much to do.
    Offline,
    /// The hub refuses the key.
    KeyRefused,
    /// The hub speaks no protocol of this version.
    NeedsUpdate,
}

/// What is in progress with the hub.
#[derive(Debug)]
pub struct Engine {
    backoff: Backoff,
    link: Link,
    /// The state of the replica, as it was last read.
    stored: Option<Stored>,
    /// Asks to the replica that are not done yet.
    storing: u32,
    /// The hub, once it has introduced itself; asked again after a reset.
    hub: Option<Hello>,
    /// The next hello begins to read the feed from its start.
    restart: bool,
    last_request: Request,
    hello: Lane,
    push: Lane,
    pull: Lane,
    /// The commands of the push in flight.
    batch: Vec<CommandId>,
    held: Held,
    poison: Poison,
    /// The highest number that the hub named in an answer to commands.
    told: u64,
    /// [`Self::told`] at the pull in flight: the hub must have reached it.
    expected: u64,
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
            hub: None,
            restart: false,
            last_request: 0,
            hello: Lane::default(),
            push: Lane::default(),
            pull: Lane::default(),
            batch: Vec::new(),
            held: Held::default(),
            poison: Poison::default(),
            told: 0,
            expected: 0,
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
                    self.introduced(hello, now, &mut asks);
                }
            }
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
                    self.start_again();
                }
            }
            Event::Failed(request, failure) => self.failed(request, failure, now),
            Event::Tick => {}
            Event::Woke => {
                for lane in [&mut self.hello, &mut self.push, &mut self.pull] {
                    lane.reset();
                }
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
        self.poison.retain(&stored.outbox);
        if stored.state.is_some_and(|state| state.lost) && !self.restart {
            self.start_again();
        }
        self.stored = Some(stored);
    }

    /// The answer that was to be stored is lost: the requests are repeated.
    fn store_failed(&mut self, now: Duration) {
        self.storing = self.storing.saturating_sub(1);
        for lane in [&mut self.hello, &mut self.push, &mut self.pull] {
            let pause = self.backoff.pause(lane.failures + 1);
            lane.fail(now, pause);
        }
    }

    fn introduced(&mut self, hello: Hello, now: Duration, asks: &mut Vec<Ask>) {
        self.hello.succeed();
        let role = match (hello.protocol.contains(PROTOCOL), &hello.role) {
            (true, Received::Readable(role)) => *role,
            _ => {
                self.link = Link::NeedsUpdate;
                return self.hello.fail(now, REFUSED);
            }
        };
        self.link = Link::Online;
        let state = self.state();
        let position = state.and_then(|state| state.position);
        let other_role = state.is_none_or(|state| state.role != role);
        if other_role {
            self.store(asks, Ask::Store(Write::Join(role)));
        }
        let other_desk = position.is_none_or(|position| position.desk != hello.desk);
        if other_role || other_desk || self.restart {
            self.store(asks, Ask::Store(Write::Begin(hello.desk, hello.head)));
            (self.told, self.caught_up) = (0, false);
        }
        self.restart = false;
        self.store(asks, Ask::Store(Write::Forget(hello.keep_sent_days)));
        self.hub = Some(hello);
    }

    fn pushed(&mut self, answers: Answers, now: Duration, asks: &mut Vec<Ask>) {
        self.link = Link::Online;
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
            self.told = self.told.max(answers.head);
            self.store(asks, Ask::Store(Write::Answers(answers)));
        } else {
            self.start_again();
        }
    }

    fn pulled(&mut self, page: Option<Page>, now: Duration, asks: &mut Vec<Ask>) {
        self.link = Link::Online;
        self.pull.succeed();
        let after = self.position().map_or(0, |position| position.after);
        let (next, head) = page
            .as_ref()
            .map_or((after, after), |page| (page.next, page.head));
        if head < self.expected {
            // The hub has fewer commands than it had when it answered: it lost some.
            return self.start_again();
        }
        self.caught_up = next >= head;
        match page {
            Some(page) => self.store(asks, Ask::Store(Write::Page(page))),
            None => self.pull.not_before = now.max(self.pulled_at + SHORTEST),
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
        } else {
            return;
        }
        self.link = match failure {
            Failure::Unreachable | Failure::Busy(_) => Link::Offline,
            Failure::Broken => self.link,
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
            Failure::Key | Failure::Protocol => REFUSED,
            Failure::Busy(None) | Failure::Unreachable | Failure::Broken => self.backoff.pause(failures + 1),
        }
    }

    /// Gives up what is in flight: its answers belong to another desk. Reads from the start after the next hello.
    fn start_again(&mut self) {
        self.restart = true;
        self.hub = None;
        self.batch.clear();
        for lane in [&mut self.push, &mut self.pull] {
            lane.flight = None;
        }
    }

    /// Sends what can be sent now, and waits for the rest.
    fn proceed(&mut self, now: Duration, asks: &mut Vec<Ask>) {
        if self.storing > 0 {
            return;
        }
        if self.stored.is_none() {
            // The first reading failed.
            return match self.hello.is_free(now) {
                true => self.store(asks, Ask::Load),
                false => asks.push(Ask::Wait(self.hello.not_before)),
            };
        }
        let Some(hub) = &self.hub else {
            if self.hello.is_free(now) {
                let request = self.next_request();
                self.hello.flight = Some(request);
                asks.push(Ask::Hello(request));
            } else if self.hello.flight.is_none() {
                asks.push(Ask::Wait(self.hello.not_before));
            }
            return;
        };
        let (most, bytes) = (hub.batch, hub.bytes);
        let Some(SyncState {
            role,
            position: Some(position),
            ..
        }) = self.state()
        else {
            // The first position was not stored.
            self.hub = None;
            return self.proceed(now, asks);
        };
        if self.caught_up && !position.complete {
            return self.store(asks, Ask::Store(Write::Complete));
        }
        let pull_at = self.send_pull(role, &position, now, asks);
        let push_at = self.send_push(&position, (most, bytes), now, asks);
        let times = [pull_at, push_at].into_iter().flatten();
        asks.extend(times.min().map(Ask::Wait));
    }

    /// Sends a pull, or returns when it may be sent.
    fn send_pull(
        &mut self,
        _role: Role,
        position: &HubPosition,
        now: Duration,
        asks: &mut Vec<Ask>,
    ) -> Option<Duration> {
        if !self.pull.is_free(now) {
            return self.pull.flight.is_none().then_some(self.pull.not_before);
        }
        let request = self.next_request();
        self.pull.flight = Some(request);
        (self.expected, self.pulled_at) = (self.told, now);
        let query = ChangesQuery {
            protocol: PROTOCOL,
            desk: position.desk,
            after: position.after,
            mark: position.mark.map(|mark| mark.0),
            fresh: position.fresh,
            scope: None,
            limit: None,
            wait: self.caught_up.then_some(WAIT),
        };
        asks.push(Ask::Pull(request, query));
        None
    }

    /// Sends a batch, or returns when one may be sent.
    fn send_push(
        &mut self,
        position: &HubPosition,
        (most, bytes): (u32, u32),
        now: Duration,
        asks: &mut Vec<Ask>,
    ) -> Option<Duration> {
        if self.push.flight.is_some() {
            return None;
        }
        let limit = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let outbox = self.stored.as_ref().map_or(&[][..], |stored| &stored.outbox);
        let most = limit(most).min(self.poison.batch());
        let batch = choose(outbox, most, limit(bytes), &self.held, &self.poison, now);
        if batch.commands.is_empty() {
            return batch.next;
        }
        if !self.push.is_free(now) {
            return Some(self.push.not_before);
        }
        let request = self.next_request();
        self.push.flight = Some(request);
        self.batch.clone_from(&batch.commands);
        asks.push(Ask::Push(request, position.desk, batch.commands));
        batch.next
    }

    fn store(&mut self, asks: &mut Vec<Ask>, ask: Ask) {
        self.storing += 1;
        asks.push(ask);
    }

    fn next_request(&mut self) -> Request {
        self.last_request += 1;
        self.last_request
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
