//! Modifying a ticket's description and place.

use desk::Visible;
use tauri::State;
use tickets::{Base, CommandId, Edit, Place, Refusal, Ticket, TicketId, TicketPage};
use ui::Fragment;
use ui::hint::Hints;
use ui::write::{Conflict, Editor, EditorClosed};

use super::drafts::{self, Draft, Page};
use super::{Answer, again, refused, ticket, work};
use crate::fields::{self, Problem};
use crate::form::{Form, FormError};
use crate::shell::Shell;

/// Opens the editor, with the draft that waits if there is one.
#[tauri::command]
pub async fn edit_ticket(shell: State<'_, Shell>, form: Form) -> Answer {
    let ticket = form.ticket()?;
    work(shell, move |shell| {
        let draft = drafts::waiting(shell, Page::Edit, Some(ticket))?;
        if draft.saved_at.is_some() {
            return Ok(editor(shell, &draft, ticket, Hints::default())?.html());
        }
        match shell.desk.ticket(shell.role_or_user(), ticket.into())? {
            Visible::Full(now) => Ok(fresh(shell, &now, draft.form.text("name")).html()),
            Visible::Closed { .. } | Visible::NotFound => ticket::pane(shell, ticket),
        }
    })
    .await
}

/// Sends an edit.
#[tauri::command]
pub async fn modify_ticket(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| modify(shell, &form)).await
}

fn modify(shell: &Shell, form: &Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    let typed = Draft::typed(form);
    let problem = match fields::problem(form) {
        Ok(problem) => problem,
        Err(hints) => return Ok(editor(shell, &typed, ticket, hints)?.html()),
    };
    let edit = match shell.desk.ticket_page(shell.role_or_user(), ticket.into())? {
        Visible::Full(page) => changes(&page, form.need("version")?, problem),
        Visible::Closed { number, closed_at } => {
            drafts::keep(shell, Page::Edit, ticket, form)?;
            return again::closed_meanwhile(shell, Page::Edit, form, ticket, number, closed_at);
        }
        Visible::NotFound => {
            return Ok(
                editor(shell, &typed, ticket, Hints::default())?.html() + &refused(&Refusal::NoSuchTicket)
            );
        }
    };
    match shell.desk.modify(&shell.caller(form), command, ticket, edit)? {
        Ok(_) | Err(Refusal::NothingToChange) => {
            drafts::sent(shell, Page::Edit, ticket, form);
            closed_editor(shell, ticket)
        }
        Err(Refusal::EditedMeanwhile { theirs, .. }) => Ok(conflict(shell, form, &theirs).html()),
        Err(refusal) => match again::closed(&refusal) {
            Some((number, closed_at)) => {
                drafts::keep(shell, Page::Edit, ticket, form)?;
                again::closed_meanwhile(shell, Page::Edit, form, ticket, number, closed_at)
            }
            None => {
                let typed = Draft::typed(&form.to_send_again(&refusal, &["command"]));
                Ok(editor(shell, &typed, ticket, Hints::default())?.html() + &refused(&refusal))
            }
        },
    }
}

/// What the writer changed of what they saw. A field that they left alone is not theirs to be in conflict
/// over, whoever changed it meanwhile.
fn changes(page: &TicketPage, version: u64, written: Problem) -> Edit {
    let (description, place) = page.texts_at(version);
    let same = |text: &str| lines(text) == lines(written.description.as_str());
    Edit {
        base: Base::Version(version),
        description: (!same(description.as_str())).then_some(written.description.clone()),
        place: (place != written.place.as_ref()).then_some(written.place),
    }
}

/// A text area turns all line ends into one kind.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The editor is gone, the ticket shows itself as it is.
pub fn closed_editor(shell: &Shell, ticket: TicketId) -> Answer {
    match shell.desk.ticket_page(shell.role_or_user(), ticket.into())? {
        Visible::Full(page) => Ok(EditorClosed {
            view: ticket::draw(shell, &page),
        }
        .html()),
        Visible::Closed { .. } | Visible::NotFound => ticket::pane(shell, ticket),
    }
}

/// The editor as it was filled in.
pub fn editor<'a>(
    shell: &Shell,
    draft: &'a Draft,
    ticket: TicketId,
    hints: Hints,
) -> Result<Editor<'a>, FormError> {
    let form = &draft.form;
    Ok(Editor {
        ticket,
        command: form.may("command")?.unwrap_or_default(),
        version: form.may("version")?.unwrap_or_default(),
        description: form.text("description"),
        place: form.text("place"),
        name: form.text("name"),
        hints,
        draft_saved: draft.saved_at,
        clock: shell.clock(),
    })
}

fn fresh<'a>(shell: &Shell, now: &'a Ticket, name: &'a str) -> Editor<'a> {
    Editor {
        ticket: now.id,
        command: CommandId::new(),
        version: now.version,
        description: now.description.as_str(),
        place: now.place.as_ref().map_or("", Place::as_str),
        name,
        hints: Hints::default(),
        draft_saved: None,
        clock: shell.clock(),
    }
}

fn conflict<'a>(shell: &Shell, form: &'a Form, theirs: &'a Ticket) -> Conflict<'a> {
    Conflict {
        theirs,
        command: CommandId::new(),
        description: form.text("description"),
        place: form.text("place"),
        name: form.text("name"),
        clock: shell.clock(),
    }
}
