//! The queue of the writer's jobs.
//!
//! The queue is bounded: further callers wait to enqueue theirs, so that a flood of callers does not fill the memory.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Result};
use tickets::Command;

use crate::sqlite::erase::Erased;
use crate::{Decisions, ImportFailed, ImportProgress, Imported, ImportedTicket, StoreError};

/// The maximum number of commands in one transaction.
const GROUP: usize = 256;

/// After a group of several commands, the writer waits up to this time for the callers' next commands. Otherwise
/// groups of 1 and of 63 would alternate. A single caller never waits.
const GATHER: Duration = Duration::from_micros(300);

/// The timeout of a checkpoint.
const CHECKPOINT_TIMEOUT: Duration = Duration::from_secs(2);

/// A checkpoint tries this often to enter a queue that is full.
const RETRY_INTERVAL: Duration = Duration::from_millis(5);

/// The maximum number of waiting jobs. Further callers wait to enqueue theirs.
pub(super) const QUEUE: usize = 256;

/// A waiting batch of commands, with the channel for its answer.
pub(super) struct Waiting {
    pub commands: Vec<Command>,
    pub now: DateTime<Utc>,
    pub answer: SyncSender<Answer>,
}

/// `None`: the desk is a replica, and nothing was applied.
pub(super) type Answer = std::result::Result<Option<Decisions>, StoreError>;

/// A job for the writer.
pub(super) enum Job {
    Commands(Waiting),
    Import(Vec<ImportedTicket>, Sender<ImportReport>),
    /// Write the write-ahead log into the file.
    Checkpoint(SyncSender<std::result::Result<(), StoreError>>),
    /// One step of erasing the remains of removed texts.
    Erase(SyncSender<std::result::Result<Erased, StoreError>>),
    /// Write something else than tickets.
    Other(Work, SyncSender<std::result::Result<(), StoreError>>),
}

/// Writes something else than tickets, in one transaction.
pub(in crate::sqlite) type Work = Box<dyn FnOnce(&Connection) -> Result<()> + Send>;

/// What the writer reports of an import.
pub(super) enum ImportReport {
    Progress(ImportProgress),
    Done(std::result::Result<Imported, ImportFailed>),
}

/// A handle to the writer. Dropping it stops the thread and closes the file.
pub(in crate::sqlite) struct Handle {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// The number of jobs that have entered the queue.
    #[cfg(test)]
    entered: std::sync::atomic::AtomicUsize,
}

impl Handle {
    pub(super) fn new(queue: SyncSender<Job>, thread: JoinHandle<()>) -> Self {
        Self {
            queue: Some(queue),
            thread: Some(thread),
            #[cfg(test)]
            entered: std::sync::atomic::AtomicUsize::new(0),
        }
    }

    /// Applies commands in their order; returns once they are durable. `None`: the desk is a replica, which predicts commands
    /// instead, and nothing was applied.
    pub(in crate::sqlite) fn apply_all(&self, commands: Vec<Command>, now: DateTime<Utc>) -> Answer {
        if commands.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let (answer, answered) = mpsc::sync_channel(1);
        let waiting = Waiting {
            commands,
            now,
            answer,
        };
        self.send(Job::Commands(waiting))?;
        answered.recv().unwrap_or(Err(StoreError::Gone))
    }

    /// Runs `work` in a transaction; returns once it is durable.
    pub(in crate::sqlite) fn write(&self, work: Work) -> std::result::Result<(), StoreError> {
        let (answer, answered) = mpsc::sync_channel(1);
        self.send(Job::Other(work, answer))?;
        answered.recv().unwrap_or(Err(StoreError::Gone))
    }

    /// Takes one step of erasing the remains of removed texts.
    pub(in crate::sqlite) fn erase(&self) -> std::result::Result<Erased, StoreError> {
        let (answer, answered) = mpsc::sync_channel(1);
        self.send(Job::Erase(answer))?;
        answered.recv().unwrap_or(Err(StoreError::Gone))
    }

    /// Imports tickets in one transaction; returns once they are durable.
    pub(in crate::sqlite) fn import(
        &self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> std::result::Result<Imported, ImportFailed> {
        let (report, reports) = mpsc::channel();
        self.send(Job::Import(tickets, report))?;
        for report in reports {
            match report {
                ImportReport::Progress(done) => progress(done),
                ImportReport::Done(done) => return done,
            }
        }
        Err(StoreError::Gone.into())
    }

    /// Writes the write-ahead log into the file, after all jobs sent before. If these take longer than the timeout (an
    /// import, or a full queue), the log stays.
    pub(in crate::sqlite) fn checkpoint(&self) -> std::result::Result<(), StoreError> {
        let until = Instant::now() + CHECKPOINT_TIMEOUT;
        let busy = || StoreError::Other("the desk is being written".to_owned());
        let (answer, answered) = mpsc::sync_channel(1);
        self.send_until(Job::Checkpoint(answer), until)?
            .ok_or_else(busy)?;
        let left = until.saturating_duration_since(Instant::now());
        answered.recv_timeout(left).unwrap_or_else(|_| Err(busy()))
    }

    /// The sending end of the queue.
    #[cfg(test)]
    pub(super) fn sender(&self) -> SyncSender<Job> {
        self.queue.clone().expect("the writer runs")
    }

    /// The number of jobs that have entered the queue.
    #[cfg(test)]
    pub(in crate::sqlite) fn entered(&self) -> usize {
        self.entered.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// Sends a job; `None` if the queue is still full at `until`.
    #[expect(
        clippy::disallowed_methods,
        reason = "the caller blocks, and a bounded channel of the standard library has no timeout"
    )]
    fn send_until(&self, mut job: Job, until: Instant) -> std::result::Result<Option<()>, StoreError> {
        let queue = self.queue.as_ref().ok_or(StoreError::Gone)?;
        loop {
            job = match queue.try_send(job) {
                Ok(()) => return Ok(Some(())),
                Err(TrySendError::Disconnected(_)) => return Err(StoreError::Gone),
                Err(TrySendError::Full(job)) => job,
            };
            if Instant::now() >= until {
                return Ok(None);
            }
            thread::sleep(RETRY_INTERVAL);
        }
    }

    fn send(&self, job: Job) -> std::result::Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or(StoreError::Gone)?;
        queue.send(job).map_err(|_| StoreError::Gone)?;
        #[cfg(test)]
        self.entered.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Ok(())
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // Callers got `Gone` if the writer panicked.
            let _ = thread.join();
        }
    }
}

/// Collects the waiting commands, and those that arrive within [`GATHER`]. Another job ends the group and is `next`.
pub(super) fn gather(
    first: Waiting,
    queue: &Receiver<Job>,
    last: usize,
    next: &mut Option<Job>,
) -> Vec<Waiting> {
    let mut commands = first.commands.len();
    let mut group = vec![first];
    let until = Instant::now() + GATHER;
    while commands < GROUP {
        let left = if group.len() < last {
            until.saturating_duration_since(Instant::now())
        } else {
            Duration::ZERO
        };
        match queue.recv_timeout(left) {
            Ok(Job::Commands(waiting)) => {
                commands += waiting.commands.len();
                group.push(waiting);
            }
            Ok(other) => {
                *next = Some(other);
                break;
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    group
}
