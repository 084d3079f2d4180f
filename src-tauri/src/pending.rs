//! Closes that wait: for five seconds the helpdesk can take a close back, since a closed ticket stays closed.
//!
//! ```text
//!            ask                    5 s pass
//!   nothing ─────▶  waiting  ─────────────────────▶  start (if open) and close are sent
//!                     │  │
//!                undo │  │ a message or an edit arrives
//!                     ▼  ▼
//!               nothing  kept open, and the page says why
//! ```
//!
//! Nothing here is written down: a crash leaves the ticket as it was. Time is passed in, so that tests need
//! not wait; it is the monotonic one, so that a clock that jumps back does not hold a close for an hour.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tickets::{Caller, CommandId, Status, Ticket, TicketId};

/// How long a close waits.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// All closes that wait.
#[derive(Debug, Default)]
pub struct PendingCloses {
    waiting: BTreeMap<TicketId, Asked>,
}

/// One close that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The ticket.
    pub ticket: TicketId,
    /// Who asked.
    pub caller: Caller,
    /// The id of the start that goes first if the ticket is open.
    pub start: CommandId,
    /// The id of the close.
    pub close: CommandId,
    due: Instant,
    seen: Seen,
}

/// What whoever asked had seen of the ticket.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    messages: u32,
    description_version: u64,
    place_version: u64,
}

/// Why a ticket was not closed after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptOpen {
    /// A message arrived while the close waited.
    Message,
    /// The description or the place was modified while the close waited.
    Edit,
}

impl PendingCloses {
    /// Asks to close a ticket as it is seen now. Asked twice, the first counts.
    pub fn ask(&mut self, ticket: &Ticket, caller: Caller, now: Instant) {
        self.waiting.entry(ticket.id).or_insert_with(|| Asked {
            ticket: ticket.id,
            caller,
            start: CommandId::new(),
            close: CommandId::new(),
            due: now + PATIENCE,
            seen: Seen::of(ticket),
        });
    }

    /// Takes a close back; false if it does not wait (any more).
    pub fn undo(&mut self, ticket: TicketId) -> bool {
        self.waiting.remove(&ticket).is_some()
    }

    /// Whether the ticket's close waits.
    #[must_use]
    pub fn waits(&self, ticket: TicketId) -> bool {
        self.waiting.contains_key(&ticket)
    }

    /// The tickets whose close waits.
    #[must_use]
    pub fn tickets(&self) -> Vec<TicketId> {
        self.waiting.keys().copied().collect()
    }

    /// The one that was asked for last.
    #[must_use]
    pub fn last(&self) -> Option<TicketId> {
        self.waiting
            .values()
            .max_by_key(|asked| asked.due)
            .map(|asked| asked.ticket)
    }

    /// Looks at a ticket that changed: if something was said or modified since the close was asked for, the
    /// close is dropped; and says what.
    pub fn look_at(&mut self, ticket: &Ticket) -> Option<KeptOpen> {
        let why = self.waiting.get(&ticket.id)?.outdated_by(ticket)?;
        self.waiting.remove(&ticket.id);
        Some(why)
    }

    /// When the next one is due.
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        self.waiting.values().map(|asked| asked.due).min()
    }

    /// Takes out those that are due.
    pub fn take_due(&mut self, now: Instant) -> Vec<Asked> {
        let waiting = std::mem::take(&mut self.waiting);
        let (due, still) = waiting
            .into_iter()
            .partition::<BTreeMap<_, _>, _>(|(_, asked)| asked.due <= now);
        self.waiting = still;
        due.into_values().collect()
    }

    /// Takes out all: the window closes.
    pub fn take_all(&mut self) -> Vec<Asked> {
        std::mem::take(&mut self.waiting).into_values().collect()
    }
}

impl Asked {
    /// Why the close should not be sent, seeing the ticket as it is now.
    #[must_use]
    pub fn outdated_by(&self, ticket: &Ticket) -> Option<KeptOpen> {
        let now = Seen::of(ticket);
        if ticket.status == Status::Closed || now == self.seen {
            None
        } else if now.messages == self.seen.messages {
            Some(KeptOpen::Edit)
        } else {
            Some(KeptOpen::Message)
        }
    }
}

impl Seen {
    fn of(ticket: &Ticket) -> Self {
        Self {
            messages: ticket.messages,
            description_version: ticket.description_version,
            place_version: ticket.place_version,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use tickets::{Assignment, Category, CategoryBy, Description, Role};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_close_is_due_after_five_seconds_and_not_before() {
        let (mut pending, printer, start) = (PendingCloses::default(), printer_on_fire(), Instant::now());
        pending.ask(&printer, Role::Helpdesk.into(), start);
        assert_eq!(pending.take_due(start + PATIENCE - Duration::from_millis(1)), []);
        let due = pending.take_due(start + PATIENCE);
        assert_eq!(
            due.iter().map(|asked| asked.ticket).collect::<Vec<_>>(),
            [printer.id]
        );
        assert!(!pending.waits(printer.id), "it is sent once");
    }

    #[test]
    fn any_number_wait_at_once_each_with_its_own_undo() {
        let start = Instant::now();
        let mut pending = PendingCloses::default();
        let tickets: Vec<Ticket> = std::iter::repeat_with(printer_on_fire).take(20).collect();
        for ticket in &tickets {
            pending.ask(ticket, Role::Helpdesk.into(), start);
        }
        pending.ask(&printer_on_fire(), Role::Helpdesk.into(), start + SECOND);
        let last = pending.last().expect("they wait");
        assert!(
            tickets.iter().all(|ticket| ticket.id != last),
            "the one asked for last"
        );
        assert!(pending.undo(last));
        assert!(pending.undo(tickets[7].id));
        assert!(!pending.undo(tickets[7].id), "there is nothing left to undo");
        let sent = pending.take_due(start + PATIENCE);
        assert_eq!(sent.len(), 19);
        assert!(sent.iter().all(|asked| asked.ticket != tickets[7].id));
    }

    #[test]
    fn asking_twice_does_not_begin_again() {
        let (mut pending, printer, start) = (PendingCloses::default(), printer_on_fire(), Instant::now());
        pending.ask(&printer, Role::Helpdesk.into(), start);
        pending.ask(&printer, Role::Helpdesk.into(), start + 3 * SECOND);
        assert_eq!(pending.next_due(), Some(start + PATIENCE));
        assert_eq!(pending.take_due(start + PATIENCE).len(), 1);
    }

    #[test]
    fn a_message_that_arrives_meanwhile_keeps_the_ticket_open() {
        let (mut pending, mut printer, start) = (PendingCloses::default(), printer_on_fire(), Instant::now());
        pending.ask(&printer, Role::Helpdesk.into(), start);
        printer.messages += 1;
        assert_eq!(pending.look_at(&printer), Some(KeptOpen::Message));
        assert_eq!(pending.take_due(start + PATIENCE), []);
    }

    #[test]
    fn so_does_an_edit_but_not_a_corrected_category_or_a_start() {
        let (mut pending, mut printer, start) = (PendingCloses::default(), printer_on_fire(), Instant::now());
        pending.ask(&printer, Role::Helpdesk.into(), start);
        printer.category = Category::FacilityManagement;
        printer.status = Status::Active;
        printer.version += 2;
        assert_eq!(pending.look_at(&printer), None);
        printer.place_version = printer.version;
        assert_eq!(pending.look_at(&printer), Some(KeptOpen::Edit));
        pending.ask(&printer, Role::Helpdesk.into(), start + SECOND);
        assert_eq!(pending.look_at(&printer), None, "asked again, knowing the edit");
        assert!(pending.waits(printer.id));
    }

    #[test]
    fn a_window_that_closes_takes_them_all() {
        let (mut pending, start) = (PendingCloses::default(), Instant::now());
        pending.ask(&printer_on_fire(), Role::Helpdesk.into(), start);
        pending.ask(&printer_on_fire(), Role::Helpdesk.into(), start + SECOND);
        assert_eq!(pending.take_all().len(), 2);
        assert_eq!(pending.next_due(), None);
    }

    fn printer_on_fire() -> Ticket {
        let now = Utc::now();
        Ticket {
            id: TicketId::new(),
            number: Some(1042),
            description: Description::new("The printer on the third floor is on fire").expect("fits"),
            place: None,
            category: Category::TechnicalIt,
            category_by: CategoryBy::Classifier,
            assignment: None::<Assignment>,
            status: Status::Open,
            opened_at: now,
            modified_at: now,
            closed_at: None,
            version: 1,
            description_version: 1,
            place_version: 1,
            messages: 0,
            last_word: None,
            waiting_since: Some(now),
        }
    }
}
