//! A closed ticket is reported again, or was closed while someone wrote in it.
//!
//! A text that was begun in the ticket is offered as a report that is linked to it. An answer of the helpdesk is no report:
//! it can be copied, or sent as a linked ticket.

use chrono::{DateTime, Utc};
use tickets::{Assignment, Place, Refusal, Status, Ticket, TicketId};
use ui::Fragment;
use ui::hint::Hints;
use ui::ticket_forms::ClosedMeanwhile;

use crate::Answer;
use crate::drafting::{self, Draft};
use crate::failure::CommandError;
use crate::filled_forms::report_form;
use crate::form::{Form, FormError};
use crate::form_kind::FormKind;
use crate::visit::Visit;

/// The number and the closing date of a closed ticket, as far as they are known.
pub type Closed = (Option<u64>, Option<DateTime<Utc>>);

/// The closed ticket, if a command was refused because the ticket is closed.
pub fn closed(visit: &dyn Visit, ticket: TicketId, refusal: &Refusal) -> Option<Closed> {
    match refusal {
        Refusal::NoSuchTicket => visit.closed_at_hub(ticket),
        Refusal::ClosedMeanwhile { number, closed_at } => Some((*number, Some(*closed_at))),
        Refusal::WrongStatus {
            is: Status::Closed,
            ticket,
            ..
        } => Some((ticket.number, Some(ticket.closed_at?))),
        _ => None,
    }
}

/// Saves an edit or a message whose ticket is closed, and offers it as a new report.
pub fn save_and_offer(
    visit: &dyn Visit,
    kind: FormKind,
    form: &Form,
    ticket: TicketId,
    closed: Closed,
) -> Answer {
    drafting::save(visit, kind, Some(ticket), form)?;
    let report = as_report(kind, form, ticket);
    offer_html(visit, &report, closed)
}

/// The offer to send such a report, as a fragment.
pub fn offer_html(visit: &dyn Visit, report: &Form, closed: Closed) -> Answer {
    let assignment = visit.assignment(report.text("description"));
    Ok(offer(visit, report, assignment.as_ref(), closed)?.html())
}

/// The offer to send such a report.
pub fn offer<'a>(
    visit: &dyn Visit,
    report: &'a Form,
    assignment: Option<&'a Assignment>,
    (number, closed_at): Closed,
) -> Result<ClosedMeanwhile<'a>, FormError> {
    Ok(ClosedMeanwhile {
        answer: visit.is_answer(report),
        number,
        closed_at,
        form: report_form(visit, report, Hints::default(), assignment, None)?,
        clock: visit.clock(),
    })
}

/// The draft of a closed ticket, as a report: a report that was begun, or else an edit, or else a message. Blank
/// drafts do not count.
pub fn find(visit: &dyn Visit, ticket: TicketId) -> Result<Option<Form>, CommandError> {
    for kind in [FormKind::ReportAgain, FormKind::Edit, FormKind::Message] {
        let draft = drafting::find(visit, kind, Some(ticket))?;
        if !is_blank(&draft.form) && !was_begun_after_closing(kind, &draft.form) {
            return Ok(Some(as_report(kind, &draft.form, ticket)));
        }
    }
    Ok(None)
}

/// Whether the closed ticket has another draft, after one was reported.
pub fn has_more(visit: &dyn Visit, ticket: TicketId) -> bool {
    find(visit, ticket)
        .inspect_err(|error| tracing::error!(%error, "the drafts of a closed ticket could not be read"))
        .is_ok_and(|text| text.is_some())
}

/// The form that reports a closed ticket again: with its draft, or with the texts of the ticket.
pub fn form_for(visit: &dyn Visit, closed: &Ticket) -> Result<Draft, CommandError> {
    let draft = drafting::find(visit, FormKind::ReportAgain, Some(closed.id))?;
    if draft.saved_at.is_some() {
        return Ok(draft);
    }
    let form = Form::from([
        ("again", &*closed.id.to_string()),
        ("description", closed.description.as_str()),
        ("place", closed.place.as_ref().map_or("", Place::as_str)),
    ]);
    Ok(Draft::unsaved(&visit.signed(form)))
}

/// Whether a report was begun with "Report it again": it is not from another form of the ticket.
fn was_begun_after_closing(kind: FormKind, form: &Form) -> bool {
    kind == FormKind::ReportAgain && form.text("from").is_empty()
}

fn is_blank(form: &Form) -> bool {
    ["body", "description"]
        .iter()
        .all(|field| form.text(field).trim().is_empty())
}

/// The body of a message becomes the description. The report gets new ids, unless it is a report already.
fn as_report(kind: FormKind, form: &Form, closed: TicketId) -> Form {
    if form.has("again") {
        return form.clone();
    }
    let text = if form.has("body") {
        form.text("body")
    } else {
        form.text("description")
    };
    Form::from([
        ("again", &*closed.to_string()),
        ("from", kind.as_str()),
        ("description", text),
        ("place", form.text("place")),
        ("name", form.text("name")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_report_with_ids_of_its_own() {
        let closed = TicketId::new();
        let message = Form::from([
            ("command", "c"),
            ("ticket", "t"),
            ("body", "Still broken"),
            ("name", "Ada"),
        ]);
        let report = as_report(FormKind::Message, &message, closed);
        assert_eq!(report.text("description"), "Still broken");
        assert_eq!(report.text("name"), "Ada");
        assert_eq!(report.required("again"), Ok(closed));
        assert_eq!(
            report.text("from"),
            "message",
            "names the draft to delete once it is reported"
        );
        assert!(!report.has("command") && !report.has("ticket"));
        let begun = Form::from([("again", "x"), ("command", "c"), ("description", "Still broken")]);
        assert_eq!(
            as_report(FormKind::ReportAgain, &begun, closed).text("command"),
            "c",
            "sent twice, it counts once"
        );
    }

    #[test]
    fn a_blank_draft_of_a_closed_ticket_is_not_offered() {
        assert!(is_blank(&Form::from([("body", " \n"), ("name", "Ada")])));
        assert!(is_blank(&Form::default()));
        assert!(!is_blank(&Form::from([("description", "Still broken")])));
    }
}
