//! What the helpdesk does with a ticket: start it, close it, correct its category.

use tickets::{Refusal, Role, Ticket, TicketId};
use ui::Fragment;
use ui::notices::{Newer, NotAsSeen, StaysOpen, WhyOpen};

use super::{refused, ticket};
use crate::close::{AsSeen, Close, Outcome};
use crate::correct::{self, Correction};
use crate::failure::of_store;
use crate::{Answer, Form, Visit};

/// Starts a ticket, also if it has a newer message or text than was on screen: starting it does no harm, and a notice
/// says what is new.
pub fn start_ticket(visit: &dyn Visit, form: &Form) -> Answer {
    let (command, ticket, seen) = (form.command()?, form.ticket()?, AsSeen::parse(form)?);
    let decision = visit.desk().start(&visit.caller(form), command, ticket, None)?;
    let newer = match &decision {
        Ok(accepted) => seen.and_then(|seen| newer_for_start(seen, &accepted.ticket)),
        Err(_) => None,
    };
    Ok(view_after(visit, ticket, decision.as_ref().err())? + &not_as_seen(visit, ticket, newer))
}

/// What a started ticket has that was not on screen. If the helpdesk wrote last, it has read the thread.
fn newer_for_start(seen: AsSeen, now: &Ticket) -> Option<Newer> {
    match seen.compare(now)? {
        Outcome::NewMessage => (now.last_word == Some(Role::User)).then_some(Newer::StartedBeforeMessage),
        Outcome::NewText => Some(Newer::StartedBeforeText),
        Outcome::Closed | Outcome::Refused(_) => None,
    }
}

/// Closes a ticket as it was on screen. The answer is empty, or explains why the ticket stays open.
pub fn close_ticket(visit: &dyn Visit, form: &Form) -> Answer {
    let close = Close::parse(form)?;
    let ticket = close.ticket;
    let stays_open = |why: WhyOpen<'_>| {
        let number = visit.number(ticket);
        // The window may be closing: then nobody sees the notice.
        tracing::info!(?number, ?why, "a ticket stays open");
        Ok(StaysOpen { ticket, number, why }.html())
    };
    match close.apply(visit.desk(), &visit.caller(form)) {
        Ok(Outcome::Closed) => Ok(String::new()),
        Ok(Outcome::NewMessage) => stays_open(WhyOpen::NewMessage),
        Ok(Outcome::NewText) => stays_open(WhyOpen::NewText),
        Ok(Outcome::Refused(refusal)) => stays_open(WhyOpen::Refused(&refusal)),
        Err(error) => stays_open(WhyOpen::Failed(&of_store(&error))),
    }
}

/// Corrects a ticket's category, unless the ticket has a newer text or category than was on screen.
pub fn correct_category(visit: &dyn Visit, form: &Form) -> Answer {
    let correction = Correction::parse(form)?;
    let ticket = correction.ticket;
    let newer = match correction.apply(visit.desk(), &visit.caller(form))? {
        correct::Outcome::Refused(refusal) => return view_after(visit, ticket, Some(&refusal)),
        correct::Outcome::Corrected => None,
        correct::Outcome::NewText => Some(Newer::TextBeforeCorrection),
        correct::Outcome::NewCategory(category) => Some(Newer::CategoryBeforeCorrection(category)),
    };
    Ok(ticket::view(visit, ticket)? + &not_as_seen(visit, ticket, newer))
}

/// The notice about what is newer than what was on screen.
fn not_as_seen(visit: &dyn Visit, ticket: TicketId, newer: Option<Newer>) -> String {
    newer.map_or_else(String::new, |newer| {
        let number = visit.number(ticket);
        NotAsSeen {
            ticket,
            number,
            newer,
        }
        .html()
    })
}

/// The current ticket, with the notice of a refusal.
fn view_after(visit: &dyn Visit, ticket: TicketId, refusal: Option<&Refusal>) -> Answer {
    let notice = refusal.map(refused).unwrap_or_default();
    Ok(ticket::view(visit, ticket)? + &notice)
}
