//! How often a laptop gets a page: a burst of changes becomes one page for each laptop.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tickets::Role;
use tokio::time::Instant;
use uuid::Uuid;

/// The time between two pages of a user's laptop. 2,000 laptops at ten changes a second would read 20,000 pages a second
/// otherwise.
const USER: Duration = Duration::from_secs(1);

/// The time between two pages of the helpdesk's few laptops, where people work on the queue: less than they notice.
const HELPDESK: Duration = Duration::from_millis(100);

/// The maximum number of laptops before those that may read at once are forgotten.
const MOST: usize = 10_000;

/// When each laptop may get its next page. A laptop that has not reached the end of the feed reads on at once.
#[derive(Default)]
pub struct Pace(Mutex<HashMap<Uuid, Instant>>);

impl Pace {
    /// When the laptop may get its next page.
    pub fn next(&self, device: Uuid, now: Instant) -> Instant {
        let next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        next.get(&device).copied().unwrap_or(now).max(now)
    }

    /// The laptop gets a page now; `is_last`: it reaches the end of the feed. Requests without a device have the nil id, and
    /// are not paced, because they are not one laptop.
    pub fn note(&self, device: Uuid, role: Role, is_last: bool, now: Instant) {
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_last || device.is_nil() {
            next.remove(&device);
            return;
        }
        if next.len() >= MOST {
            next.retain(|_, next| *next > now);
        }
        next.insert(device, now + pause(role));
    }
}

/// The time between two pages of a laptop.
pub const fn pause(role: Role) -> Duration {
    match role {
        Role::User => USER,
        Role::Helpdesk => HELPDESK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_laptop_at_the_end_of_the_feed_waits_and_a_laptop_behind_reads_on() {
        let (pace, now) = (Pace::default(), Instant::now());
        let [user, agent] = [1, 2].map(Uuid::from_u128);
        assert_eq!(pace.next(user, now), now);
        pace.note(user, Role::User, true, now);
        pace.note(agent, Role::Helpdesk, true, now);
        assert_eq!(pace.next(user, now), now + USER);
        assert_eq!(pace.next(agent, now), now + HELPDESK);
        assert_eq!(pace.next(user, now + USER * 2), now + USER * 2);
        pace.note(user, Role::User, false, now);
        assert_eq!(pace.next(user, now), now);
        pace.note(Uuid::nil(), Role::User, true, now);
        assert_eq!(pace.next(Uuid::nil(), now), now);
    }
}
