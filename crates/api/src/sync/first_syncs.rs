//! Limits how many laptops read the feed from the beginning at once: on the morning of a roll-out, the first hundred are
//! served quickly, and the others come a little later.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// A laptop that has asked for no page for this time has given up its place.
const ABANDONED: Duration = Duration::from_secs(10);

/// The laptops that read from the beginning.
pub struct FirstSyncs {
    most: usize,
    running: Mutex<HashMap<Uuid, Instant>>,
}

impl FirstSyncs {
    pub fn new(most: usize) -> Self {
        Self {
            most,
            running: Mutex::default(),
        }
    }

    /// Whether a laptop may read its next page. It keeps its place until [`Self::end`].
    pub fn may_read(&self, device: Uuid, now: Instant) -> bool {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !running.contains_key(&device) && running.len() >= self.most {
            running.retain(|_, asked| now.duration_since(*asked) < ABANDONED);
        }
        let may_read = running.contains_key(&device) || running.len() < self.most;
        if may_read {
            running.insert(device, now);
        }
        may_read
    }

    /// A laptop reads on after its first sync.
    pub fn end(&self, device: Uuid) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&device);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_at_the_end_or_when_its_laptop_has_gone() {
        let (syncs, start) = (FirstSyncs::new(2), Instant::now());
        let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
        assert!(syncs.may_read(a, start) && syncs.may_read(b, start));
        assert!(!syncs.may_read(c, start));
        assert!(syncs.may_read(a, start), "a running sync keeps its place");
        syncs.end(b);
        assert!(syncs.may_read(c, start));
        assert!(!syncs.may_read(b, start));
        assert!(syncs.may_read(b, start + ABANDONED));
    }
}
