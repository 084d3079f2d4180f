//! Removing texts of a ticket for good: a password that somebody typed, the name of a person.

use desk::Visible;
use tickets::{CommandId, TicketId};
use ui::Fragment;
use ui::hint::Hints;
use ui::remove_text::RemoveText;

use super::edit::close_editor;
use super::{refused, ticket};
use crate::drafting;
use crate::filled_forms::editor;
use crate::form_kind::FormKind;
use crate::{Answer, Form, Visit};

/// Asks which text to remove; with `cancel`, closes the question.
pub fn choose_text(visit: &dyn Visit, form: &Form) -> Answer {
    let ticket = form.ticket()?;
    if form.has("cancel") {
        return editor_with_draft(visit, ticket);
    }
    // All messages: the text may be in an old one.
    let page = visit
        .desk()
        .newest_page(visit.role_or_user(), ticket.into(), usize::MAX)?;
    match page {
        Visible::Full(page) => Ok(RemoveText {
            page: &page,
            command: CommandId::new(),
            clock: visit.clock(),
        }
        .html()),
        Visible::Closed { .. } | Visible::NotFound => ticket::pane(visit, ticket),
    }
}

/// Removes a text, also from this laptop's drafts.
pub fn remove_text(visit: &dyn Visit, form: &Form) -> Answer {
    let (command, ticket, text) = (form.command()?, form.ticket()?, form.required("text")?);
    let decision = visit
        .desk()
        .remove_text(&visit.caller(form), command, ticket, text)?;
    match decision {
        Ok(_) => {
            visit.drafts().forget(ticket, text)?;
            editor_with_draft(visit, ticket)
        }
        Err(refusal) => Ok(editor_with_draft(visit, ticket)? + &refused(&refusal)),
    }
}

/// The editor if it has a draft, and the current ticket.
fn editor_with_draft(visit: &dyn Visit, ticket: TicketId) -> Answer {
    let draft = drafting::find(visit, FormKind::Edit, Some(ticket))?;
    if draft.saved_at.is_none() {
        return close_editor(visit, ticket);
    }
    Ok(editor(visit, &draft, ticket, Hints::default())?.html() + &ticket::view(visit, ticket)?)
}
