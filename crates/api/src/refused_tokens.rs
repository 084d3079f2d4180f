//! Logs requests with a missing or unknown token. Somebody who guesses tokens must be visible in the log, but must not be
//! able to fill the disk with it: within a minute the 1st, 10th, 100th, … request is logged.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(60);

/// The refused requests since a moment.
#[derive(Default)]
pub struct RefusedTokens(Mutex<Refused>);

#[derive(Default)]
struct Refused {
    since: Option<Instant>,
    count: u64,
}

impl RefusedTokens {
    /// Counts a refused request, and logs the count now and then.
    pub fn log(&self) {
        if let Some(count) = self.count(Instant::now()) {
            tracing::warn!(
                count,
                "requests with a missing or unknown token were refused within a minute"
            );
        }
    }

    /// Counts a refused request; returns the count if it is to be logged.
    fn count(&self, now: Instant) -> Option<u64> {
        let mut refused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if refused
            .since
            .is_none_or(|since| now.duration_since(since) > WINDOW)
        {
            *refused = Refused {
                since: Some(now),
                count: 0,
            };
        }
        refused.count += 1;
        let is_power_of_ten = 10_u64.pow(refused.count.ilog10()) == refused.count;
        is_power_of_ten.then_some(refused.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_thousand_wrong_tokens_are_four_lines_and_the_next_minute_begins_again() {
        let (refused, start) = (RefusedTokens::default(), Instant::now());
        let logged: Vec<u64> = (0..2_000).filter_map(|_| refused.count(start)).collect();
        assert_eq!(logged, [1, 10, 100, 1_000]);
        assert_eq!(refused.count(start + WINDOW), None);
        assert_eq!(refused.count(start + 2 * WINDOW), Some(1));
    }
}
