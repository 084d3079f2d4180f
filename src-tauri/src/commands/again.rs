//! A ticket was closed while someone wrote in it: their text is kept, and can be reported again.

use chrono::{DateTime, Utc};
use tickets::{Refusal, Status, TicketId};
use ui::Fragment;
use ui::hint::Hints;
use ui::write::ClosedMeanwhile;

use super::Answer;
use super::drafts::{self, Page};
use super::report::report_form;
use crate::failure::CommandError;
use crate::form::Form;
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
    form: &Form,
    ticket: TicketId,
    number: Option<u64>,
    closed_at: DateTime<Utc>,
) -> Answer {
    let report = as_report(form, ticket);
    let assignment = shell.assignment(report.text("description"));
    let form = report_form(shell, &report, Hints::default(), assignment.as_ref(), None)?;
    Ok(ClosedMeanwhile {
        number,
        closed_at,
        form,
        clock: shell.clock(),
    }
    .html())
}

/// What waits of a closed ticket: the report that its text has become, or else an edit, or else a message.
pub fn waiting(shell: &Shell, ticket: TicketId) -> Result<Option<Form>, CommandError> {
    for page in [Page::Again, Page::Edit, Page::Message] {
        let draft = drafts::waiting(shell, page, Some(ticket))?;
        if draft.saved_at.is_some() {
            return Ok(Some(draft.form));
        }
    }
    Ok(None)
}

/// A message's body becomes the description; the ids become new ones, except those of a report that was
/// begun before.
fn as_report(form: &Form, closed: TicketId) -> Form {
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
        let report = as_report(&message, closed);
        assert_eq!(report.text("description"), "Still broken");
        assert_eq!(report.text("name"), "Ada");
        assert_eq!(report.need("again"), Ok(closed));
        assert!(!report.has("command") && !report.has("ticket"));
        let begun = Form::from([("again", "x"), ("command", "c"), ("description", "Still broken")]);
        assert_eq!(
            as_report(&begun, closed).text("command"),
            "c",
            "sent twice, it counts once"
        );
    }
}
