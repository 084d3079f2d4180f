//! A ticket was closed while someone wrote in it: their text is kept, and can be reported again.

use chrono::{DateTime, Utc};
use tickets::{Assignment, Refusal, Status, TicketId};
use ui::Fragment;
use ui::hint::Hints;
use ui::write::ClosedMeanwhile;

use super::Answer;
use super::drafts::{self, Page};
use super::report::report_form;
use crate::failure::CommandError;
use crate::form::{Form, FormError};
use crate::shell::Shell;

/// Number and closing date, if a ticket's being closed is why something was refused.
pub fn closed(refusal: &Refusal) -> Option<(Option<u64>, DateTime<Utc>)> {
    match refusal {
        Refusal::ClosedMeanwhile { number, closed_at } => Some((*number, *closed_at)),
        Refusal::WrongStatus {
            is: Status::Closed,
            ticket,
            ..
        } => Some((ticket.number, ticket.closed_at?)),
        _ => None,
    }
}

/// The text of `form` (an edit, a message, or the report it has become) as a report of its own.
pub fn closed_meanwhile(
    shell: &Shell,
    page: Page,
    form: &Form,
    ticket: TicketId,
    number: Option<u64>,
    closed_at: DateTime<Utc>,
) -> Answer {
    let report = as_report(page, form, ticket);
    let assignment = shell.assignment(report.text("description"));
    Ok(offer(shell, &report, assignment.as_ref(), number, closed_at)?.html())
}

/// The offer to send such a report.
pub fn offer<'a>(
    shell: &Shell,
    report: &'a Form,
    assignment: Option<&'a Assignment>,
    number: Option<u64>,
    closed_at: DateTime<Utc>,
) -> Result<ClosedMeanwhile<'a>, FormError> {
    Ok(ClosedMeanwhile {
        number,
        closed_at,
        form: report_form(shell, report, Hints::default(), assignment, None)?,
        clock: shell.clock(),
    })
}

/// What waits of a closed ticket, as a report: the one that its text has become, or else an edit, or else a
/// message. A draft that says nothing does not count.
pub fn waiting(shell: &Shell, ticket: TicketId) -> Result<Option<Form>, CommandError> {
    for page in [Page::Again, Page::Edit, Page::Message] {
        let draft = drafts::waiting(shell, page, Some(ticket))?;
        if says_something(&draft.form) {
            return Ok(Some(as_report(page, &draft.form, ticket)));
        }
    }
    Ok(None)
}

/// Whether more waits, after one of its texts was reported.
pub fn more_waits(shell: &Shell, ticket: TicketId) -> bool {
    waiting(shell, ticket)
        .inspect_err(|error| tracing::error!(%error, "what waits could not be read"))
        .is_ok_and(|text| text.is_some())
}

fn says_something(form: &Form) -> bool {
    ["body", "description"]
        .iter()
        .any(|field| !form.text(field).trim().is_empty())
}

/// A message's body becomes the description; the ids become new ones, except those of a report that was
/// begun before.
fn as_report(page: Page, form: &Form, closed: TicketId) -> Form {
    if form.has("again") {
        return form.clone();
    }
    let text = if form.has("body") {
        form.text("body")
    } else {
        form.text("description")
    };
    Form::of([
        ("again", closed.to_string()),
        ("from", page.name().to_owned()),
        ("description", text.to_owned()),
        ("place", form.text("place").to_owned()),
        ("name", form.text("name").to_owned()),
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
        let report = as_report(Page::Message, &message, closed);
        assert_eq!(report.text("description"), "Still broken");
        assert_eq!(report.text("name"), "Ada");
        assert_eq!(report.need("again"), Ok(closed));
        assert_eq!(
            report.text("from"),
            "message",
            "reported, this draft goes and no other"
        );
        assert!(!report.has("command") && !report.has("ticket"));
        let begun = Form::from([("again", "x"), ("command", "c"), ("description", "Still broken")]);
        assert_eq!(
            as_report(Page::Again, &begun, closed).text("command"),
            "c",
            "sent twice, it counts once"
        );
    }

    #[test]
    fn a_draft_that_says_nothing_does_not_stand_before_a_closed_ticket() {
        assert!(!says_something(&Form::from([("body", " \n"), ("name", "Ada")])));
        assert!(!says_something(&Form::default()));
        assert!(says_something(&Form::from([("description", "Still broken")])));
    }
}
