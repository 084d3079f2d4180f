//! Learning in the background: on one thread of the lowest priority, a pause after the last correction.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use thread_priority::{ThreadPriority, set_current_thread_priority};

use super::LiveClassifier;
use super::debounce::Woken;
use crate::Desk;

/// How often a hub looks at what other hubs of its desk have changed.
const LOOK: Duration = Duration::from_secs(5);

/// The corrections of all hubs, as this hub has seen them.
#[derive(Default)]
struct OtherHubs {
    /// The number of the last one, and since when it is the last.
    last: Option<(u64, Instant)>,
}

impl OtherHubs {
    /// Whether the correction `last` has been the last one for a pause. If it is, the pause begins again.
    fn has_paused(&mut self, last: u64, pause: Duration) -> bool {
        match self.last {
            Some((known, since)) if known == last && since.elapsed() < pause => false,
            Some((known, _)) => {
                self.last = Some((last, Instant::now()));
                known == last
            }
            None => {
                self.last = Some((last, Instant::now()));
                false
            }
        }
    }
}

/// The learning thread. Dropping the `Learner` stops an idle thread at once; a running lesson finishes first.
pub struct Learner {
    live_classifier: Arc<LiveClassifier>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Learner {
    fn drop(&mut self) {
        self.live_classifier.corrections.stop();
        // A running lesson is not awaited: what it has not saved when the process exits is learned at the next start.
        if let Some(thread) = self.thread.take().filter(|_| !self.live_classifier.is_running()) {
            // A thread that panicked has ended as well.
            let _ = thread.join();
        }
    }
}

impl Desk {
    /// Starts the learning thread. It learns at once if a lesson is due, and then `pause` after the last correction.
    /// `on_change` is called whenever [`Desk::learning_state`] has changed.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn learn_in_background(
        &self,
        pause: Duration,
        on_change: impl Fn() + Send + 'static,
    ) -> io::Result<Learner> {
        let desk = self.clone();
        let thread = std::thread::Builder::new()
            .name("desk-learner".to_owned())
            .spawn(move || {
                // Some systems have no thread priorities; there it runs with the normal one.
                let _ = set_current_thread_priority(ThreadPriority::Min);
                desk.learn_if_due(&on_change);
                let look = desk.store.has_other_hubs().then_some(LOOK);
                let mut others = OtherHubs::default();
                loop {
                    match desk.live_classifier.corrections.wait(pause, look) {
                        Woken::Notified => desk.learn_if_due(&on_change),
                        Woken::Later => desk.follow_other_hubs(&mut others, pause, &on_change),
                        Woken::Stopped => return,
                    }
                }
            })?;
        Ok(Learner {
            live_classifier: self.live_classifier.clone(),
            thread: Some(thread),
        })
    }

    fn learn_if_due(&self, on_change: &impl Fn()) {
        // Errors are dropped here: every other use of a broken store reports them, and the lesson stays due.
        if matches!(self.lesson_is_due(), Ok(true)) && matches!(self.store.begin_lesson(), Ok(true)) {
            let _ = self.learn(on_change);
        }
    }

    /// Uses the model that another hub has adopted or chosen, and learns if no other hub does: a hub that accepted corrections may
    /// have ended.
    fn follow_other_hubs(&self, others: &mut OtherHubs, pause: Duration, on_change: &impl Fn()) {
        // Errors are dropped, as above.
        if matches!(self.use_stored_model(), Ok(true)) {
            on_change();
        }
        let Ok(last) = self.store.last_correction() else {
            return;
        };
        if others.has_paused(last, pause) {
            self.learn_if_due(on_change);
        }
    }
}
