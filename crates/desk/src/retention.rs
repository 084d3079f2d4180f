//! The retention: texts and names of tickets that were closed long ago are removed, figures stay.

use std::collections::HashSet;
use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Months, Utc};
use store::StoreError;
use tickets::{Action, Command, CommandId, Role, TextPart, TicketId};

use crate::Desk;

/// The number of tickets whose texts are removed in one batch: the commands of others wait some milliseconds for it.
const GROUP: usize = 20;

/// How often the retention is applied.
const INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);

/// A failed run is repeated after this time.
const RETRY: Duration = Duration::from_secs(10 * 60);

/// The thread that applies the retention. Dropping it stops the thread after the running batch.
pub struct Retention {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Retention {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended as well.
            let _ = thread.join();
        }
    }
}

impl Desk {
    /// The number of tickets that were closed more than `months` months ago and still have texts or names. None on a
    /// replica: its hub applies the retention.
    pub fn count_past_retention(&self, months: u32) -> Result<usize, StoreError> {
        if self.is_replica() {
            return Ok(0);
        }
        Ok(self.store.not_anonymised(self.cutoff(months), usize::MAX)?.len())
    }

    /// Removes the texts and names of the tickets that were closed more than `months` months ago, a small batch at a time,
    /// while `go_on` returns true. Returns the number of tickets: 0 on a replica, whose hub applies the retention.
    ///
    /// # Errors
    /// Tickets whose texts were removed until then stay without them. A ticket that cannot be read is left out.
    pub fn apply_retention(&self, months: u32, go_on: impl Fn() -> bool) -> Result<usize, StoreError> {
        if self.is_replica() {
            return Ok(0);
        }
        let before = self.cutoff(months);
        let (mut done, mut left_out) = (0, HashSet::new());
        while go_on() {
            let mut tickets = self.store.not_anonymised(before, GROUP + left_out.len())?;
            tickets.retain(|ticket| !left_out.contains(ticket));
            if tickets.is_empty() {
                break;
            }
            let now = self.clock.now();
            let commands = tickets.iter().map(|ticket| removal(*ticket, now)).collect();
            let decisions = self.store.apply_all(commands, now)?;
            for (ticket, decision) in tickets.into_iter().zip(decisions) {
                match decision {
                    Ok(Ok(_)) => done += 1,
                    Ok(Err(_)) | Err(StoreError::Unreadable { .. }) => {
                        left_out.insert(ticket);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(done)
    }

    /// Applies the retention now and once a day, on a thread of its own.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn retain_in_background(&self, months: u32) -> io::Result<Retention> {
        let desk = self.clone();
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = std::thread::Builder::new()
            .name("desk-retention".to_owned())
            .spawn(move || {
                let goes_on = |pause| stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout);
                let mut pause = Duration::ZERO;
                while goes_on(pause) {
                    pause = match desk.apply_retention(months, || goes_on(Duration::ZERO)) {
                        Ok(0) => INTERVAL,
                        Ok(tickets) => {
                            tracing::info!(
                                tickets,
                                months,
                                "removed texts and names older than the retention"
                            );
                            INTERVAL
                        }
                        Err(error) => {
                            tracing::warn!(%error, "the retention could not be applied");
                            RETRY
                        }
                    };
                }
            })?;
        Ok(Retention {
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    fn cutoff(&self, months: u32) -> DateTime<Utc> {
        let cutoff = self.clock.now().checked_sub_months(Months::new(months));
        cutoff.unwrap_or(DateTime::<Utc>::MIN_UTC)
    }
}

/// The command that removes the texts and names of a ticket. Nobody gave it, so it has no name.
fn removal(ticket: TicketId, now: DateTime<Utc>) -> Command {
    Command {
        id: CommandId::new(),
        role: Role::Helpdesk,
        name: None,
        ticket,
        given_at: now,
        only_at: None,
        number: None,
        action: Action::RemoveText {
            text: TextPart::AllAndNames,
        },
    }
}
