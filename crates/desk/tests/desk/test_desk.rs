//! A desk in memory, with a clock that the test sets.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use classifier::Classifier;
use desk::{Clock, Desk, Report};
use store::{MemoryStore, TicketStore};
use tickets::{Body, Caller, CommandId, Description, Place, Role, Ticket, TicketId};

pub struct TestDesk {
    pub desk: Desk,
    pub store: Arc<MemoryStore>,
    pub clock: Arc<ManualClock>,
}

pub struct ManualClock(Mutex<DateTime<Utc>>);

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl ManualClock {
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

/// An empty desk. The clock shows 2 March 2026, 09:00 UTC.
pub fn test_desk() -> TestDesk {
    let nine = Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap();
    let clock = Arc::new(ManualClock(Mutex::new(nine)));
    let store = Arc::new(MemoryStore::new());
    let desk = Desk::new(store.clone(), Arc::new(Classifier::shipped()), clock.clone());
    TestDesk { desk, store, clock }
}

pub fn user() -> Caller {
    Caller::from(Role::User)
}

pub fn helpdesk() -> Caller {
    Caller::from(Role::Helpdesk)
}

pub fn description(text: &str) -> Description {
    Description::new(text).unwrap()
}

pub fn body(text: &str) -> Body {
    Body::new(text).unwrap()
}

impl TestDesk {
    /// Opens another desk on the same store, as the next start does.
    pub fn reopened(self, open: impl FnOnce(Arc<MemoryStore>) -> Desk) -> Self {
        Self {
            desk: open(self.store.clone()),
            ..self
        }
    }

    pub fn report(&self, text: &str) -> Ticket {
        let place = Place::new("Hall B").unwrap();
        self.desk
            .report(
                &user(),
                CommandId::new(),
                TicketId::new(),
                Report::new(description(text), Some(place)),
            )
            .unwrap()
            .expect("reports are accepted")
            .ticket
    }

    pub fn start(&self, ticket: TicketId) -> Ticket {
        self.desk
            .start(&helpdesk(), CommandId::new(), ticket, None)
            .unwrap()
            .expect("it was open")
            .ticket
    }

    pub fn close(&self, ticket: TicketId) -> Ticket {
        self.desk
            .close(&helpdesk(), CommandId::new(), ticket, None)
            .unwrap()
            .expect("it was active")
            .ticket
    }

    /// The ticket as it is now.
    pub fn ticket(&self, ticket: TicketId) -> Ticket {
        self.store.ticket(ticket.into()).unwrap().expect("it exists")
    }

    /// Reports, starts and closes a ticket.
    pub fn closed(&self) -> Ticket {
        let ticket = self.report("The lift in hall B is stuck");
        self.start(ticket.id);
        self.close(ticket.id)
    }
}
