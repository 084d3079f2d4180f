//! The feed's last number and the desk's identity, as this hub knows them.
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
use crate::session::{LIMIT, Session, within};

/// The time between two looks at the desk's row.
const INTERVAL: Duration = Duration::from_millis(50);

/// The number and the identity, shared by the writer, the poller and readers.
#[derive(Clone, Debug)]
pub(crate) struct Announcer {
    feed: watch::Sender<u64>,
    identity: Arc<RwLock<Identity>>,
}

/// Which desk it is, and which copy of it: a standby that takes over begins a timeline, and may lack the last commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub generation: Uuid,
    pub timeline: u64,
}

impl Announcer {
    pub(crate) fn new((feed, identity): (u64, Identity)) -> Self {
        Self {
            feed: watch::Sender::new(feed),
            identity: Arc::new(RwLock::new(identity)),
        }
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.feed.subscribe()
    }

    pub(crate) fn identity(&self) -> Identity {
        *self.identity.read().unwrap_or_else(PoisonError::into_inner)
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

    /// Announces what the desk's row says. Another desk, or another copy of it, begins again, with any number.
    fn see(&self, (feed, identity): (u64, Identity)) {
        let before = self.identity();
        if identity == before {
            return self.announce(feed);
        }
        if identity.generation == before.generation {
            tracing::warn!(
                timeline = identity.timeline,
                before = before.timeline,
                feed,
                "another server has taken over the database; its last commits may be missing, which laptops find out"
            );
        }
        *self.identity.write().unwrap_or_else(PoisonError::into_inner) = identity;
        self.feed.send_replace(feed);
    }
}

/// The feed's last number, and the identity of the desk.
pub(crate) async fn head(session: &Session) -> Result<(u64, Identity)> {
    let sql =
        "select feed, generation, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
        from desk where one = 1";
    let row = session.one(sql, &[]).await?;
    let (generation, timeline) = (get(&row, 1)?, number(&row, 2)?);
    Ok((number(&row, 0)?, Identity { generation, timeline }))
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

async fn look(pool: &Pool) -> Result<(u64, Identity)> {
    let session = Session::take(pool).await?;
    let seen = within(LIMIT, head(&session)).await;
    if seen.is_err() {
        session.give_up();
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_goes_back_only_if_the_desk_is_another_one_or_another_copy() {
        let identity = |timeline| Identity {
            generation: Uuid::nil(),
            timeline,
        };
        let announcer = Announcer::new((5, identity(1)));
        let feed = announcer.subscribe();
        announcer.announce(7);
        announcer.see((6, identity(1)));
        assert_eq!(*feed.borrow(), 7, "the look was older than the commit");
        announcer.see((3, identity(2)));
        assert_eq!((*feed.borrow(), announcer.identity()), (3, identity(2)));
        announcer.announce(4);
        assert_eq!(*feed.borrow(), 4);
    }
}
