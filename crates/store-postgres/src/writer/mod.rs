//! The writer of a hub: one task and one connection, with group commit.
//!
//! All hubs queue at the lock of the desk's row, and hold it until their commit, so that commits have the order of the feed.
//! While one hub commits, the commands of the others gather: contention makes groups larger.
//!
//! A connection that dies in a commit leaves open whether the group was written. The group is then applied again: commands
//! that were written are found by their ids, and are answered as repeated.

mod changes;
mod counters;
mod decide;
mod group;
mod head;
mod import;
mod known;
pub(crate) mod places;
mod removal;
mod words;
mod write;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use deadpool_postgres::Pool;
use store::{Decisions, ImportFailed, ImportProgress, Imported, ImportedTicket, StoreError};
use tickets::Ticket;
use tokio::sync::{mpsc, oneshot};

use crate::failure::{Failure, Result};
use crate::lessons::{self, Save};
use crate::session::{End, LIMIT, Session, within};

use changes::Changes;
pub(crate) use group::Batch;
use head::Head;

/// The maximum number of commands in one transaction.
const GROUP: usize = 256;

/// The maximum number of waiting jobs. Further callers wait to enqueue theirs.
const QUEUE: usize = 256;

/// For how long a group is tried again while the database cannot be reached. Then the callers get the error.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(100);

/// Where an answer is sent, with the feed's last number, which the caller announces.
pub(crate) type Answer<T> = oneshot::Sender<Result<(T, u64), StoreError>>;

/// The decisions of one batch, with the feed's last number.
type Decided = (Decisions, u64);

/// A job for the writer.
pub(crate) enum Job {
    Commands(Batch, Answer<Decisions>),
    Import(Vec<ImportedTicket>, mpsc::UnboundedSender<ImportReport>),
    Lesson(Box<Save>, Answer<()>),
}

/// What the writer reports of an import.
pub(crate) enum ImportReport {
    Progress(ImportProgress),
    Done(Result<(Imported, u64), ImportFailed>),
}

/// Starts the writer; returns its queue. Must be called inside a runtime.
pub(crate) fn start(pool: Pool, place: String) -> mpsc::Sender<Job> {
    let (queue, jobs) = mpsc::channel(QUEUE);
    let writer = Writer { pool, place };
    tokio::spawn(writer.run(jobs));
    queue
}

struct Writer {
    pool: Pool,
    place: String,
}

impl Writer {
    async fn run(self, mut jobs: mpsc::Receiver<Job>) {
        let mut next = None;
        loop {
            let job = match next.take() {
                Some(job) => job,
                None => match jobs.recv().await {
                    Some(job) => job,
                    None => return,
                },
            };
            match job {
                Job::Commands(batch, answer) => {
                    let group = gather((batch, answer), &mut jobs, &mut next);
                    self.answer(group).await;
                }
                Job::Import(tickets, report) => {
                    let done = self.import(tickets, &report).await;
                    // The caller may have stopped waiting; so below.
                    let _ = report.send(ImportReport::Done(done));
                }
                Job::Lesson(lesson, answer) => {
                    let saved = self.save_lesson(&lesson).await;
                    let _ = answer.send(saved.map_err(|failure| failure.into_store_error(&self.place)));
                }
            }
        }
    }

    /// Applies a group. If the database refuses the group, each batch is applied alone, so that only the batch that it refuses
    /// gets the error.
    async fn answer(&self, group: Vec<(Batch, Answer<Decisions>)>) {
        let batches: Vec<&Batch> = group.iter().map(|(batch, _)| batch).collect();
        let answers: Vec<Result<Decided, StoreError>> = match self.apply(&batches).await {
            Ok(decided) => decided.into_iter().map(Ok).collect(),
            Err(failure) if failure.is_temporary() || batches.len() == 1 => {
                let error = failure.into_store_error(&self.place);
                vec![Err(error); batches.len()]
            }
            Err(_) => {
                let mut answers = Vec::new();
                for batch in batches {
                    let decided = self
                        .apply(&[batch])
                        .await
                        .map(|mut decided| decided.pop().unwrap_or_default());
                    answers.push(decided.map_err(|failure| failure.into_store_error(&self.place)));
                }
                answers
            }
        };
        for ((_, answer), decided) in group.into_iter().zip(answers) {
            let _ = answer.send(decided);
        }
    }

    /// Applies batches durably. While the database cannot be reached, tries again.
    async fn apply(&self, batches: &[&Batch]) -> Result<Vec<Decided>> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.apply_once(batches).await {
                Err(failure) if failure.is_temporary() && Instant::now() < until => {
                    tracing::warn!(error = %failure, "commands could not be written and are tried again");
                    tokio::time::sleep(PAUSE).await;
                }
                done => return done,
            }
        }
    }

    async fn apply_once(&self, batches: &[&Batch]) -> Result<Vec<Decided>> {
        let session = self.begin().await?;
        let applied = within(LIMIT, group::apply(&session, batches, &self.place)).await;
        let (decided, feed) = end(session, applied).await?;
        Ok(decided.into_iter().map(|decided| (decided, feed)).collect())
    }

    async fn save_lesson(&self, lesson: &Save) -> Result<((), u64)> {
        let session = self.begin().await?;
        let saved = async {
            // Removals change what was learned, too, and lock the desk first.
            let head = Head::lock(&session).await?;
            lessons::save(&session, lesson).await?;
            Ok(((), head.feed))
        };
        let saved = saved.await;
        end(session, saved).await
    }

    async fn import(
        &self,
        tickets: Vec<ImportedTicket>,
        report: &mpsc::UnboundedSender<ImportReport>,
    ) -> Result<(Imported, u64), ImportFailed> {
        let to_failed = |failure: Failure| ImportFailed::Store(failure.into_store_error(&self.place));
        let session = self.begin().await.map_err(to_failed)?;
        let written = import::import(&session, tickets, |done| {
            let _ = report.send(ImportReport::Progress(ImportProgress::Written(done)));
        });
        match written.await {
            Ok(imported) => end(session, Ok(imported)).await.map_err(to_failed),
            Err(failed) => {
                // The connection is dropped if it cannot roll back.
                let _ = session.end(End::Rollback).await;
                Err(failed.into_import_failed(&self.place))
            }
        }
    }

    async fn begin(&self) -> Result<Session> {
        let session = Session::take(&self.pool).await?;
        match within(LIMIT, session.run("begin")).await {
            Ok(()) => Ok(session),
            Err(failure) => {
                session.give_up();
                Err(failure)
            }
        }
    }
}

/// Commits what was done, or rolls back what failed.
async fn end<T>(session: Session, done: Result<T>) -> Result<T> {
    match done {
        Ok(value) => session.end(End::Commit).await.map(|()| value),
        Err(failure @ Failure::NoConnection(_)) => {
            session.give_up();
            Err(failure)
        }
        Err(failure) => {
            // The connection is dropped if it cannot roll back.
            let _ = session.end(End::Rollback).await;
            Err(failure)
        }
    }
}

/// Indexes tickets that were moved here with their rows. `reviewed` has the rows of the tickets that the helpdesk reviewed.
pub(crate) async fn index_moved(
    session: &Session,
    tickets: Vec<(i64, Ticket)>,
    reviewed: &HashSet<i64>,
) -> Result<()> {
    let mut moved = Changes::default();
    for (row, ticket) in tickets {
        moved.moved(row, ticket, !reviewed.contains(&row));
    }
    words::index(session, &moved).await
}

/// Collects the commands that wait. Another job ends the group and is `next`.
fn gather(
    first: (Batch, Answer<Decisions>),
    jobs: &mut mpsc::Receiver<Job>,
    next: &mut Option<Job>,
) -> Vec<(Batch, Answer<Decisions>)> {
    let mut commands = first.0.commands.len();
    let mut group = vec![first];
    while commands < GROUP {
        match jobs.try_recv() {
            Ok(Job::Commands(batch, answer)) => {
                commands += batch.commands.len();
                group.push((batch, answer));
            }
            Ok(other) => {
                *next = Some(other);
                break;
            }
            Err(_) => break,
        }
    }
    group
}
