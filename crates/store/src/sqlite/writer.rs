//! The writer thread, with group commit.
//!
//! The writer applies all waiting commands in one transaction and answers each, so that the group pays for one
//! fsync. Each command has its own savepoint: a command that is refused or fails writes nothing and uses no number
//! of the feed. If the commit fails, all commands of the group get the error.

mod queue;

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Result};
use tokio::sync::watch;
use uuid::Uuid;

pub(super) use queue::{Handle, Work};
use queue::{ImportReport, Job, QUEUE, Waiting, gather};

use super::apply::CommandWriter;
use super::bulk::{self, Failed};
use super::decode::is_unreadable;
use super::desk_file::{DeskFile, moved, set_log_aside};
use super::erase::{self, Erased, Remains};
use super::feed::generation;
use super::file_identity::FileStamp;
use super::head::Head;
use super::replica::is_replica;
use crate::real_path::real_path;
use crate::shared::replica::NO_IMPORT;
use crate::{Decision, Decisions, ImportFailed, Imported, ImportedTicket, StoreError};

/// Another program reads the log, or the disk is full: erasing is tried again after this time.
const ERASE_RETRY: Duration = Duration::from_secs(10);

/// For how long the remains of tickets that left a replica are gathered.
const ERASE_LATER: Duration = Duration::from_secs(10 * 60);

/// Starts the writer of a file; also returns the channel that announces the feed's last number. `generation` is that of the
/// desk; the writer replaces it before it announces what belongs to another one.
pub(super) fn start(
    connection: Connection,
    desk_file: Arc<DeskFile>,
    generation: Arc<RwLock<Uuid>>,
) -> Result<(Handle, watch::Receiver<u64>)> {
    let head = Head::load(&connection)?;
    let has_gathered = erase::remains(&connection)? == Remains::Later;
    let (feed, receiver) = watch::channel(head.feed);
    let (queue, waiting) = mpsc::sync_channel(QUEUE);
    let writer = Writer {
        connection,
        stamp: Cell::new(FileStamp::of(&desk_file.file)),
        real_file: real_path(&desk_file.file),
        erase_at: Cell::new(has_gathered.then(Instant::now)),
        desk_file,
        feed,
        generation,
    };
    let thread = std::thread::Builder::new()
        .name("desk-writer".to_owned())
        .spawn(move || writer.run(&waiting))
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    Ok((Handle::new(queue, thread), receiver))
}

struct Writer {
    connection: Connection,
    desk_file: Arc<DeskFile>,
    feed: watch::Sender<u64>,
    generation: Arc<RwLock<Uuid>>,
    /// The stamp of the file after this thread last wrote it.
    stamp: Cell<Option<FileStamp>>,
    /// The path of the file without symbolic links, as it was opened.
    real_file: PathBuf,
    /// When the gathered remains are erased. What an earlier run gathered is erased at the start.
    erase_at: Cell<Option<Instant>>,
}

impl Writer {
    fn run(self, queue: &Receiver<Job>) {
        let mut last = 1;
        let mut next = None;
        while let Some(job) = next.take().or_else(|| self.next_job(queue)) {
            match job {
                Job::Commands(first) => {
                    let group = gather(first, queue, last, &mut next);
                    last = group.len();
                    match self.desk_file.stopped() {
                        None => self.answer(group),
                        Some(error) => refuse(group, &error),
                    }
                }
                Job::Import(tickets, report) => {
                    let done = self.import(tickets, &report);
                    let _ = report.send(ImportReport::Done(done));
                }
                Job::Checkpoint(answer) => {
                    let _ = answer.send(self.checkpoint());
                }
                Job::Erase(answer) => {
                    let _ = answer.send(
                        self.erase_step()
                            .map_err(|error| self.desk_file.to_store_error(error)),
                    );
                }
                Job::Other(work, answer) => {
                    // The caller may have given up waiting.
                    let _ = answer.send(self.other(work));
                }
            }
        }
        let replaced = self.check_unchanged().is_err();
        if replaced || self.desk_file.stopped().is_some() {
            // Best effort: otherwise closing writes the log into the damaged file, or deletes the log of a moved one.
            let _ = self
                .connection
                .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
        let other_file = self.is_other_file();
        drop(self.connection);
        if other_file {
            set_log_aside(&self.real_file);
        }
    }

    /// The next job. While none waits, the remains of removed texts are erased, step by step.
    fn next_job(&self, queue: &Receiver<Job>) -> Option<Job> {
        let mut pause = Duration::ZERO;
        loop {
            match queue.recv_timeout(pause) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let remains = erase::remains(&self.connection);
            let nothing_remains = matches!(remains, Ok(Remains::None) | Err(_));
            if nothing_remains || self.desk_file.stopped().is_some() {
                return queue.recv().ok();
            }
            if remains == Ok(Remains::Later)
                && let Some(rest) = self.gather()
            {
                pause = rest;
                continue;
            }
            pause = match self.erase_step() {
                Ok(Erased::Step) => Duration::ZERO,
                Ok(Erased::All) => return queue.recv().ok(),
                Ok(Erased::LogInUse) => ERASE_RETRY,
                Err(error) => {
                    let error = self.desk_file.to_store_error(error);
                    tracing::warn!(%error, "the remains of removed texts could not be erased from the desk's file");
                    ERASE_RETRY
                }
            };
        }
    }

    /// For how long remains are still gathered; `None`: not any more.
    fn gather(&self) -> Option<Duration> {
        let now = Instant::now();
        let until = self.erase_at.get().unwrap_or(now + ERASE_LATER);
        self.erase_at.set(Some(until).filter(|until| *until > now));
        until.checked_duration_since(now).filter(|rest| !rest.is_zero())
    }

    /// One bounded step of erasing the remains of removed texts.
    fn erase_step(&self) -> Result<Erased> {
        let remains = erase::remains(&self.connection)?;
        if remains == Remains::None {
            return Ok(Erased::All);
        }
        if !self.in_transaction(|| erase::merge_step(&self.connection, remains))? {
            return Ok(Erased::Step);
        }
        self.check_unchanged()?;
        let written = erase::empty_log(&self.connection);
        self.stamp.set(FileStamp::of(&self.desk_file.file));
        if !written? {
            return Ok(Erased::LogInUse);
        }
        self.in_transaction(|| erase::done(&self.connection))?;
        Ok(Erased::All)
    }

    /// Whether another file is in the place of the file that was opened, or was written into it. A file that was only
    /// moved leaves its place empty, and its log stays for when it is put back.
    fn is_other_file(&self) -> bool {
        let overwritten = |stamp| Some(stamp) != self.stamp.get();
        self.desk_file.is_other(&self.real_file) || FileStamp::of(&self.real_file).is_some_and(overwritten)
    }

    fn answer(&self, group: Vec<Waiting>) {
        match self.commit(&group) {
            Ok(Some((feed, decisions))) => {
                self.announce(feed);
                for (waiting, decisions) in group.into_iter().zip(decisions) {
                    let decisions = self.complete(decisions, waiting.commands.len());
                    // The caller may have given up waiting.
                    let _ = waiting.answer.send(Ok(Some(decisions)));
                }
            }
            Ok(None) => {
                for waiting in group {
                    let _ = waiting.answer.send(Ok(None));
                }
            }
            Err(error) => refuse(group, &self.desk_file.to_store_error(error)),
        }
    }

    /// A decision for each command of a batch: those that were not tried get the error that ended the batch.
    fn complete(&self, tried: Tried, commands: usize) -> Decisions {
        let to_store_error = |error| self.desk_file.to_store_error(error);
        let mut decisions: Decisions = tried
            .into_iter()
            .map(|decision| decision.map_err(to_store_error))
            .collect();
        if let Some(Err(error)) = decisions.last() {
            decisions.resize(commands, Err(error.clone()));
        }
        decisions
    }

    /// Announces the feed's last number.
    fn announce(&self, feed: u64) {
        self.feed
            .send_if_modified(|last| std::mem::replace(last, feed) != feed);
    }

    /// Applies a group in one transaction; returns the feed's number after it, and each batch's decisions. `None`: the desk
    /// became a replica while the group waited.
    fn commit(&self, group: &[Waiting]) -> Result<Option<(u64, Vec<Tried>)>> {
        self.in_transaction(|| self.apply_all(group))
    }

    /// Imports tickets in one transaction.
    fn import(
        &self,
        tickets: Vec<ImportedTicket>,
        report: &Sender<ImportReport>,
    ) -> std::result::Result<Imported, ImportFailed> {
        if let Some(error) = self.desk_file.stopped() {
            return Err(error.into());
        }
        let progress = |done| {
            let _ = report.send(ImportReport::Progress(done));
        };
        let import = || {
            if is_replica(&self.connection)? {
                return Err(Failed::Replica);
            }
            bulk::import(&self.connection, tickets, progress)
        };
        match self.in_transaction(import) {
            Ok((feed, imported)) => {
                self.feed.send_replace(feed);
                Ok(imported)
            }
            Err(Failed::Sql(error)) => Err(self.desk_file.to_store_error(error).into()),
            Err(Failed::Row(line, reason)) => Err(ImportFailed::Row(line, reason)),
            Err(Failed::Replica) => Err(StoreError::Other(NO_IMPORT.to_owned()).into()),
        }
    }

    /// Writes the log into the file. A damaged file stays as it is.
    fn checkpoint(&self) -> std::result::Result<(), StoreError> {
        if let Some(error) = self.desk_file.stopped() {
            return Err(error);
        }
        let unchanged = self.check_unchanged();
        let done = unchanged.and_then(|()| {
            let done = self.connection.pragma_update(None, "wal_checkpoint", "truncate");
            self.stamp.set(FileStamp::of(&self.desk_file.file));
            done
        });
        done.map_err(|error| self.desk_file.to_store_error(error))
    }

    fn other(&self, work: Work) -> std::result::Result<(), StoreError> {
        match self.desk_file.stopped() {
            Some(error) => Err(error),
            None => self
                .in_transaction(|| {
                    work(&self.connection)?;
                    Ok((generation(&self.connection)?, Head::load(&self.connection)?.feed))
                })
                .map(|(generation, feed)| {
                    *self.generation.write().unwrap_or_else(PoisonError::into_inner) = generation;
                    self.announce(feed);
                })
                .map_err(|error| self.desk_file.to_store_error(error)),
        }
    }

    fn in_transaction<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.execute("begin immediate")?;
        let done = work().and_then(|done| {
            self.check_unchanged()?;
            let committed = self.execute("commit");
            // A commit may write the log into the file.
            self.stamp.set(FileStamp::of(&self.desk_file.file));
            committed?;
            Ok(done)
        });
        if done.is_err() && !self.connection.is_autocommit() {
            self.execute("rollback")?;
        }
        done
    }

    /// Checks that the file is in its place, and that no other program wrote it: only this thread does, when it writes
    /// the log into the file.
    fn check_unchanged(&self) -> Result<()> {
        self.desk_file.check_in_place()?;
        if FileStamp::of(&self.desk_file.file) == self.stamp.get() {
            Ok(())
        } else {
            Err(moved())
        }
    }

    fn apply_all(&self, group: &[Waiting]) -> Result<Option<(u64, Vec<Tried>)>> {
        if is_replica(&self.connection)? {
            return Ok(None);
        }
        let mut writer = CommandWriter::new(&self.connection)?;
        let mut decisions = Vec::with_capacity(group.len());
        for waiting in group {
            decisions.push(apply_batch(&mut writer, waiting)?);
        }
        Ok(Some((writer.finish()?, decisions)))
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }
}

/// The decisions of a batch so far. An error that is not the last one concerns only its command.
type Tried = Vec<Result<Decision>>;

/// Applies a batch until the first error that does not only concern one ticket. The outer error aborts the whole
/// transaction.
fn apply_batch(writer: &mut CommandWriter<'_>, batch: &Waiting) -> Result<Tried> {
    let mut decisions = Vec::with_capacity(batch.commands.len());
    for command in &batch.commands {
        let decision = writer.apply(command, batch.now)?;
        let ends = decision.as_ref().is_err_and(|error| !is_unreadable(error));
        decisions.push(decision);
        if ends {
            break;
        }
    }
    Ok(decisions)
}

/// Answers all commands of a group with the same error.
fn refuse(group: Vec<Waiting>, error: &StoreError) {
    for waiting in group {
        let _ = waiting.answer.send(Err(error.clone()));
    }
}

#[cfg(test)]
mod tests;
