//! Learning in the background: on one thread of the lowest priority, a pause after the last correction.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use thread_priority::{ThreadPriority, set_current_thread_priority};

use super::LiveClassifier;
use crate::Desk;

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
                while desk.live_classifier.corrections.wait(pause) {
                    desk.learn_if_due(&on_change);
                }
            })?;
        Ok(Learner {
            live_classifier: self.live_classifier.clone(),
            thread: Some(thread),
        })
    }

    fn learn_if_due(&self, on_change: &impl Fn()) {
        // Errors are dropped here: every other use of a broken store reports them, and the lesson stays due.
        if matches!(self.lesson_is_due(), Ok(true)) {
            let _ = self.learn(on_change);
        }
    }
}
