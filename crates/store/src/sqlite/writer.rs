//! The one thread that writes.
//!
//! It takes all commands that wait, applies them in one transaction and answers each, so that the group
//! pays for one fsync. Each command has a savepoint of its own: one that is refused or fails leaves no
//! trace and takes no number of the feed. If the commit fails, all in the group get the error.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Result};
use tickets::Command;
use tokio::sync::watch;

use super::apply::{CommandWriter, Decided, Head};
use super::bulk::{self, Failed};
use super::desk_file::DeskFile;
use crate::csv::{ImportedTicket, Progress, Step};
use crate::{Decision, StoreError};

/// The most commands in one transaction.
const GROUP: usize = 256;

/// After a group of several, the writer waits at most this long for its callers to come back with their
/// next command; else groups of 1 and of 63 would take turns. A single caller never waits.
const GATHER: Duration = Duration::from_micros(300);

/// How long whoever wants the log folded waits for it.
const TO_FOLD: Duration = Duration::from_secs(2);

/// A command that waits, and where its answer goes.
struct Waiting {
    command: Command,
    now: DateTime<Utc>,
    answer: SyncSender<Answer>,
}

type Answer = std::result::Result<Decision, StoreError>;

/// What the writer is asked to do.
enum Job {
    Command(Waiting),
    Bulk(Vec<ImportedTicket>, Sender<Told>),
    /// Fold the write-ahead log into the file.
    Fold(SyncSender<std::result::Result<(), StoreError>>),
    /// Something that is no ticket.
    Other(Work, SyncSender<std::result::Result<(), StoreError>>),
}

/// What is written beside the tickets, in one transaction.
pub(super) type Work = Box<dyn FnOnce(&Connection) -> Result<()> + Send>;

/// What the writer tells of a bulk.
enum Told {
    /// So many are written.
    Written(usize),
    Done(std::result::Result<(), ImportFailed>),
}

/// Why a bulk was not kept.
#[derive(Debug)]
pub(crate) enum ImportFailed {
    /// The line of the row that was in the way, and why.
    Row(u64, String),
    /// The desk could not be written.
    Desk(StoreError),
}

/// What the rest of the store holds of the writer. Dropping it ends the thread and closes the file.
pub(super) struct Handle {
    queue: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    /// Has a command applied, and waits until it is durable.
    pub(super) fn apply(&self, command: Command, now: DateTime<Utc>) -> Answer {
        let (answer, answered) = mpsc::sync_channel(1);
        let waiting = Waiting { command, now, answer };
        self.send(Job::Command(waiting))?;
        answered.recv().unwrap_or(Err(StoreError::Gone))
    }

    /// Has something written that is no ticket, and waits until it is durable.
    pub(super) fn write(&self, work: Work) -> std::result::Result<(), StoreError> {
        let (answer, answered) = mpsc::sync_channel(1);
        self.send(Job::Other(work, answer))?;
        answered.recv().unwrap_or(Err(StoreError::Gone))
    }

    /// Has many tickets kept in one transaction, and waits until they are durable.
    pub(super) fn keep_all(
        &self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(Progress),
    ) -> std::result::Result<(), ImportFailed> {
        let total = u64::try_from(tickets.len()).ok();
        let (tell, told) = mpsc::channel();
        self.send(Job::Bulk(tickets, tell)).map_err(ImportFailed::Desk)?;
        for told in told {
            match told {
                Told::Written(done) => progress(Progress {
                    step: Step::Writing,
                    done: u64::try_from(done).unwrap_or(u64::MAX),
                    total,
                }),
                Told::Done(done) => return done,
            }
        }
        Err(ImportFailed::Desk(StoreError::Gone))
    }

    /// Has the write-ahead log folded into the file, after all that was sent before. An import may take longer
    /// than whoever closes a window waits: then the log stays.
    pub(super) fn fold(&self) -> std::result::Result<(), StoreError> {
        let (answer, answered) = mpsc::sync_channel(1);
        self.send(Job::Fold(answer))?;
        let busy = |_| Err(StoreError::Other("the desk is being written".to_owned()));
        answered.recv_timeout(TO_FOLD).unwrap_or_else(busy)
    }

    fn send(&self, job: Job) -> std::result::Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or(StoreError::Gone)?;
        queue.send(job).map_err(|_| StoreError::Gone)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the writer was told to its callers as `Gone`.
            let _ = thread.join();
        }
    }
}

/// Starts the writer of a file; also gives the feed's last number.
pub(super) fn start(
    connection: Connection,
    desk_file: Arc<DeskFile>,
) -> Result<(Handle, watch::Receiver<u64>)> {
    let head = Head::load(&connection)?;
    let (feed, followed) = watch::channel(head.feed);
    let (queue, waiting) = mpsc::channel();
    let writer = Writer {
        connection,
        desk_file,
        feed,
    };
    let thread = std::thread::Builder::new()
        .name("desk-writer".to_owned())
        .spawn(move || writer.run(&waiting))
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let handle = Handle {
        queue: Some(queue),
        thread: Some(thread),
    };
    Ok((handle, followed))
}

struct Writer {
    connection: Connection,
    desk_file: Arc<DeskFile>,
    feed: watch::Sender<u64>,
}

impl Writer {
    fn run(self, queue: &Receiver<Job>) {
        let mut last = 1;
        let mut next = None;
        while let Some(job) = next.take().or_else(|| queue.recv().ok()) {
            match job {
                Job::Command(first) => {
                    let group = gather(first, queue, last, &mut next);
                    last = group.len();
                    match self.desk_file.damage() {
                        None => self.answer(group),
                        Some(damage) => refuse(group, damage),
                    }
                }
                Job::Bulk(tickets, tell) => {
                    let done = self.bulk(tickets, &tell);
                    let _ = tell.send(Told::Done(done));
                }
                Job::Fold(answer) => {
                    let _ = answer.send(self.fold());
                }
                Job::Other(work, answer) => {
                    // A caller that went away does not need its answer.
                    let _ = answer.send(self.other(work));
                }
            }
        }
        if self.desk_file.damage().is_some() {
            // Best effort: if it cannot be set, the log is folded in, which is right but for the damage.
            let _ = self
                .connection
                .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }

    fn answer(&self, group: Vec<Waiting>) {
        match self.commit(&group) {
            Ok((feed, decisions)) => {
                self.feed
                    .send_if_modified(|last| std::mem::replace(last, feed) != feed);
                for (waiting, decision) in group.into_iter().zip(decisions) {
                    let told = decision.map_err(|error| self.desk_file.to_store_error(error));
                    // A caller that went away does not need its answer.
                    let _ = waiting.answer.send(told);
                }
            }
            Err(error) => refuse(group, &self.desk_file.to_store_error(error)),
        }
    }

    /// Applies a group in one transaction; gives the feed's number after it, and each command's answer.
    fn commit(&self, group: &[Waiting]) -> Result<(u64, Vec<Result<Decided>>)> {
        self.in_transaction(|| self.apply_all(group))
    }

    /// Keeps a bulk in one transaction.
    fn bulk(
        &self,
        tickets: Vec<ImportedTicket>,
        tell: &Sender<Told>,
    ) -> std::result::Result<(), ImportFailed> {
        if let Some(damage) = self.desk_file.damage() {
            return Err(ImportFailed::Desk(damage.clone()));
        }
        let progress = |done| {
            let _ = tell.send(Told::Written(done));
        };
        match self.in_transaction(|| bulk::keep_all(&self.connection, tickets, progress)) {
            Ok(feed) => {
                self.feed.send_replace(feed);
                Ok(())
            }
            Err(Failed::Sql(error)) => Err(ImportFailed::Desk(self.desk_file.to_store_error(error))),
            Err(Failed::Row(line, reason)) => Err(ImportFailed::Row(line, reason)),
        }
    }

    /// Folds the log into the file, unless the file is damaged: then it stays as it is.
    fn fold(&self) -> std::result::Result<(), StoreError> {
        if let Some(damage) = self.desk_file.damage() {
            return Err(damage.clone());
        }
        let folded = self.connection.pragma_update(None, "wal_checkpoint", "truncate");
        folded.map_err(|error| self.desk_file.to_store_error(error))
    }

    fn other(&self, work: Work) -> std::result::Result<(), StoreError> {
        match self.desk_file.damage() {
            Some(damage) => Err(damage.clone()),
            None => self
                .in_transaction(|| work(&self.connection))
                .map_err(|error| self.desk_file.to_store_error(error)),
        }
    }

    fn in_transaction<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.execute("begin immediate")?;
        let done = work().and_then(|done| {
            self.execute("commit")?;
            Ok(done)
        });
        if done.is_err() && !self.connection.is_autocommit() {
            self.execute("rollback")?;
        }
        done
    }

    fn apply_all(&self, group: &[Waiting]) -> Result<(u64, Vec<Result<Decided>>)> {
        let mut writer = CommandWriter::new(&self.connection)?;
        let mut decisions = Vec::with_capacity(group.len());
        for waiting in group {
            decisions.push(writer.apply(&waiting.command, waiting.now)?);
        }
        Ok((writer.finish()?, decisions))
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }
}

/// All get the same error.
fn refuse(group: Vec<Waiting>, error: &StoreError) {
    for waiting in group {
        let _ = waiting.answer.send(Err(error.clone()));
    }
}

/// Takes the commands that wait, and those that are about to. What is no command ends the group, and is next.
fn gather(first: Waiting, queue: &Receiver<Job>, last: usize, next: &mut Option<Job>) -> Vec<Waiting> {
    let mut group = vec![first];
    let until = Instant::now() + GATHER;
    while group.len() < GROUP {
        let left = if group.len() < last {
            until.saturating_duration_since(Instant::now())
        } else {
            Duration::ZERO
        };
        match queue.recv_timeout(left) {
            Ok(Job::Command(waiting)) => group.push(waiting),
            Ok(other) => {
                *next = Some(other);
                break;
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    group
}
