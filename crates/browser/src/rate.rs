//! How often an address may do something.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Above this number of addresses, the ones whose time is over are forgotten.
const MANY: usize = 10_000;

/// Counts what each address does within a time.
#[derive(Debug)]
pub struct Rate {
    most: u32,
    window: Duration,
    counts: Mutex<HashMap<IpAddr, Count>>,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: Instant,
    count: u32,
}

impl Rate {
    /// At most `most` times within `window`.
    pub fn new(most: u32, window: Duration) -> Self {
        Self {
            most,
            window,
            counts: Mutex::default(),
        }
    }

    /// Counts once more; whether that is allowed.
    pub fn admit(&self, address: IpAddr, now: Instant) -> bool {
        let mut counts = self.counts();
        let is_over = |count: &Count| now.duration_since(count.since) >= self.window;
        if counts.len() > MANY {
            counts.retain(|_, count| !is_over(count));
        }
        let new = Count { since: now, count: 0 };
        let count = counts.entry(network(address)).or_insert(new);
        if is_over(count) {
            *count = new;
        }
        count.count = count.count.saturating_add(1);
        count.count <= self.most
    }

    /// Sets the count of an address back.
    pub fn forget(&self, address: IpAddr) {
        self.counts().remove(&network(address));
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<IpAddr, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What counts as one address: a provider gives a customer a whole network of IPv6 addresses.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            [a, b, c, d, 0, 0, 0, 0].into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_its_turns_back_after_the_time() {
        let (rate, start) = (Rate::new(2, MINUTE), Instant::now());
        let admit = |at: &str, now| rate.admit(address(at), now);
        assert!(admit("192.0.2.7", start) && admit("192.0.2.7", start));
        assert!(!admit("192.0.2.7", start + MINUTE / 2), "the third time");
        assert!(admit("192.0.2.8", start), "another address");
        assert!(admit("192.0.2.7", start + MINUTE));
        rate.forget(address("192.0.2.8"));
        assert!(admit("192.0.2.8", start) && admit("192.0.2.8", start));
    }

    #[test]
    fn a_network_of_ipv6_addresses_is_one_address() {
        assert_eq!(
            network(address("2001:db8:1:2:3::4")),
            network(address("2001:db8:1:2::9"))
        );
        assert_ne!(
            network(address("2001:db8:1:2::4")),
            network(address("2001:db8:1:3::4"))
        );
        assert_eq!(network(address("::ffff:192.0.2.7")), address("192.0.2.7"));
    }
}
