//! When to try again.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The longest pause between two attempts.
const LONGEST: Duration = Duration::from_secs(60);

/// Random pauses. The seed makes tests repeatable; each laptop has another.
#[derive(Debug)]
pub(crate) struct Backoff(StdRng);

impl Backoff {
    pub(crate) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// The pause after this many failures in a row: at random up to 1 s, 2 s, 4 s … 60 s. The random choice follows the
    /// limit, so that 2,000 laptops do not meet at it.
    pub(crate) fn pause(&mut self, failures: u32) -> Duration {
        let doubled = Duration::from_secs(1 << failures.saturating_sub(1).min(6));
        self.up_to(doubled.min(LONGEST))
    }

    /// A random pause up to `longest`.
    pub(crate) fn up_to(&mut self, longest: Duration) -> Duration {
        longest.mul_f64(self.0.random::<f64>())
    }
}

/// The attempts of one kind of request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lane {
    /// The request that is not answered yet.
    pub flight: Option<u64>,
    /// Failures in a row.
    pub failures: u32,
    /// The earliest time of the next attempt.
    pub not_before: Duration,
}

impl Lane {
    /// Whether a request may be sent.
    pub(crate) fn is_free(&self, now: Duration) -> bool {
        self.flight.is_none() && self.not_before <= now
    }

    /// Takes the answer to a request; `false` if the request was given up.
    pub(crate) fn answered(&mut self, request: u64) -> bool {
        let expected = self.flight == Some(request);
        if expected {
            self.flight = None;
        }
        expected
    }

    pub(crate) fn succeed(&mut self) {
        self.failures = 0;
    }

    /// Waits `pause`, or longer than that if a pause is running.
    pub(crate) fn fail(&mut self, now: Duration, pause: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.not_before = self.not_before.max(now + pause);
    }

    /// Gives up the request, and may try at once.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }
}
