//! Writing a message under a ticket.

use tickets::{Refusal, TicketId};
use ui::Fragment;
use ui::hint::Hints;

use super::{refused, ticket};
use crate::drafting::{self, Draft};
use crate::filled_forms::composer;
use crate::form_kind::FormKind;
use crate::report_again;
use crate::{Answer, Form, Visit, fields};

/// Sends a message.
pub fn write_message(visit: &dyn Visit, form: &Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    let body = match fields::message(form) {
        Ok(body) => body,
        Err(hints) => return filled_composer(visit, form, ticket, hints),
    };
    match visit.desk().write(&visit.caller(form), command, ticket, body)? {
        Ok(_) | Err(Refusal::AcceptedThenClosed { .. }) => {
            drafting::acknowledge(visit, FormKind::Message, ticket, form);
            // The thread is shown with the message at once.
            Ok(empty_composer(visit, form, ticket)? + &ticket::view(visit, ticket)?)
        }
        Err(refusal) => match report_again::closed(visit, ticket, &refusal) {
            Some(closed) => report_again::save_and_offer(visit, FormKind::Message, form, ticket, closed),
            None => {
                let form = form.to_send_again(&refusal, &["command"]);
                Ok(filled_composer(visit, &form, ticket, Hints::default())? + &refused(&refusal))
            }
        },
    }
}

/// The composer, empty except for the name.
pub fn empty_composer(visit: &dyn Visit, form: &Form, ticket: TicketId) -> Answer {
    let empty = Form::from([("name", form.text("name"))]);
    filled_composer(visit, &empty, ticket, Hints::default())
}

fn filled_composer(visit: &dyn Visit, form: &Form, ticket: TicketId, hints: Hints) -> Answer {
    Ok(composer(visit, &Draft::unsaved(form), ticket, hints)?.html())
}
