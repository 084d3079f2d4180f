//! A hub in memory: the functions that the sync routes call, or the routes themselves.

use std::sync::{Arc, LazyLock, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use classifier::Classifier;
use desk::sync::{NotAnswered, NotRead};
use desk::{Clock, Desk};
use store::{Feed, MemoryStore};
use tickets::Role;
use wire::sync::{Answers, ChangesQuery, Hello, Page, Reset, SentCommands};

use crate::routes::Routes;

static CLASSIFIER: LazyLock<Arc<Classifier>> = LazyLock::new(|| Arc::new(Classifier::shipped()));

pub struct Hub {
    pub store: Arc<MemoryStore>,
    desk: Desk,
    clock: Arc<ManualClock>,
    /// The routes that answer instead of the desk's functions.
    routes: Option<Routes>,
}

struct ManualClock(Mutex<DateTime<Utc>>);

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl Hub {
    pub fn new(store: MemoryStore, now: DateTime<Utc>) -> Self {
        let (store, clock) = (Arc::new(store), Arc::new(ManualClock(Mutex::new(now))));
        let desk = Desk::new(store.clone(), CLASSIFIER.clone(), clock.clone());
        Self {
            store,
            desk,
            clock,
            routes: None,
        }
    }

    /// The hub as a server.
    pub fn serving(self) -> Self {
        let routes = Some(Routes::serve(&self.desk));
        Self { routes, ..self }
    }

    pub fn is_serving(&self) -> bool {
        self.routes.is_some()
    }

    pub fn head(&self) -> u64 {
        *self.store.feed().borrow()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.clock.0.lock().unwrap() += by;
    }

    pub fn hello(&self, role: Role) -> Hello {
        self.desk.hello(role).unwrap()
    }

    pub fn commands(&self, role: Role, sent: SentCommands) -> Result<Answers, Reset> {
        // No two requests arrive in the same millisecond.
        self.advance(TimeDelta::milliseconds(1));
        if let Some(routes) = &self.routes {
            return routes.commands(role, &sent);
        }
        self.desk
            .answer_commands(role, sent)
            .unwrap()
            .map_err(|not_answered| match not_answered {
                NotAnswered::Reset(reset) => reset,
                other @ NotAnswered::Unidentified => panic!("{other:?}"),
            })
    }

    /// A page; `None` if nothing has changed. The hub answers at once.
    pub fn page(&self, role: Role, query: &ChangesQuery) -> Result<Option<Page>, Reset> {
        if let Some(routes) = &self.routes {
            return routes.page(role, query, self.head());
        }
        match self.desk.page_for(role, query).unwrap() {
            Ok(page) if page.next == query.after && query.wait.is_some() => Ok(None),
            Ok(page) => Ok(Some(page)),
            Err(NotRead::Reset(reset)) => Err(reset),
            Err(other @ NotRead::Forbidden) => panic!("{other:?}"),
        }
    }
}
