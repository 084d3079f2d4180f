//! The desk as the handlers call it: on blocking threads, with a bound on concurrent work.
//!
//! ```text
//!   reads     ── 64 at once ──┐
//!   commands ── 256 at once ──┼──▶ blocking threads (512) ──▶ desk
//!   batches  ──  64 at once ──┤
//!   /health  ── no bound ─────┘
//!   readers that wait for a change: 4,000 at once, without a thread
//! ```
//!
//! The bounds add up to less than the number of blocking threads and of connections, so a desk that is full still answers
//! `/health`. Beyond a bound the answer is 503 with `Retry-After`.

use std::sync::Arc;
use std::time::Duration;

use desk::{Decision, Desk, StoreError};
use tickets::{Refusal, TicketId, TicketRef};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::blocking::blocking;
use crate::problem::{Answer, Problem};

/// The maximum number of concurrent requests, by kind.
#[derive(Clone, Copy, Debug)]
pub struct Concurrency {
    /// Requests that read.
    pub reads: usize,
    /// Requests that change something.
    pub commands: usize,
    /// Requests with the commands of a laptop.
    pub batches: usize,
    /// Laptops that read the feed from the beginning.
    pub first_syncs: usize,
    /// Requests that wait for a change. Each has a connection of its own.
    pub waits: usize,
    /// How long a request waits for its turn before it is refused.
    pub patience: Duration,
}

impl Default for Concurrency {
    fn default() -> Self {
        Self {
            reads: 64,
            commands: 256,
            batches: 64,
            first_syncs: 100,
            waits: 4_000,
            patience: Duration::from_secs(2),
        }
    }
}

/// A desk with bounds. Cheap to clone.
#[derive(Clone)]
pub struct BoundedDesk {
    desk: Desk,
    reads: Arc<Semaphore>,
    commands: Arc<Semaphore>,
    batches: Arc<Semaphore>,
    waits: Arc<Semaphore>,
    patience: Duration,
}

impl BoundedDesk {
    pub fn new(desk: Desk, bounds: Concurrency) -> Self {
        Self {
            desk,
            reads: Arc::new(Semaphore::new(bounds.reads)),
            commands: Arc::new(Semaphore::new(bounds.commands)),
            batches: Arc::new(Semaphore::new(bounds.batches)),
            waits: Arc::new(Semaphore::new(bounds.waits)),
            patience: bounds.patience,
        }
    }

    /// The desk without bounds, for work that takes no thread.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Reads from the desk.
    pub async fn read<T: Send + 'static>(
        self,
        read: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let turn = self.turn(&self.reads).await?;
        run(turn, self.desk, read).await
    }

    /// Gives the desk a command.
    pub async fn command(
        self,
        command: impl FnOnce(&Desk) -> Result<Decision, StoreError> + Send + 'static,
    ) -> Answer<Decision> {
        let turn = self.turn(&self.commands).await?;
        run(turn, self.desk, command).await
    }

    /// Gives the desk a batch of commands. A batch takes one thread, whatever its size.
    pub async fn batch<T: Send + 'static>(
        self,
        batch: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let turn = self.turn(&self.batches).await?;
        run(turn, self.desk, batch).await
    }

    /// The id of a ticket, for a command.
    pub async fn id_of(&self, ticket: TicketRef) -> Answer<Result<TicketId, Refusal>> {
        let turn = self.turn(&self.commands).await?;
        run(turn, self.desk.clone(), move |desk| desk.id_of(ticket)).await
    }

    /// The right to wait for a change, until the permit is dropped.
    pub fn start_waiting(&self) -> Answer<SemaphorePermit<'_>> {
        self.waits.try_acquire().map_err(|_| Problem::busy())
    }

    async fn turn(&self, bound: &Arc<Semaphore>) -> Answer<OwnedSemaphorePermit> {
        let turn = tokio::time::timeout(self.patience, bound.clone().acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or_else(Problem::busy)
    }
}

/// The permit is returned when the work ends, also if the client has gone.
async fn run<T: Send + 'static>(
    turn: OwnedSemaphorePermit,
    desk: Desk,
    work: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
) -> Answer<T> {
    let work = move || {
        let done = work(&desk);
        drop(turn);
        done
    };
    Ok(blocking(work).await??)
}
