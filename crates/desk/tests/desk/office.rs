//! A desk, a clock that we turn, and a lift that is stuck.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use classifier::Classifier;
use desk::{Clock, Desk};
use store::SqliteStore;
use tempfile::TempDir;
use tickets::{Body, Caller, CommandId, Description, Place, Role, Ticket, TicketId};

pub struct Office {
    pub desk: Desk,
    pub store: SqliteStore,
    pub clock: Arc<WallClock>,
    folder: TempDir,
}

/// Shows what it was set to.
pub struct WallClock(Mutex<DateTime<Utc>>);

impl Clock for WallClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl WallClock {
    pub fn turn(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

/// An empty desk, on the second of March 2026 at nine.
pub fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let nine = Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap();
    let clock = Arc::new(WallClock(Mutex::new(nine)));
    let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
    let desk = Desk::new(
        Arc::new(store.clone()),
        Arc::new(Classifier::shipped()),
        clock.clone(),
    );
    Office {
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

impl Office {
    /// The same, after everybody went home and came back.
    pub fn opened_again(self, open: impl FnOnce(Arc<SqliteStore>) -> Desk) -> Self {
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
            .start(&helpdesk(), CommandId::new(), ticket)
            .unwrap()
            .expect("it was open")
            .ticket
    }

    pub fn close(&self, ticket: TicketId) -> Ticket {
        self.desk
            .close(&helpdesk(), CommandId::new(), ticket)
            .unwrap()
            .expect("it was active")
            .ticket
    }

    /// A ticket that was reported, taken on and closed.
    pub fn closed(&self) -> Ticket {
        let ticket = self.report("The lift in hall B is stuck");
        self.start(ticket.id);
        self.close(ticket.id)
    }
}
