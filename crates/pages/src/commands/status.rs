//! What the helpdesk does with a ticket: start it, close it, correct its category.

use desk::Decision;
use tickets::TicketId;
use ui::Fragment;
use ui::notices::{StaysOpen, WhyOpen};

use super::{refused, ticket};
use crate::close::{Close, Outcome};
use crate::failure::of_store;
use crate::{Answer, Form, Visit};

/// Starts a ticket.
pub fn start_ticket(visit: &dyn Visit, form: &Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    let decision = visit.desk().start(&visit.caller(form), command, ticket, None)?;
    view_after(visit, ticket, &decision)
}

/// Closes a ticket as it was on screen. The answer is empty, or explains why the ticket stays open.
pub fn close_ticket(visit: &dyn Visit, form: &Form) -> Answer {
    let close = Close::parse(form)?;
    let ticket = close.ticket;
    let stays_open = |why: WhyOpen<'_>| {
        let number = visit.number(ticket);
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

/// Corrects a ticket's category.
pub fn correct_category(visit: &dyn Visit, form: &Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    let category = form.required("category")?;
    let decision = visit
        .desk()
        .correct(&visit.caller(form), command, ticket, category)?;
    view_after(visit, ticket, &decision)
}

/// The current ticket, with the notice of a refusal.
fn view_after(visit: &dyn Visit, ticket: TicketId, decision: &Decision) -> Answer {
    let notice = decision.as_ref().err().map(refused).unwrap_or_default();
    Ok(ticket::view(visit, ticket)? + &notice)
}
