//! What is being written: kept while one types, dropped once the desk has acknowledged it.

use chrono::{DateTime, Utc};
use store::{DraftKey, FormKind, StoreError};
use tauri::State;
use tickets::{Role, Ticket, TicketId};
use ui::Fragment;
use ui::hint::Hints;
use ui::write::DraftSaved;

use super::{Answer, edit, message, report, ticket, work};
use crate::failure::CommandError;
use crate::form::{Form, FormError};
use crate::shell::Shell;
use crate::window::Leaving;

/// Which form a draft belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A new report.
    Report,
    /// An edit of a ticket.
    Edit,
    /// A message under a ticket.
    Message,
    /// The text of a ticket that was closed meanwhile, as a report.
    Again,
}

impl Page {
    /// What the page is called in a form.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Edit => "edit",
            Self::Message => "message",
            Self::Again => "again",
        }
    }
}

impl std::str::FromStr for Page {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "report" => Self::Report,
            "edit" => Self::Edit,
            "message" => Self::Message,
            "again" => Self::Again,
            _ => return Err(()),
        })
    }
}

/// What was typed into a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The form's fields, hidden ones included.
    pub form: Form,
    /// When it was kept; none if it was not.
    pub saved_at: Option<DateTime<Utc>>,
}

impl Draft {
    /// What has just been typed.
    #[must_use]
    pub fn typed(form: &Form) -> Self {
        Self {
            form: form.clone(),
            saved_at: None,
        }
    }
}

/// Keeps what was typed so far.
#[tauri::command]
pub async fn save_draft(shell: State<'_, Shell>, form: Form) -> Answer {
    let page: Page = form.need("page")?;
    work(shell, move |shell| {
        let at = shell.desk.now();
        if !shell.sent.was(form.may("command")?) {
            shell
                .drafts
                .save(key(shell, page, subject(page, &form)?), &kept(&form, at)?)?;
        }
        Ok(DraftSaved {
            at,
            clock: shell.clock(),
        }
        .html())
    })
    .await
}

/// A window that is being closed hears that what was being typed is kept: it goes at once.
#[tauri::command]
pub fn drafts_kept(leaving: State<'_, Leaving>) -> String {
    leaving.drafts_are_kept();
    String::new()
}

/// Drops what was typed; answers with the empty form.
#[tauri::command]
pub async fn discard_draft(shell: State<'_, Shell>, form: Form) -> Answer {
    let page: Page = form.need("page")?;
    work(shell, move |shell| {
        let ticket = subject(page, &form)?;
        for key in [key(shell, page, ticket)]
            .into_iter()
            .chain(origin(shell, &form)?)
        {
            shell.drafts.discard(key)?;
        }
        match (page, ticket) {
            (Page::Edit, Some(ticket)) => edit::closed_editor(shell, ticket),
            (Page::Message, Some(ticket)) => message::emptied(shell, &form, ticket),
            (Page::Again, Some(ticket)) => ticket::pane(shell, ticket),
            _ => {
                let empty = shell.signed(Form::default());
                Ok(report::report_form(shell, &empty, Hints::default(), None, None)?.html())
            }
        }
    })
    .await
}

/// What waits in a form; an empty draft if nothing does. Signed as one last signed here.
pub fn waiting(shell: &Shell, page: Page, ticket: Option<TicketId>) -> Result<Draft, CommandError> {
    let kept = shell.drafts.find(key(shell, page, ticket))?;
    Ok(match kept {
        Some(kept) => Draft {
            form: shell.signed(kept.fields.into()),
            saved_at: Some(kept.saved_at),
        },
        None => Draft::typed(&shell.signed(Form::default())),
    })
}

/// Keeps a form whose command was refused, before its answer takes the form's place.
pub fn keep(shell: &Shell, page: Page, ticket: TicketId, form: &Form) -> Result<(), CommandError> {
    Ok(shell
        .drafts
        .save(key(shell, page, Some(ticket)), &kept(form, shell.desk.now())?)?)
}

fn kept(form: &Form, saved_at: DateTime<Utc>) -> Result<store::Draft, FormError> {
    Ok(store::Draft {
        fields: form.clone().into(),
        version: form.may("version")?,
        saved_at,
    })
}

/// The desk has acknowledged a form: its draft goes. What was accepted stays so even if the draft cannot go:
/// it then waits for whoever comes next, and sent again it counts once.
pub fn sent(shell: &Shell, page: Page, ticket: TicketId, form: &Form) {
    shell.remember_name(form);
    if let Ok(command) = form.command() {
        shell.sent.note(command);
    }
    logged(
        "a sent draft stayed",
        shell.drafts.discard(key(shell, page, Some(ticket))),
    );
}

/// The desk has acknowledged a report: its draft goes, and the list "reported on this laptop" grows.
///
/// Of a closed ticket's drafts only the one that was reported goes: what else was written in it was not sent.
pub fn reported(shell: &Shell, form: &Form, ticket: &Ticket) {
    shell.remember_name(form);
    if let Ok(command) = form.command() {
        shell.sent.note(command);
    }
    // What the helpdesk reports for others is in its queue; the list is that of whoever sits here as a user.
    if shell.role_or_user() == Role::User {
        let summary = report::first_words(ticket.description.as_str());
        let listed = shell
            .drafts
            .reported(ticket.id, ticket.number, ticket.opened_at, &summary);
        logged("a report was not listed", listed);
    }
    let closed = form.may("again").unwrap_or_default();
    let own = key(shell, Page::Again, closed);
    for key in [own].into_iter().chain(origin(shell, form).unwrap_or_default()) {
        logged("a reported draft stayed", shell.drafts.discard(key));
    }
}

/// The draft from which a text that is reported again was taken.
fn origin(shell: &Shell, form: &Form) -> Result<Option<DraftKey>, FormError> {
    let from: Option<Page> = form.may("from")?;
    let closed = form.may("again")?;
    Ok(from
        .zip(closed)
        .map(|(page, closed)| key(shell, page, Some(closed))))
}

fn logged(what: &str, done: Result<(), StoreError>) {
    if let Err(error) = done {
        tracing::error!(%error, "{what}");
    }
}

/// Who reported a ticket here has looked at it: "new answer" goes from the list.
pub fn seen(shell: &Shell, ticket: &Ticket) -> Result<(), CommandError> {
    if shell.drafts.seen(ticket.id, ticket.messages)? {
        shell.touch(ticket.id);
    }
    Ok(())
}

/// The ticket that a draft is about: a report has none, one that is reported again has the closed one.
fn subject(page: Page, form: &Form) -> Result<Option<TicketId>, FormError> {
    match page {
        Page::Report => Ok(None),
        Page::Again => form.need("again").map(Some),
        Page::Edit | Page::Message => form.ticket().map(Some),
    }
}

fn key(shell: &Shell, page: Page, ticket: Option<TicketId>) -> DraftKey {
    let form = match page {
        // A report that has a ticket is that of the closed one's text.
        Page::Report | Page::Again => FormKind::Report,
        Page::Edit => FormKind::Edit,
        Page::Message => FormKind::Message,
    };
    DraftKey {
        form,
        ticket,
        role: shell.role_or_user(),
    }
}
