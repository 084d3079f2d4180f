//! The feed's last number and the desk's generation, as this hub knows them.
//!
//! This hub announces its own commits at once. It learns of the commits of other hubs by reading one row every 50 ms: that works
//! through every pooler, and needs no second path.
//!
//! Announcing waits for every reader that holds the number at this moment, so it is done on threads that may wait, never on those that
//! drive the connections.

use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use deadpool_postgres::Pool;
use store::StoreError;
use tokio::sync::{oneshot, watch};
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use crate::decode::{get, number};
use crate::failure::Result;
use crate::runtime::Driver;
use crate::session::Session;

/// The time between two looks at the desk's row.
const INTERVAL: Duration = Duration::from_millis(50);

/// The number and the generation, shared by the writer, the poller and readers.
#[derive(Clone, Debug)]
pub(crate) struct Announcer {
    feed: watch::Sender<u64>,
    generation: Arc<RwLock<Uuid>>,
}

impl Announcer {
    pub(crate) fn new((feed, generation): (u64, Uuid)) -> Self {
        Self {
            feed: watch::Sender::new(feed),
            generation: Arc::new(RwLock::new(generation)),
        }
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.feed.subscribe()
    }

    pub(crate) fn generation(&self) -> Uuid {
        *self.generation.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Announces a number that was committed. Commits and looks at the desk's row may be announced in another order than they
    /// took place.
    pub(crate) fn announce(&self, feed: u64) {
        self.feed.send_if_modified(|last| {
            let is_later = feed > *last;
            *last = feed.max(*last);
            is_later
        });
    }

    /// Announces what the desk's row says. Another generation begins again, with any number.
    fn see(&self, (feed, generation): (u64, Uuid)) {
        if generation == self.generation() {
            return self.announce(feed);
        }
        *self.generation.write().unwrap_or_else(PoisonError::into_inner) = generation;
        self.feed.send_replace(feed);
    }
}

/// The feed's last number, and the desk's generation.
pub(crate) async fn position(session: &Session) -> Result<(u64, Uuid)> {
    let row = session
        .one("select feed, generation from desk where one = 1", &[])
        .await?;
    Ok((number(&row, 0)?, get(&row, 1)?))
}

/// Follows the commits of other hubs on a thread of its own, until the returned value is dropped.
pub(crate) fn start(
    driver: Arc<Driver>,
    pool: Pool,
    announcer: Announcer,
) -> Result<oneshot::Sender<()>, StoreError> {
    let (running, stopped) = oneshot::channel();
    let follow = move || {
        driver.block_on(async {
            tokio::select! {
                _ = stopped => {}
                () = poll(pool, announcer) => {}
            }
        });
    };
    let thread = thread::Builder::new().name("postgres-follow".to_owned());
    thread
        .spawn(follow)
        .map_err(|error| StoreError::Other(error.to_string()))?;
    Ok(running)
}

async fn poll(pool: Pool, announcer: Announcer) {
    let mut ticks = tokio::time::interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut reachable = true;
    loop {
        ticks.tick().await;
        let seen = look(&pool).await;
        if let Err(failure) = &seen
            && reachable
        {
            tracing::warn!(error = %failure, "the database cannot be reached");
        }
        if seen.is_ok() && !reachable {
            tracing::info!("the database can be reached again");
        }
        reachable = seen.is_ok();
        if let Ok(seen) = seen {
            announcer.see(seen);
        }
    }
}

async fn look(pool: &Pool) -> Result<(u64, Uuid)> {
    position(&Session::take(pool).await?).await
}
