//! Modifying a ticket's description and place.

use desk::Visible;
use tickets::{Base, CommandId, Edit, Place, Refusal, Ticket, TicketId, TicketPage};
use ui::Fragment;
use ui::hint::Hints;
use ui::ticket_forms::{Conflict, Editor, EditorClosed};

use super::{refused, ticket};
use crate::drafting::{self, Draft};
use crate::fields::{self, ReportFields};
use crate::filled_forms::editor;
use crate::form_kind::FormKind;
use crate::report_again::{self, save_and_offer};
use crate::{Answer, CommandError, Form, Visit};

/// Opens the editor, with its draft if there is one.
pub fn edit_ticket(visit: &dyn Visit, form: &Form) -> Answer {
    let ticket = form.ticket()?;
    let draft = drafting::find(visit, FormKind::Edit, Some(ticket))?;
    if draft.saved_at.is_some() {
        return Ok(editor(visit, &draft, ticket, Hints::default())?.html());
    }
    match visit.desk().ticket(visit.role_or_user(), ticket.into())? {
        Visible::Full(now) => Ok(new_editor(visit, &now, draft.form.text("name")).html()),
        Visible::Closed { .. } | Visible::NotFound => ticket::pane(visit, ticket),
    }
}

/// Sends an edit.
pub fn modify_ticket(visit: &dyn Visit, form: &Form) -> Answer {
    let ticket = form.ticket()?;
    let fields = match fields::report(form) {
        Ok(fields) => fields,
        Err(hints) => return filled_editor(visit, form, ticket, hints),
    };
    let version = form.required("version")?;
    match page_since(visit, ticket, version)? {
        Visible::Full(page) => modify(visit, form, ticket, changes(&page, version, fields)),
        Visible::Closed { number, closed_at } => {
            save_and_offer(visit, FormKind::Edit, form, ticket, (number, Some(closed_at)))
        }
        Visible::NotFound => match report_again::closed(visit, ticket, &Refusal::NoSuchTicket) {
            Some(closed) => save_and_offer(visit, FormKind::Edit, form, ticket, closed),
            None => refuse(visit, form, ticket, &Refusal::NoSuchTicket),
        },
    }
}

/// The ticket, with at least all lines of history after a version.
fn page_since(
    visit: &dyn Visit,
    ticket: TicketId,
    version: u64,
) -> Result<Visible<TicketPage>, CommandError> {
    let role = visit.role_or_user();
    let newest = match visit.desk().ticket(role, ticket.into())? {
        Visible::Full(now) => usize::try_from(now.version.saturating_sub(version)).unwrap_or(usize::MAX),
        Visible::Closed { .. } | Visible::NotFound => 0,
    };
    Ok(visit.desk().newest_page(role, ticket.into(), newest)?)
}

fn modify(visit: &dyn Visit, form: &Form, ticket: TicketId, edit: Edit) -> Answer {
    let decision = visit
        .desk()
        .modify(&visit.caller(form), form.command()?, ticket, edit)?;
    match decision {
        Ok(_) | Err(Refusal::NothingToChange | Refusal::AcceptedThenClosed { .. }) => {
            drafting::acknowledge(visit, FormKind::Edit, ticket, form);
            close_editor(visit, ticket)
        }
        Err(Refusal::EditedMeanwhile { theirs, .. }) => Ok(conflict(visit, form, &theirs).html()),
        Err(refusal) => match report_again::closed(visit, ticket, &refusal) {
            Some(closed) => save_and_offer(visit, FormKind::Edit, form, ticket, closed),
            None => refuse(visit, form, ticket, &refusal),
        },
    }
}

fn refuse(visit: &dyn Visit, form: &Form, ticket: TicketId, refusal: &Refusal) -> Answer {
    let form = form.to_send_again(refusal, &["command"]);
    Ok(filled_editor(visit, &form, ticket, Hints::default())? + &refused(refusal))
}

/// The fields that differ from the version that the writer saw. Unchanged fields are left out, so they cannot cause
/// a conflict.
fn changes(page: &TicketPage, version: u64, written: ReportFields) -> Edit {
    let (description, place) = page.texts_at(version);
    let unchanged = unify_line_ends(description.as_str()) == unify_line_ends(written.description.as_str());
    Edit {
        base: Base::Version(version),
        place: (place != written.place.as_ref()).then_some(written.place),
        description: (!unchanged).then_some(written.description),
    }
}

/// A text area sends all line ends as `\r\n`.
fn unify_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Closes the editor and shows the current ticket.
pub fn close_editor(visit: &dyn Visit, ticket: TicketId) -> Answer {
    match visit.desk().ticket_page(visit.role_or_user(), ticket.into())? {
        Visible::Full(page) => Ok(EditorClosed {
            view: ticket::render(visit, &page)?,
        }
        .html()),
        Visible::Closed { .. } | Visible::NotFound => ticket::pane(visit, ticket),
    }
}

fn filled_editor(visit: &dyn Visit, form: &Form, ticket: TicketId, hints: Hints) -> Answer {
    Ok(editor(visit, &Draft::unsaved(form), ticket, hints)?.html())
}

/// The editor with the current texts.
fn new_editor<'a>(visit: &dyn Visit, now: &'a Ticket, name: &'a str) -> Editor<'a> {
    Editor {
        ticket: now.id,
        command: CommandId::new(),
        version: now.texts_version(),
        description: now.description.as_str(),
        place: now.place.as_ref().map_or("", Place::as_str),
        name,
        hints: Hints::default(),
        draft_saved: None,
        clock: visit.clock(),
    }
}

fn conflict<'a>(visit: &dyn Visit, form: &'a Form, theirs: &'a Ticket) -> Conflict<'a> {
    Conflict {
        theirs,
        command: CommandId::new(),
        description: form.text("description"),
        place: form.text("place"),
        name: form.text("name"),
        clock: visit.clock(),
    }
}
