//! Sends the closes that waited their five seconds. The rules are in `pending.rs`; here is the clock.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use desk::{Desk, Seen};
use store::StoreError;
use tickets::{Caller, Refusal, Role, Status, Ticket, TicketId};
use tokio::sync::Notify;

use crate::pending::{Asked, KeptOpen, PendingCloses};

/// The closes of this run, shared by the commands and the clock.
#[derive(Debug, Default)]
pub struct Closing {
    pending: Mutex<PendingCloses>,
    sending: Mutex<()>,
    asked: Notify,
}

/// How a close that was due went.
#[derive(Debug)]
pub enum Sent {
    /// The ticket is closed.
    Closed,
    /// Something had arrived: it was not sent.
    KeptOpen(KeptOpen),
    /// It was sent, and refused.
    Refused(Refusal),
}

impl Closing {
    /// Asks to close a ticket in five seconds.
    pub fn ask(&self, ticket: &Ticket, caller: Caller) {
        self.pending().ask(ticket, caller, Instant::now());
        self.asked.notify_one();
    }

    /// The closes that wait.
    pub fn pending(&self) -> MutexGuard<'_, PendingCloses> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a close is due.
    pub async fn due(&self) {
        loop {
            let next = self.pending().next_due();
            match next {
                None => self.asked.notified().await,
                // One that is asked for later is due later: only the first matters.
                Some(at) if at > Instant::now() => tokio::time::sleep_until(at.into()).await,
                Some(_) => return,
            }
        }
    }

    /// Takes closes out and sends each. Whoever comes meanwhile waits until they are sent: a window that is
    /// being closed does not go while closes are half sent. Blocks.
    pub fn send_each(&self, take: impl FnOnce(&mut PendingCloses) -> Vec<Asked>, send: impl Fn(&Asked)) {
        let _one_at_a_time = self.sending.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = take(&mut self.pending());
        taken.iter().for_each(send);
    }

    /// Looks at tickets that changed; gives those whose close was dropped for it. Blocks.
    pub fn look_at(
        &self,
        desk: &Desk,
        changed: impl IntoIterator<Item = TicketId>,
    ) -> Vec<(TicketId, KeptOpen)> {
        let waiting = self.pending().tickets();
        let changed: Vec<TicketId> = changed.into_iter().filter(|id| waiting.contains(id)).collect();
        let mut dropped = Vec::new();
        for id in changed {
            if let Ok(Seen::Whole(ticket)) = desk.ticket(Role::Helpdesk, id.into()) {
                dropped.extend(self.pending().look_at(&ticket).map(|why| (id, why)));
            }
        }
        dropped
    }
}

/// Sends one close. Blocks.
///
/// # Errors
/// [`StoreError`] if it could not be kept.
pub fn send(desk: &Desk, asked: &Asked) -> Result<Sent, StoreError> {
    let Seen::Whole(ticket) = desk.ticket(Role::Helpdesk, asked.ticket.into())? else {
        return Ok(Sent::Refused(Refusal::NoSuchTicket));
    };
    // Looked at again at the last moment: a message may have come since the page was told of changes.
    if let Some(why) = asked.outdated_by(&ticket) {
        return Ok(Sent::KeptOpen(why));
    }
    if ticket.status == Status::Closed {
        return Ok(Sent::Closed);
    }
    if ticket.status == Status::Open
        && let Err(refusal) = desk.start(&asked.caller, asked.start, asked.ticket)?
    {
        return Ok(Sent::Refused(refusal));
    }
    Ok(match desk.close(&asked.caller, asked.close, asked.ticket)? {
        Ok(_) => Sent::Closed,
        Err(refusal) => Sent::Refused(refusal),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn who_closes_the_window_waits_for_the_closes_that_are_being_sent() {
        let closing = Closing::default();
        let (begun, has_begun) = mpsc::channel();
        let (order, heard) = mpsc::channel();
        std::thread::scope(|threads| {
            let (closing, first, second) = (&closing, order.clone(), order);
            threads.spawn(move || {
                let slow = |_: &mut PendingCloses| {
                    begun.send(()).unwrap();
                    std::thread::sleep(Duration::from_millis(50));
                    first.send("the due ones are sent").unwrap();
                    Vec::new()
                };
                closing.send_each(slow, |_| {});
            });
            has_begun.recv().unwrap();
            closing.send_each(PendingCloses::take_all, |_| {});
            second.send("the window goes").unwrap();
        });
        assert_eq!(
            heard.iter().collect::<Vec<_>>(),
            ["the due ones are sent", "the window goes"]
        );
    }
}
