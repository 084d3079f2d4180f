//! Notices that wait to be read.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tickets::{Refusal, TicketId};
use ui::failure::Failure;
use ui::notices::{Notice, explain};
use uuid::Uuid;

use crate::pending::KeptOpen;

/// The most that are held: who left the window alone for an hour does not read fifty.
const MOST: usize = 20;

/// The notices of this run, the newest last.
#[derive(Debug, Default)]
pub struct HeldNotices(Mutex<Vec<Notice>>);

impl HeldNotices {
    /// Says why a ticket was not closed after all.
    pub fn kept_open(&self, ticket: TicketId, number: Option<u64>, why: KeptOpen) {
        let what = match why {
            KeptOpen::Message => "This ticket was not closed: a message arrived meanwhile.",
            KeptOpen::Edit => "This ticket was not closed: someone changed its text meanwhile.",
        };
        self.hold(
            Some(ticket),
            number,
            what,
            "Read it, then close it if it is still done.",
        );
    }

    /// Says that a close could not be taken back any more.
    pub fn too_late(&self, ticket: TicketId, number: Option<u64>) {
        self.hold(
            Some(ticket),
            number,
            "The close could not be undone: its five seconds had passed.",
            "A closed ticket stays closed; if the problem is still there, report it again.",
        );
    }

    /// Says why something was refused.
    pub fn refused(&self, refusal: &Refusal, ticket: TicketId, number: Option<u64>) {
        let (what, next) = explain(refusal);
        let there = !matches!(refusal, Refusal::NoSuchTicket);
        self.hold(there.then_some(ticket), number, &what, &next);
    }

    /// Says why a ticket could not be closed though its close was due.
    pub fn failed(&self, ticket: TicketId, number: Option<u64>, failure: &Failure) {
        let what = format!("This ticket was not closed. {}", failure.what);
        self.hold(Some(ticket), number, &what, &failure.todo);
    }

    /// Says that what was learned cannot be used.
    pub fn broken_model(&self, why: &str) {
        let what = format!(
            "Tickets are classified by the shipped model: what was learned here cannot be used ({why})."
        );
        let next = "The corrections are all there. Choose another version under “How well are tickets classified?”; what the \
            latest version knew is learned again by itself.";
        self.hold(None, None, &what, next);
    }

    /// Says why a version does not classify although it was chosen.
    pub fn not_gone_back(&self, why: &str) {
        let what = format!("This version cannot be used: {why}.");
        self.hold(None, None, &what, "The version in use stays. Choose another one.");
    }

    /// Those that are held.
    pub fn held(&self) -> Vec<Notice> {
        self.notices().clone()
    }

    /// Someone took note of one.
    pub fn dismiss(&self, id: &str) {
        self.notices().retain(|notice| notice.id != id);
    }

    fn hold(&self, ticket: Option<TicketId>, number: Option<u64>, what: &str, next: &str) {
        let mut notices = self.notices();
        // The same thing said twice of one ticket is one notice.
        notices.retain(|notice| notice.ticket != ticket || notice.what != what);
        notices.push(Notice {
            id: Uuid::now_v7().to_string(),
            ticket,
            number,
            what: what.to_owned(),
            next: next.to_owned(),
        });
        let over = notices.len().saturating_sub(MOST);
        notices.drain(..over);
    }

    fn notices(&self) -> MutexGuard<'_, Vec<Notice>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_stay_until_someone_takes_note() {
        let (notices, [printer, lift]) = (HeldNotices::default(), [TicketId::new(), TicketId::new()]);
        notices.kept_open(printer, Some(1042), KeptOpen::Message);
        notices.kept_open(printer, Some(1042), KeptOpen::Message);
        notices.refused(&Refusal::HelpdeskOnly, lift, None);
        let held = notices.held();
        assert_eq!(held.len(), 2, "the same is said once: {held:?}");
        assert!(held[0].what.contains("message"));
        notices.dismiss(&held[0].id);
        assert_eq!(notices.held(), held[1..]);
    }

    #[test]
    fn an_undo_that_came_too_late_says_so() {
        let (notices, printer) = (HeldNotices::default(), TicketId::new());
        notices.too_late(printer, Some(1042));
        let held = notices.held();
        assert_eq!((held[0].ticket, held[0].number), (Some(printer), Some(1042)));
        assert!(held[0].what.contains("could not be undone"), "{held:?}");
    }

    #[test]
    fn a_missing_ticket_is_not_offered_to_be_opened() {
        let notices = HeldNotices::default();
        notices.refused(&Refusal::NoSuchTicket, TicketId::new(), None);
        assert_eq!(notices.held()[0].ticket, None);
    }
}
