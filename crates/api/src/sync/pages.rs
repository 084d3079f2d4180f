//! Pages of the feed that many laptops share: all laptops at one position get the same bytes, which are read, serialized and
//! compressed once.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use desk::{Desk, StoreError};
use tickets::Role;
use tokio::sync::OnceCell;
use uuid::Uuid;
use wire::sync::{Page, Scope};

use super::body::Body;
use crate::problem::Answer;

/// How long a page is shared. The desk may have moved on; what a page says is right, and the next page says the rest.
const SHARED_FOR: Duration = Duration::from_secs(5);

/// The maximum size of the shared pages, in bytes. Beyond it, the oldest ones are read again if a laptop asks for them.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Which page. Two laptops with the same key get the same page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The copy of the desk that the page was read from.
    pub timeline: u64,
    pub role: Role,
    pub scope: Scope,
    pub after: u64,
    /// `u64::MAX` for a first sync whose end the page does not reach; 0 after the first sync.
    pub fresh: u64,
    pub limit: usize,
}

/// A page, as it is sent.
pub struct SharedPage {
    pub next: u64,
    pub mark: Option<Uuid>,
    pub head: u64,
    pub body: Body,
}

/// The pages that are shared at the moment.
#[derive(Default)]
pub struct Pages(Mutex<HashMap<Key, Arc<Slot>>>);

/// The place of a page that is being read, or has been read.
struct Slot {
    /// The desk's last number when the page was asked for.
    head: u64,
    asked: Instant,
    page: OnceCell<Arc<SharedPage>>,
    /// Whether the page ends before the desk's last number.
    is_full: OnceLock<bool>,
}

impl Slot {
    /// Whether the page is still good for a laptop. A page that reached the end is for `lag` after the desk has moved on; a full
    /// page is longer, but not for a first sync that began after it was read: the laptop would not learn of what was closed
    /// between.
    fn serves(&self, head: u64, first_head: u64, lag: Duration, now: Instant) -> bool {
        let age = now.duration_since(self.asked);
        let is_current = self.head == head || self.is_full.get() == Some(&true) || age < lag;
        is_current && self.head >= first_head && age < SHARED_FOR
    }

    fn bytes(&self) -> usize {
        self.page.get().map_or(0, |page| page.body.len())
    }
}

impl Pages {
    /// The page of `key`; reads it with `read` if no good one is there. `head` is the desk's last number now, `first_head`
    /// that at which the laptop's first sync began. `lag` is how old a page may be that does not reach `head`: laptops that follow
    /// a busy desk then stay at a few common positions, and share their pages.
    pub async fn get<F: Future<Output = Answer<SharedPage>>>(
        &self,
        key: Key,
        head: u64,
        first_head: u64,
        lag: Duration,
        read: impl FnOnce() -> F,
    ) -> Answer<Arc<SharedPage>> {
        let slot = self.slot(key, head, first_head, lag);
        let page = slot
            .page
            .get_or_try_init(|| async { read().await.map(Arc::new) })
            .await?;
        let _ = slot.is_full.set(page.next < page.head);
        Ok(page.clone())
    }

    fn slot(&self, key: Key, head: u64, first_head: u64, lag: Duration) -> Arc<Slot> {
        let now = Instant::now();
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(&key)
            && slot.serves(head, first_head, lag, now)
        {
            return slot.clone();
        }
        let mut bytes = 0;
        slots.retain(|_, slot| {
            let is_shared = now.duration_since(slot.asked) < SHARED_FOR;
            bytes += if is_shared { slot.bytes() } else { 0 };
            is_shared
        });
        make_room(&mut slots, bytes);
        let slot = Arc::new(Slot {
            head,
            asked: now,
            page: OnceCell::new(),
            is_full: OnceLock::new(),
        });
        slots.insert(key, slot.clone());
        slot
    }
}

/// Forgets the oldest pages if all together, which have this many bytes, are too large.
fn make_room(slots: &mut HashMap<Key, Arc<Slot>>, mut bytes: usize) {
    while bytes > MOST_BYTES
        && let Some((key, oldest)) = slots
            .iter()
            .min_by_key(|(_, slot)| slot.asked)
            .map(|(key, slot)| (*key, slot.bytes()))
    {
        slots.remove(&key);
        bytes -= oldest;
    }
}

impl SharedPage {
    /// Reads a page, serializes it and compresses it.
    pub fn read(desk: &Desk, key: Key) -> Result<io::Result<Self>, StoreError> {
        let page = desk.page(key.role, key.scope, key.after, key.fresh, key.limit)?;
        Ok(Self::new(&page))
    }

    fn new(page: &Page) -> io::Result<Self> {
        Ok(Self {
            next: page.next,
            mark: page.mark,
            head: page.head,
            body: Body::of(page)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::body::Bytes;

    use super::*;

    fn key(after: u64) -> Key {
        Key {
            timeline: 0,
            role: Role::User,
            scope: Scope::Unclosed,
            after,
            fresh: 0,
            limit: 100,
        }
    }

    fn page(next: u64, head: u64) -> SharedPage {
        SharedPage {
            next,
            mark: None,
            head,
            body: Body::Plain(Bytes::new()),
        }
    }

    async fn reads(pages: &Pages, key: Key, head: u64, first_head: u64, next: u64) -> bool {
        reads_lagging(pages, key, head, first_head, Duration::ZERO, next).await
    }

    async fn reads_lagging(
        pages: &Pages,
        key: Key,
        head: u64,
        first_head: u64,
        lag: Duration,
        next: u64,
    ) -> bool {
        let read = AtomicUsize::new(0);
        let got = pages.get(key, head, first_head, lag, async || {
            read.fetch_add(1, Ordering::Relaxed);
            Ok(page(next, head))
        });
        got.await.expect("a page");
        read.into_inner() > 0
    }

    #[tokio::test]
    async fn two_thousand_laptops_at_one_position_cost_one_read() {
        let pages = Arc::new(Pages::default());
        let count = Arc::new(AtomicUsize::new(0));
        let mut polls = tokio::task::JoinSet::new();
        for _ in 0..2_000 {
            let (pages, count) = (pages.clone(), count.clone());
            polls.spawn(async move {
                let read = async || {
                    count.fetch_add(1, Ordering::Relaxed);
                    tokio::task::yield_now().await;
                    Ok(page(8, 8))
                };
                pages
                    .get(key(7), 8, 0, Duration::ZERO, read)
                    .await
                    .expect("a page")
                    .next
            });
        }
        assert!(polls.join_all().await.into_iter().all(|next| next == 8));
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_page_is_read_again_when_the_desk_has_moved_on() {
        let pages = Pages::default();
        assert!(reads(&pages, key(7), 8, 0, 8).await);
        assert!(!reads(&pages, key(7), 8, 0, 8).await);
        assert!(reads(&pages, key(7), 9, 0, 9).await);
        assert!(reads(&pages, key(0), 9, 0, 4).await, "another position");
        assert!(!reads(&pages, key(0), 12, 0, 4).await, "a full page stays good");
        assert!(
            reads(&pages, key(0), 12, 12, 4).await,
            "but not for a sync that began later"
        );
    }

    #[tokio::test]
    async fn laptops_that_follow_a_busy_desk_share_a_page_that_is_a_little_older() {
        let (pages, lag) = (Pages::default(), Duration::from_secs(4));
        assert!(reads_lagging(&pages, key(7), 8, 0, lag, 8).await);
        assert!(!reads_lagging(&pages, key(7), 9, 0, lag, 9).await);
        assert!(
            reads_lagging(&pages, key(7), 9, 9, lag, 9).await,
            "a first sync began later"
        );
        assert!(
            reads(&pages, key(7), 10, 0, 10).await,
            "without a wait, the current one"
        );
    }

    #[tokio::test]
    async fn the_oldest_pages_make_room_for_new_ones() {
        let pages = Pages::default();
        let large = |next| {
            let body = Body::Plain(Bytes::from(vec![0; MOST_BYTES / 4]));
            async move || {
                Ok(SharedPage {
                    body,
                    ..page(next, 9)
                })
            }
        };
        for after in 1..=6 {
            let got = pages.get(key(after), 9, 0, Duration::ZERO, large(9)).await;
            assert!(got.is_ok());
        }
        assert!(!reads(&pages, key(6), 9, 0, 9).await);
        assert!(reads(&pages, key(1), 9, 0, 9).await);
    }

    #[tokio::test]
    async fn a_page_that_could_not_be_read_is_read_again() {
        let pages = Pages::default();
        let failed = pages
            .get(key(7), 8, 0, Duration::ZERO, async || {
                Err(crate::problem::Problem::busy())
            })
            .await;
        assert!(failed.is_err());
        assert!(reads(&pages, key(7), 8, 0, 8).await);
    }
}
