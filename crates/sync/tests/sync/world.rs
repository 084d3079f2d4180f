//! Laptops, a hub, and time.

use std::time::Duration;

use chrono::TimeDelta;
use store::{Decision, MemoryStore};
use sync::{Ask, Event};
use tickets::{
    Action, Assignment, Base, Body, Category, Command, CommandId, Description, Edit, Role, TicketId,
};

use crate::disk::Disk;
use crate::faults::Fault;
use crate::hub::Hub;
use crate::laptop::Laptop;

pub struct World {
    pub hub: Hub,
    pub laptops: Vec<Laptop>,
    /// A clock that never jumps.
    pub mono: Duration,
    /// The hub's backup.
    pub backup: Option<MemoryStore>,
    /// The commands that were accepted on a laptop.
    pub given: Vec<Given>,
    /// Whether the hub lost commands, or a laptop was cloned.
    pub disturbed: bool,
    /// How often the hub was replaced.
    replaced: u64,
    /// Seeds for new engines.
    pub seed: u64,
}

/// A command that was accepted on a laptop.
#[derive(Clone, Debug)]
pub struct Given {
    pub command: CommandId,
    /// Whether a person typed a text.
    pub has_text: bool,
    /// The description that the person saw.
    pub seen: Option<Description>,
}

impl World {
    /// A hub and laptops with these roles, switched on.
    pub fn new(roles: &[Role], seed: u64) -> Self {
        Self::with(Disk::memory, roles, seed)
    }

    /// The same, on disks of this kind.
    pub fn with(disk: fn() -> Disk, roles: &[Role], seed: u64) -> Self {
        let start = "2026-03-02T09:00:00Z".parse().unwrap();
        let mut world = Self {
            hub: Hub::new(MemoryStore::new(), start),
            laptops: Vec::new(),
            mono: Duration::from_secs(1_000),
            backup: None,
            given: Vec::new(),
            disturbed: false,
            replaced: 0,
            seed,
        };
        for role in roles {
            world.add(*role, disk());
        }
        world
    }

    /// The same, with a hub whose routes answer.
    pub fn with_routes(roles: &[Role], seed: u64) -> Self {
        let mut world = Self::new(roles, seed);
        world.hub = world.hub.serving();
        world
    }

    /// A laptop starts on this disk.
    pub fn add(&mut self, role: Role, disk: Disk) {
        self.seed = self.seed.wrapping_add(1);
        // As the application does before it takes a command; the hub's hello corrects the role.
        disk.join(role).unwrap();
        let mut laptop = Laptop::new(role, disk, self.seed);
        laptop.limit = [None, Some(1), Some(3)][usize::try_from(self.seed % 3).unwrap()];
        laptop.on(Event::Woke, self.mono);
        self.laptops.push(laptop);
    }

    /// All laptops get a fault.
    pub fn fault(&mut self, fault: Option<Fault>) {
        for laptop in &mut self.laptops {
            laptop.fault = fault;
        }
    }

    pub fn on(&mut self, laptop: usize, event: Event) {
        self.laptops[laptop].on(event, self.mono);
    }

    /// A person gives a command.
    pub fn give(&mut self, laptop: usize, ticket: TicketId, action: Action) -> Option<Decision> {
        let now = self.hub.now();
        let laptop_of = &mut self.laptops[laptop];
        let shown = laptop_of.disk.ticket(ticket.into()).unwrap();
        let command = Command {
            id: CommandId::new(),
            role: laptop_of.role,
            name: None,
            ticket,
            given_at: now + laptop_of.skew,
            only_at: None,
            number: None,
            action,
        };
        let given = Given {
            command: command.id,
            has_text: matches!(
                command.action,
                Action::Report { .. } | Action::Modify { .. } | Action::Write { .. }
            ),
            seen: shown.map(|ticket| ticket.description),
        };
        let decision = laptop_of.give(command, now)?;
        if decision.is_ok() {
            self.given.push(given);
            self.on(laptop, Event::Given);
        }
        Some(decision)
    }

    /// A person gives a command that is accepted.
    pub fn gives(&mut self, laptop: usize, ticket: TicketId, action: Action) -> CommandId {
        self.give(laptop, ticket, action).unwrap().unwrap();
        self.given.last().unwrap().command
    }

    /// A person reports a ticket.
    pub fn reports(&mut self, laptop: usize, text: &str) -> TicketId {
        let ticket = TicketId::new();
        self.gives(laptop, ticket, report(text));
        ticket
    }

    /// The hub receives one request; its answer is on its way.
    pub fn deliver(&mut self, laptop: usize, request: usize) {
        let request = self.laptops[laptop].requests.remove(request);
        let answer = self.laptops[laptop].ask(&self.hub, &request);
        if let Event::PullAnswer(..) = answer {
            self.laptops[laptop].known_to = Some(self.replaced);
        } else if let Event::Reset(..) = answer {
            self.laptops[laptop].known_to = None;
        }
        self.laptops[laptop].answers.push(answer);
    }

    /// The laptop receives one answer.
    pub fn answer(&mut self, laptop: usize, answer: usize) {
        let answer = self.laptops[laptop].answers.remove(answer);
        self.on(laptop, answer);
    }

    /// Time passes for all.
    pub fn advance(&mut self, by: Duration) {
        self.mono += by;
        self.hub.advance(TimeDelta::from_std(by).unwrap());
        for laptop in 0..self.laptops.len() {
            if self.laptops[laptop].wait.is_some_and(|until| until <= self.mono) {
                self.laptops[laptop].wait = None;
                self.on(laptop, Event::Tick);
            }
        }
    }

    /// The hub is replaced by a store.
    pub fn restore(&mut self, store: MemoryStore) {
        self.disturbed = true;
        self.replaced += 1;
        let hub = Hub::new(store, self.hub.now());
        self.hub = if self.hub.is_serving() { hub.serving() } else { hub };
    }

    /// All requests and answers of a laptop arrive, until only a pull waits for a change.
    pub fn settle(&mut self, laptop: usize) {
        for _ in 0..1_000 {
            let this = &self.laptops[laptop];
            let idle = |request: &Ask| match request {
                Ask::Pull(_, query) => {
                    query.wait.is_some()
                        && this.known_to == Some(self.replaced)
                        && query.answered.is_none()
                        && query.after == self.hub.head()
                        && query.desk == self.hub.desk()
                }
                _ => false,
            };
            if !this.answers.is_empty() {
                self.answer(laptop, 0);
            } else if let Some(at) = this.requests.iter().position(|request| !idle(request)) {
                self.deliver(laptop, at);
            } else {
                return;
            }
        }
        panic!("laptop {laptop} never comes to rest");
    }

    /// Faults end, and everything arrives.
    pub fn heal(&mut self) {
        for laptop in &mut self.laptops {
            laptop.full = false;
        }
        for _ in 0..200 {
            for laptop in 0..self.laptops.len() {
                // A pull that waits at a hub which was replaced is answered in the end.
                self.settle(laptop);
            }
            if self.is_healed() {
                return;
            }
            self.end_waits();
            self.advance(Duration::from_secs(61));
        }
        let state = |laptop: &Laptop| {
            let position = laptop.disk.sync_state().unwrap();
            (position, laptop.outbox(), laptop.requests.clone(), laptop.wait)
        };
        let states: Vec<_> = self.laptops.iter().map(state).collect();
        panic!(
            "does not heal: head {} mono {:?} {states:#?}",
            self.hub.head(),
            self.mono
        );
    }

    /// The hub answers the pulls that wait for a change.
    fn end_waits(&mut self) {
        for laptop in 0..self.laptops.len() {
            while !self.laptops[laptop].requests.is_empty() {
                self.deliver(laptop, 0);
                self.answer(laptop, 0);
                if self.laptops[laptop].requests.len() == 1 && self.laptops[laptop].answers.is_empty() {
                    break;
                }
            }
        }
    }

    fn is_healed(&self) -> bool {
        self.laptops.iter().all(|laptop| {
            let state = laptop.disk.sync_state().unwrap();
            let position = state.and_then(|state| state.position);
            let at_head = position.is_some_and(|position| {
                position.complete
                    && position.answered.is_none()
                    && position.after == self.hub.head()
                    && position.desk == self.hub.desk()
            });
            laptop.known_to == Some(self.replaced) && at_head && laptop.outbox().is_empty()
        })
    }

    /// The version of a ticket that a person sees on a laptop.
    pub fn version(&self, laptop: usize, ticket: TicketId) -> u64 {
        let ticket = self.laptops[laptop].disk.ticket(ticket.into()).unwrap();
        ticket.map_or(1, |ticket| ticket.version)
    }
}

impl Hub {
    pub fn desk(&self) -> uuid::Uuid {
        use store::Feed;
        self.store.generation()
    }
}

pub fn report(text: &str) -> Action {
    Action::Report {
        description: Description::new(text).unwrap(),
        place: None,
        assignment: assignment(),
        follows: None,
        reporter: None,
    }
}

pub fn message(text: &str) -> Action {
    Action::Write {
        body: Body::new(text).unwrap(),
    }
}

pub fn edit(version: u64, text: &str) -> Action {
    Action::Modify {
        edit: Edit {
            base: Base::Version(version),
            description: Some(Description::new(text).unwrap()),
            place: None,
        },
        assignment: Some(assignment()),
    }
}

fn assignment() -> Assignment {
    Assignment {
        category: Category::TechnicalIt,
        confidence: 0.4,
        sure: false,
        because: Vec::new(),
        model: "test".to_owned(),
    }
}
