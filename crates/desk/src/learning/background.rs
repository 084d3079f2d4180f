//! Learning beside the work: on a thread of its own, of the lowest priority, some time after the last correction.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use thread_priority::{ThreadPriority, set_current_thread_priority};

use super::LiveClassifier;
use crate::Desk;

/// The thread that learns. Dropping it ends the thread: at once, or as soon as it has learned what it is at.
pub struct Learner {
    live_classifier: Arc<LiveClassifier>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Learner {
    fn drop(&mut self) {
        self.live_classifier.nudges.end();
        // Nobody waits for a lesson: what is not kept when the program ends is learned at the next start.
        if let Some(thread) = self.thread.take().filter(|_| !self.live_classifier.is_running()) {
            // One that panicked has ended as well.
            let _ = thread.join();
        }
    }
}

impl Desk {
    /// Learns from corrections in the background, `pause` after the last one; and at once, if there are some that
    /// nothing was learned from. `tell` is called whenever [`Desk::learning_state`] has changed.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn learn_in_background(
        &self,
        pause: Duration,
        tell: impl Fn() + Send + 'static,
    ) -> io::Result<Learner> {
        let desk = self.clone();
        let thread = std::thread::Builder::new()
            .name("desk-learner".to_owned())
            .spawn(move || {
                // Where the system has no priorities, it learns with everybody else's.
                let _ = set_current_thread_priority(ThreadPriority::Min);
                desk.learn_what_is_new(&tell);
                while desk.live_classifier.nudges.wait(pause) {
                    desk.learn_what_is_new(&tell);
                }
            })?;
        Ok(Learner {
            live_classifier: self.live_classifier.clone(),
            thread: Some(thread),
        })
    }

    fn learn_what_is_new(&self, tell: &impl Fn()) {
        // A desk that cannot be read says so wherever it is used; what was not learned is learned the next time.
        if matches!(self.has_to_learn(), Ok(true)) {
            let _ = self.learn(tell);
        }
    }
}

/// How the learner hears of corrections.
#[derive(Default)]
pub(super) struct Nudges {
    state: Mutex<Nudged>,
    changed: Condvar,
}

#[derive(Default)]
struct Nudged {
    last: Option<Instant>,
    ended: bool,
}

impl Nudges {
    /// There was a correction.
    pub(super) fn nudge(&self) {
        self.state().last = Some(Instant::now());
        self.changed.notify_all();
    }

    /// Nobody needs the learner any more.
    fn end(&self) {
        self.state().ended = true;
        self.changed.notify_all();
    }

    /// Waits until the last correction is a pause ago; false when nobody needs the learner any more.
    fn wait(&self, pause: Duration) -> bool {
        let mut state = self.state();
        while !state.ended {
            let left = state
                .last
                .map(|last| (last + pause).saturating_duration_since(Instant::now()));
            state = match left {
                Some(Duration::ZERO) => {
                    state.last = None;
                    return true;
                }
                Some(left) => {
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
        false
    }

    fn state(&self) -> MutexGuard<'_, Nudged> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_until_the_corrections_pause() {
        let nudges = Arc::new(Nudges::default());
        let pause = Duration::from_millis(150);
        let (told, began) = (nudges.clone(), Instant::now());
        let hand = std::thread::spawn(move || {
            for _ in 0..3 {
                told.nudge();
                std::thread::sleep(Duration::from_millis(60));
            }
        });
        assert!(nudges.wait(pause));
        assert!(
            began.elapsed() >= pause + Duration::from_millis(120),
            "{:?}",
            began.elapsed()
        );
        hand.join().unwrap();
        nudges.end();
        assert!(!nudges.wait(pause), "nobody learns any more");
    }
}
