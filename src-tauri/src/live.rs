//! Tells the page what changed, wherever it was changed: here, through the API, by an import.
//!
//! At most one event per [`PAUSE`], so that an import of 100,000 tickets is a few events, not 100,000.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Serialize, Serializer};
use tickets::TicketId;
use tokio::sync::{mpsc, watch};

/// The least time between two events.
pub const PAUSE: Duration = Duration::from_millis(100);

/// The most tickets that an event names.
pub const MOST: usize = 100;

/// The tickets that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// These.
    Tickets(BTreeSet<TicketId>),
    /// Too many to name: everything on screen should be looked at again.
    Many,
}

impl Serialize for News {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tickets(ids) => ids.serialize(serializer),
            Self::Many => serializer.serialize_str("many"),
        }
    }
}

/// Follows the feed until it ends, and tells the news.
///
/// `read` gives the tickets changed between two numbers of the feed, or `None` if they are too many or could
/// not be read. `touched` are tickets whose page changed although the desk did not (a close that waits).
pub fn follow<R, T>(
    mut feed: watch::Receiver<u64>,
    mut touched: mpsc::UnboundedReceiver<Option<TicketId>>,
    read: impl Fn(u64, u64) -> R,
    tell: impl Fn(News) -> T,
) -> impl Future<Output = ()>
where
    R: Future<Output = Option<Vec<TicketId>>>,
    T: Future<Output = ()>,
{
    // Noted now and not when the future is first looked at: what changes in between is told too.
    let mut told = *feed.borrow_and_update();
    async move {
        while let Some(mut ids) = next(&mut feed, &mut touched).await {
            while let Ok(id) = touched.try_recv() {
                ids.extend(id);
            }
            let now = *feed.borrow_and_update();
            let changed = if now == told {
                Some(Vec::new())
            } else {
                read(told, now).await
            };
            told = now;
            tell(news(ids, changed)).await;
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Waits until there is something to tell; nothing once the desk or the window is gone.
async fn next(
    feed: &mut watch::Receiver<u64>,
    touched: &mut mpsc::UnboundedReceiver<Option<TicketId>>,
) -> Option<BTreeSet<TicketId>> {
    tokio::select! {
        changed = feed.changed() => changed.ok().map(|()| BTreeSet::new()),
        id = touched.recv() => id.map(BTreeSet::from_iter),
    }
}

fn news(mut ids: BTreeSet<TicketId>, changed: Option<Vec<TicketId>>) -> News {
    let Some(changed) = changed else {
        return News::Many;
    };
    ids.extend(changed);
    if ids.len() > MOST {
        News::Many
    } else {
        News::Tickets(ids)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A feed of tickets, and the news that were told of it, with the seconds at which they were.
    struct Desk {
        feed: watch::Sender<u64>,
        touched: mpsc::UnboundedSender<Option<TicketId>>,
        tickets: Arc<Mutex<Vec<TicketId>>>,
        told: Arc<Mutex<Vec<(Duration, News)>>>,
    }

    impl Desk {
        fn new() -> Self {
            let (feed, followed) = watch::channel(0);
            let (touched, receiver) = mpsc::unbounded_channel();
            let tickets = Arc::new(Mutex::new(Vec::<TicketId>::new()));
            let told = Arc::new(Mutex::new(Vec::new()));
            let (source, sink, start) = (tickets.clone(), told.clone(), tokio::time::Instant::now());
            tokio::spawn(follow(
                followed,
                receiver,
                move |after, _| {
                    let after = usize::try_from(after).unwrap();
                    let new = source.lock().unwrap()[after..].to_vec();
                    async move { (new.len() <= MOST).then_some(new) }
                },
                move |news| {
                    sink.lock().unwrap().push((start.elapsed(), news));
                    std::future::ready(())
                },
            ));
            Self {
                feed,
                touched,
                tickets,
                told,
            }
        }

        fn change(&self) -> TicketId {
            let id = TicketId::new();
            self.tickets.lock().unwrap().push(id);
            self.feed.send_modify(|n| *n += 1);
            id
        }

        fn told(&self) -> Vec<News> {
            self.told
                .lock()
                .unwrap()
                .iter()
                .map(|(_, news)| news.clone())
                .collect()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_change_is_told_at_once_by_name() {
        let desk = Desk::new();
        let id = desk.change();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(desk.told(), [News::Tickets(BTreeSet::from([id]))]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_one_event_a_pause_and_none_is_lost() {
        let desk = Desk::new();
        let mut all = BTreeSet::new();
        for _ in 0..50 {
            all.insert(desk.change());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(PAUSE * 2).await;
        let told = desk.told.lock().unwrap().clone();
        assert!(told.len() <= 6, "half a second and a bit: {told:?}");
        for pair in told.windows(2) {
            assert!(pair[1].0 - pair[0].0 >= PAUSE, "{told:?}");
        }
        let named = told.iter().flat_map(|(_, news)| match news {
            News::Tickets(ids) => ids.clone(),
            News::Many => panic!("fifty are not many"),
        });
        assert_eq!(named.collect::<BTreeSet<_>>(), all);
    }

    #[tokio::test(start_paused = true)]
    async fn past_a_hundred_they_are_many() {
        let desk = Desk::new();
        for _ in 0..=MOST {
            desk.change();
        }
        tokio::time::sleep(PAUSE).await;
        assert_eq!(desk.told(), [News::Many]);
        assert_eq!(serde_json::to_string(&News::Many).unwrap(), "\"many\"");
    }

    #[tokio::test(start_paused = true)]
    async fn what_concerns_no_ticket_is_told_without_a_name() {
        let desk = Desk::new();
        desk.touched.send(None).unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(desk.told(), [News::Tickets(BTreeSet::new())]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_ticket_that_was_only_touched_is_told_too() {
        let desk = Desk::new();
        let id = TicketId::new();
        desk.touched.send(Some(id)).unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(desk.told(), [News::Tickets(BTreeSet::from([id]))]);
        let json = serde_json::to_string(&desk.told()[0]).unwrap();
        assert_eq!(json, format!("[\"{id}\"]"));
    }
}
