//! Waiting until corrections pause.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Reports a burst of notifications once, a pause after the last one.
#[derive(Default)]
pub(crate) struct Debounce {
    state: Mutex<State>,
    changed: Condvar,
}

/// Why a wait has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Woken {
    /// There were notifications, the last one a pause ago.
    Notified,
    /// There was no notification.
    Later,
    /// All waiting has ended.
    Stopped,
}

#[derive(Default)]
struct State {
    last: Option<Instant>,
    stopped: bool,
}

impl Debounce {
    /// Starts the pause, or starts it again.
    pub(crate) fn notify(&self) {
        self.state().last = Some(Instant::now());
        self.changed.notify_all();
    }

    /// Ends all waiting.
    pub(super) fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    /// Blocks until `pause` after the last notification, or for the time `most` without one.
    pub(super) fn wait(&self, pause: Duration, most: Option<Duration>) -> Woken {
        let mut state = self.state();
        let began = Instant::now();
        while !state.stopped {
            if state.last.is_none() && most.is_some_and(|most| began.elapsed() >= most) {
                return Woken::Later;
            }
            let left = state
                .last
                .map(|last| (last + pause).saturating_duration_since(Instant::now()));
            state = match left {
                Some(Duration::ZERO) => {
                    state.last = None;
                    return Woken::Notified;
                }
                Some(left) => {
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => match most {
                    Some(most) => {
                        let waited = self
                            .changed
                            .wait_timeout(state, most.saturating_sub(began.elapsed()));
                        waited.unwrap_or_else(PoisonError::into_inner).0
                    }
                    None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                },
            };
        }
        Woken::Stopped
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test notifies at intervals")]
    fn waiting_ends_a_pause_after_the_last_notification() {
        let debounce = Arc::new(Debounce::default());
        let pause = Duration::from_millis(150);
        let (notified, began) = (debounce.clone(), Instant::now());
        let notifier = std::thread::spawn(move || {
            for _ in 0..3 {
                notified.notify();
                std::thread::sleep(Duration::from_millis(60));
            }
        });
        assert_eq!(debounce.wait(pause, Some(pause * 10)), Woken::Notified);
        assert!(
            began.elapsed() >= pause + Duration::from_millis(120),
            "{:?}",
            began.elapsed()
        );
        notifier.join().unwrap();
        assert_eq!(debounce.wait(pause, Some(pause / 10)), Woken::Later);
        debounce.stop();
        assert_eq!(
            debounce.wait(pause, None),
            Woken::Stopped,
            "a stopped debounce does not wait"
        );
    }
}
