//! Looking at one ticket.

use chrono::{DateTime, Utc};
use desk::Visible;
use tauri::State;
use tickets::{CommandId, Role, TicketId, TicketPage};
use ui::Fragment;
use ui::hint::Hints;
use ui::ticket::{Gone, GoneView, TicketPane, TicketView, WhyGone};

use super::drafts::{self, Page};
use super::{Answer, again, edit, message, work};
use crate::failure::CommandError;
use crate::form::Form;
use crate::shell::Shell;

/// The whole pane: view, editor if a draft of an edit waits, composer with its draft.
#[tauri::command]
pub async fn open_ticket(shell: State<'_, Shell>, form: Form) -> Answer {
    let ticket = form.ticket()?;
    work(shell, move |shell| pane(shell, ticket)).await
}

/// Only what refreshes itself.
#[tauri::command]
pub async fn ticket_view(shell: State<'_, Shell>, form: Form) -> Answer {
    let ticket = form.ticket()?;
    work(shell, move |shell| view(shell, ticket)).await
}

/// The pane of a ticket. A user who opens it has seen its answers; what was being written in it is there.
pub fn pane(shell: &Shell, ticket: TicketId) -> Answer {
    let role = shell.role_or_user();
    let page = match shell.desk.ticket_page(role, ticket.into())? {
        Visible::Full(page) => page,
        Visible::Closed { number, closed_at } => return closed(shell, ticket, number, closed_at),
        Visible::NotFound => return gone(shell, WhyGone::Missing),
    };
    if let Some(closed_at) = page.ticket.closed_at {
        return read_only(shell, &page, closed_at);
    }
    seen_by_user(shell, &page)?;
    let edit = drafts::waiting(shell, Page::Edit, Some(ticket))?;
    let message = drafts::waiting(shell, Page::Message, Some(ticket))?;
    let editor = match edit.saved_at {
        Some(_) => Some(edit::editor(shell, &edit, ticket, Hints::default())?),
        None => None,
    };
    let pane = TicketPane {
        view: draw(shell, &page),
        editor,
        composer: Some(message::composer(shell, &message, ticket, Hints::default())?),
        left: None,
    };
    Ok(pane.html())
}

/// The pane of a closed ticket, for the helpdesk: it can be read. What was being written in it is offered
/// beside, as a report of its own.
fn read_only(shell: &Shell, page: &TicketPage, closed_at: DateTime<Utc>) -> Answer {
    let left = again::waiting(shell, page.ticket.id)?;
    let assignment = left
        .as_ref()
        .and_then(|report| shell.assignment(report.text("description")));
    let offer = |report| again::offer(shell, report, assignment.as_ref(), page.ticket.number, closed_at);
    let pane = TicketPane {
        view: draw(shell, page),
        editor: None,
        composer: None,
        left: left.as_ref().map(offer).transpose()?,
    };
    Ok(pane.html())
}

/// The parts of the pane that refresh themselves.
pub fn view(shell: &Shell, ticket: TicketId) -> Answer {
    match shell.desk.ticket_page(shell.role_or_user(), ticket.into())? {
        Visible::Full(page) => {
            seen_by_user(shell, &page)?;
            Ok(draw(shell, &page).html())
        }
        Visible::Closed { number, closed_at } => Ok(GoneView {
            ticket,
            number,
            closed_at,
            clock: shell.clock(),
        }
        .html()),
        Visible::NotFound => gone(shell, WhyGone::Missing),
    }
}

/// A user who has the ticket on screen has seen its answers, those that come while they look too.
fn seen_by_user(shell: &Shell, page: &TicketPage) -> Result<(), CommandError> {
    match shell.role_or_user() {
        Role::User => drafts::seen(shell, &page.ticket),
        Role::Helpdesk => Ok(()),
    }
}

/// The same, of a page that was read.
pub fn draw<'a>(shell: &Shell, page: &'a TicketPage) -> TicketView<'a> {
    TicketView {
        page,
        role: shell.role_or_user(),
        closing: shell.closing.pending().waits(page.ticket.id),
        command: CommandId::new(),
        clock: shell.clock(),
    }
}

/// A ticket that was closed to a user: what they were writing in it, or else that it is closed.
fn closed(shell: &Shell, ticket: TicketId, number: Option<u64>, closed_at: DateTime<Utc>) -> Answer {
    match again::waiting(shell, ticket)? {
        Some(report) => again::closed_meanwhile(shell, Page::Again, &report, ticket, number, closed_at),
        None => gone(shell, WhyGone::Closed { number, closed_at }),
    }
}

fn gone(shell: &Shell, why: WhyGone) -> Answer {
    Ok(Gone {
        why,
        clock: shell.clock(),
    }
    .html())
}
