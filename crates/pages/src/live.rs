//! Notifies pages of changes, wherever they were made: here, through the API, by an import.
//!
//! There is at most one event per [`PAUSE`], so that an import of 100,000 tickets causes a few events.

use std::collections::BTreeSet;
use std::time::Duration;

use desk::Desk;
use serde::{Serialize, Serializer};
use tickets::TicketId;
use tokio::sync::{mpsc, watch};

/// The least time between two events.
pub const PAUSE: Duration = Duration::from_millis(100);

/// The most tickets that an event names.
pub const MOST: usize = 100;

/// The payload of an event: what the page must refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// What shows these tickets, and what shows no ticket.
    Tickets(BTreeSet<TicketId>),
    /// Everything: too many tickets changed.
    Many,
}

impl Serialize for Changes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tickets(ids) => ids.serialize(serializer),
            Self::Many => serializer.serialize_str("many"),
        }
    }
}

/// The tickets that changed between two numbers of the feed; `None` if they are too many to name, or could not be read.
/// Blocks.
#[must_use]
pub fn changed(desk: &Desk, after: u64, now: u64) -> Option<Vec<TicketId>> {
    let changes = desk
        .changes(after, MOST + 1)
        .inspect_err(|error| tracing::warn!(%error, "the changes could not be read"))
        .ok()?;
    let tickets: Vec<_> = changes.tickets.iter().map(|ticket| ticket.id).collect();
    // A ticket that has left a replica is not among the changes, but took a number of the feed.
    let numbers = usize::try_from(now.saturating_sub(after)).unwrap_or(usize::MAX);
    let is_complete = changes.next >= now && (!desk.is_replica() || tickets.len() >= numbers);
    is_complete.then_some(tickets)
}

/// Follows the feed until it ends, and notifies pages of changes, with the number of the feed that they lead to.
///
/// `read` returns the tickets that changed between two numbers of the feed, or `None` if they are too many or could
/// not be read. `refreshes` are requests to refresh a ticket (or, `None`, what shows no ticket) that did not change.
pub fn follow<R, N>(
    mut feed: watch::Receiver<u64>,
    mut refreshes: mpsc::UnboundedReceiver<Option<TicketId>>,
    read: impl Fn(u64, u64) -> R,
    notify: impl Fn(u64, Changes) -> N,
) -> impl Future<Output = ()>
where
    R: Future<Output = Option<Vec<TicketId>>>,
    N: Future<Output = ()>,
{
    // Read here and not inside the future: changes before its first poll are included.
    let mut notified = *feed.borrow_and_update();
    async move {
        while let Some(mut ids) = next(&mut feed, &mut refreshes).await {
            while let Ok(id) = refreshes.try_recv() {
                ids.extend(id);
            }
            let now = *feed.borrow_and_update();
            let changed = if now == notified {
                Some(Vec::new())
            } else {
                read(notified, now).await
            };
            notified = now;
            notify(now, combine(ids, changed)).await;
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Waits for a change; `None` once the desk or the window is closed.
async fn next(
    feed: &mut watch::Receiver<u64>,
    refreshes: &mut mpsc::UnboundedReceiver<Option<TicketId>>,
) -> Option<BTreeSet<TicketId>> {
    tokio::select! {
        changed = feed.changed() => changed.ok().map(|()| BTreeSet::new()),
        id = refreshes.recv() => id.map(BTreeSet::from_iter),
    }
}

fn combine(mut ids: BTreeSet<TicketId>, changed: Option<Vec<TicketId>>) -> Changes {
    let Some(changed) = changed else {
        return Changes::Many;
    };
    ids.extend(changed);
    if ids.len() > MOST {
        Changes::Many
    } else {
        Changes::Tickets(ids)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A feed of tickets, and the events about it with their times.
    struct Desk {
        feed: watch::Sender<u64>,
        refreshes: mpsc::UnboundedSender<Option<TicketId>>,
        tickets: Arc<Mutex<Vec<TicketId>>>,
        events: Arc<Mutex<Vec<(Duration, Changes)>>>,
    }

    impl Desk {
        fn new() -> Self {
            let (feed, followed) = watch::channel(0);
            let (refreshes, receiver) = mpsc::unbounded_channel();
            let tickets = Arc::new(Mutex::new(Vec::<TicketId>::new()));
            let events = Arc::new(Mutex::new(Vec::new()));
            let (source, sink, start) = (tickets.clone(), events.clone(), tokio::time::Instant::now());
            tokio::spawn(follow(
                followed,
                receiver,
                move |after, _| {
                    let after = usize::try_from(after).unwrap();
                    let new = source.lock().unwrap()[after..].to_vec();
                    async move { (new.len() <= MOST).then_some(new) }
                },
                move |_, changes| {
                    sink.lock().unwrap().push((start.elapsed(), changes));
                    std::future::ready(())
                },
            ));
            Self {
                feed,
                refreshes,
                tickets,
                events,
            }
        }

        fn change(&self) -> TicketId {
            let id = TicketId::new();
            self.tickets.lock().unwrap().push(id);
            self.feed.send_modify(|n| *n += 1);
            id
        }

        fn events(&self) -> Vec<Changes> {
            self.events
                .lock()
                .unwrap()
                .iter()
                .map(|(_, changes)| changes.clone())
                .collect()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_change_is_announced_at_once_by_its_id() {
        let desk = Desk::new();
        let id = desk.change();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(desk.events(), [Changes::Tickets(BTreeSet::from([id]))]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_causes_one_event_per_pause_and_loses_no_ticket() {
        let desk = Desk::new();
        let mut all = BTreeSet::new();
        for _ in 0..50 {
            all.insert(desk.change());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(PAUSE * 2).await;
        let events = desk.events.lock().unwrap().clone();
        assert!(events.len() <= 6, "half a second and a bit: {events:?}");
        for pair in events.windows(2) {
            assert!(pair[1].0 - pair[0].0 >= PAUSE, "{events:?}");
        }
        let named = events.iter().flat_map(|(_, changes)| match changes {
            Changes::Tickets(ids) => ids.clone(),
            Changes::Many => panic!("fifty are not many"),
        });
        assert_eq!(named.collect::<BTreeSet<_>>(), all);
    }

    #[tokio::test(start_paused = true)]
    async fn more_than_a_hundred_changes_are_announced_as_many() {
        let desk = Desk::new();
        for _ in 0..=MOST {
            desk.change();
        }
        tokio::time::sleep(PAUSE).await;
        assert_eq!(desk.events(), [Changes::Many]);
        assert_eq!(serde_json::to_string(&Changes::Many).unwrap(), "\"many\"");
    }

    #[tokio::test(start_paused = true)]
    async fn a_refresh_without_a_ticket_is_announced_without_an_id() {
        let desk = Desk::new();
        desk.refreshes.send(None).unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(desk.events(), [Changes::Tickets(BTreeSet::new())]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refresh_of_a_ticket_is_announced_like_a_change() {
        let desk = Desk::new();
        let id = TicketId::new();
        desk.refreshes.send(Some(id)).unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(desk.events(), [Changes::Tickets(BTreeSet::from([id]))]);
        let json = serde_json::to_string(&desk.events()[0]).unwrap();
        assert_eq!(json, format!("[\"{id}\"]"));
    }
}
