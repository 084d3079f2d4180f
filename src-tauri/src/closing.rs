//! Sends the closes that waited their five seconds. The rules are in `pending.rs`; here is the clock.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use desk::{Desk, Visible};
use store::StoreError;
use tickets::{Base, Caller, Refusal, Role, Status, Ticket, TicketId};
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
            if let Ok(Visible::Full(ticket)) = desk.ticket(Role::Helpdesk, id.into()) {
                dropped.extend(self.pending().look_at(&ticket).map(|why| (id, why)));
            }
        }
        dropped
    }
}

/// Sends one close. Blocks.
///
/// What is sent says for which version of the ticket it is meant, so that nothing slips in between looking and
/// closing. If something did, the ticket is looked at again: a message or an edit keeps it open, anything else
/// (a corrected category) does not.
///
/// # Errors
/// [`StoreError`] if it could not be kept.
pub fn send(desk: &Desk, asked: &Asked) -> Result<Sent, StoreError> {
    loop {
        let Visible::Full(ticket) = desk.ticket(Role::Helpdesk, asked.ticket.into())? else {
            return Ok(Sent::Refused(Refusal::NoSuchTicket));
        };
        if let Some(why) = asked.outdated_by(&ticket) {
            return Ok(Sent::KeptOpen(why));
        }
        match step(desk, asked, &ticket)? {
            Ok(_) if ticket.status == Status::Open => {}
            Ok(_) => return Ok(Sent::Closed),
            Err(Refusal::ChangedMeanwhile { .. }) => {}
            Err(refusal) => return Ok(Sent::Refused(refusal)),
        }
    }
}

/// The next step towards the closed ticket, from how it was seen.
fn step(desk: &Desk, asked: &Asked, seen: &Ticket) -> Result<Result<(), Refusal>, StoreError> {
    let (caller, ticket, version) = (&asked.caller, asked.ticket, seen.version);
    let decision = match seen.status {
        Status::Open => desk.start(caller, asked.start, ticket, Some(Base::Version(version)))?,
        Status::Active => desk.close(caller, asked.close, ticket, Some(Base::Version(version)))?,
        Status::Closed => return Ok(Ok(())),
    };
    Ok(decision.map(drop))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    use chrono::{DateTime, Utc};
    use classifier::Classifier;
    use desk::{Clock, SystemClock};
    use store::SqliteStore;
    use tickets::{Body, CommandId, Description};

    use super::*;

    /// A clock that is looked at right before a command is given: at its `at`-th look, a user writes.
    struct Interrupting {
        user: Desk,
        ticket: TicketId,
        looks: AtomicU32,
        at: u32,
    }

    impl Clock for Interrupting {
        fn now(&self) -> DateTime<Utc> {
            if self.looks.fetch_add(1, Ordering::Relaxed) == self.at {
                let body = Body::new("It burns again").expect("fits");
                let written = self
                    .user
                    .write(&Role::User.into(), CommandId::new(), self.ticket, body);
                written.expect("kept").expect("accepted");
            }
            Utc::now()
        }
    }

    #[test]
    fn a_message_that_comes_between_looking_and_closing_keeps_the_ticket_open() {
        for (at, status) in [(0, Status::Open), (1, Status::Active)] {
            let folder = tempfile::tempdir().expect("a folder");
            let store = Arc::new(SqliteStore::open(folder.path().join("desk.db")).expect("a desk"));
            let classifier = Arc::new(Classifier::shipped());
            let user = Desk::new(store.clone(), classifier.clone(), Arc::new(SystemClock));
            let fire = Description::new("The printer is on fire").expect("fits");
            let reported = user.report(&Role::User.into(), CommandId::new(), TicketId::new(), fire, None);
            let ticket = reported.expect("kept").expect("accepted").ticket;
            let mut pending = PendingCloses::default();
            pending.ask(&ticket, Role::Helpdesk.into(), Instant::now());
            let asked = pending.take_all().remove(0);

            let clock = Interrupting {
                user: user.clone(),
                ticket: ticket.id,
                looks: AtomicU32::new(0),
                at,
            };
            let desk = Desk::new(store, classifier, Arc::new(clock));
            let sent = send(&desk, &asked).expect("kept");
            assert!(matches!(sent, Sent::KeptOpen(KeptOpen::Message)), "{sent:?}");
            let now = user.ticket(Role::Helpdesk, ticket.id.into()).expect("read");
            assert!(matches!(now, Visible::Full(now) if now.status == status && now.messages == 1));
        }
    }

    #[test]
    fn a_corrected_category_does_not_keep_it_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Arc::new(SqliteStore::open(folder.path().join("desk.db")).expect("a desk"));
        let desk = Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock));
        let fire = Description::new("The printer is on fire").expect("fits");
        let reported = desk.report(&Role::User.into(), CommandId::new(), TicketId::new(), fire, None);
        let ticket = reported.expect("kept").expect("accepted").ticket;
        let mut pending = PendingCloses::default();
        pending.ask(&ticket, Role::Helpdesk.into(), Instant::now());
        let asked = pending.take_all().remove(0);
        let corrected = desk.correct(
            &Role::Helpdesk.into(),
            CommandId::new(),
            ticket.id,
            ticket.category,
        );
        corrected.expect("kept").expect("accepted");
        assert!(matches!(send(&desk, &asked), Ok(Sent::Closed)));
    }

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
