//! A desk over a temporary SQLite file, with a clock that the test sets.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use classifier::Classifier;
use desk::{Clock, Desk};
use store::SqliteStore;
use tempfile::TempDir;
use tickets::{Body, Caller, CommandId, Description, Place, Role, Ticket, TicketId};

pub struct TestDesk {
    pub desk: Desk,
    pub store: SqliteStore,
    pub clock: Arc<ManualClock>,
    folder: TempDir,
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
    let folder = tempfile::tempdir().unwrap();
    let nine = Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap();
    let clock = Arc::new(ManualClock(Mutex::new(nine)));
    let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
    let desk = Desk::new(
        Arc::new(store.clone()),
        Arc::new(Classifier::shipped()),
        clock.clone(),
    );
    TestDesk {
        desk,
        store,
        clock,
        folder,
    }
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
    /// Closes the desk and opens the same file again.
    pub fn reopened(self, open: impl FnOnce(Arc<SqliteStore>) -> Desk) -> Self {
        let Self {
            desk,
            store,
            clock,
            folder,
        } = self;
        drop((desk, store));
        let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
        Self {
            desk: open(Arc::new(store.clone())),
            store,
            clock,
            folder,
        }
    }

    pub fn report(&self, text: &str) -> Ticket {
        let place = Place::new("Hall B").unwrap();
        self.desk
            .report(
                &user(),
                CommandId::new(),
                TicketId::new(),
                description(text),
                Some(place),
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

    /// Reports, starts and closes a ticket.
    pub fn closed(&self) -> Ticket {
        let ticket = self.report("The lift in hall B is stuck");
        self.start(ticket.id);
        self.close(ticket.id)
    }
}
