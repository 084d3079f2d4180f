//! Drafts: what is being written. A draft is saved while one types, and deleted once the desk has acknowledged its
//! form.

use chrono::{DateTime, Utc};
use store::{DraftKey, StoreError};
use tickets::{Role, Ticket, TicketId, TicketRef};

use crate::failure::CommandError;
use crate::form::{Form, FormError};
use crate::form_kind::FormKind;
use crate::visit::Visit;

/// What was typed into a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The form's fields, hidden ones included.
    pub form: Form,
    /// When it was saved; `None` if it was not.
    pub saved_at: Option<DateTime<Utc>>,
}

impl Draft {
    /// A draft that was not saved.
    #[must_use]
    pub fn unsaved(form: &Form) -> Self {
        Self {
            form: form.clone(),
            saved_at: None,
        }
    }
}

/// The saved draft of a form, or an unsaved empty one. It has a name: its own, or the one entered last.
pub fn find(visit: &dyn Visit, kind: FormKind, ticket: Option<TicketId>) -> Result<Draft, CommandError> {
    Ok(match visit.drafts().find(key(visit, kind, ticket))? {
        Some(saved) => Draft {
            form: visit.signed(saved.fields.into()),
            saved_at: Some(saved.saved_at),
        },
        None => Draft::unsaved(&visit.signed(Form::default())),
    })
}

/// Saves a draft, unless its form was acknowledged since.
pub fn save(
    visit: &dyn Visit,
    kind: FormKind,
    ticket: Option<TicketId>,
    form: &Form,
) -> Result<DateTime<Utc>, CommandError> {
    let saved_at = visit.desk().now();
    if !visit.session().acknowledged.contains(form.optional("command")?) {
        let draft = store::Draft {
            fields: form.clone().into(),
            version: form.optional("version")?,
            saved_at,
        };
        visit.drafts().save(key(visit, kind, ticket), &draft)?;
    }
    Ok(saved_at)
}

/// Deletes the draft of a form, and the draft whose text it contains.
pub fn discard(
    visit: &dyn Visit,
    kind: FormKind,
    ticket: Option<TicketId>,
    form: &Form,
) -> Result<(), CommandError> {
    for key in [key(visit, kind, ticket)].into_iter().chain(origin(visit, form)?) {
        visit.drafts().discard(key)?;
    }
    Ok(())
}

/// The desk has acknowledged an edit or a message: its draft is deleted.
///
/// If the draft cannot be deleted, the command stays accepted. The draft is offered again; sent again, it counts
/// once.
pub fn acknowledge(visit: &dyn Visit, kind: FormKind, ticket: TicketId, form: &Form) {
    remember(visit, form);
    let deleted = visit.drafts().discard(key(visit, kind, Some(ticket)));
    log_failure("the draft of an accepted form could not be deleted", deleted);
}

/// The desk has acknowledged a report: its draft is deleted, and the list "Reported on this laptop" grows.
///
/// Of a closed ticket's drafts only the reported one is deleted.
pub fn acknowledge_report(visit: &dyn Visit, form: &Form, ticket: &Ticket) {
    let summary = first_words(ticket.description.as_str());
    list_report(visit, ticket.id, ticket.number, ticket.opened_at, &summary);
    discard_reported(visit, form);
    if let Some(closed) = ticket.follows {
        // The closed ticket does not change, but its page shows the link.
        visit.refresh(Some(closed));
    }
}

/// The desk had accepted the report before, and its ticket has been closed since: only the number is known of it.
pub fn acknowledge_repeated_report(visit: &dyn Visit, form: &Form, number: Option<u64>) {
    // The form's own ticket may be any: only the desk knows which one the command made.
    let made = number.map(|number| visit.desk().id_of(TicketRef::Number(number)));
    if let Some(Ok(Ok(ticket))) = made {
        let summary = first_words(form.text("description"));
        list_report(visit, ticket, number, visit.desk().now(), &summary);
    }
    discard_reported(visit, form);
}

fn list_report(
    visit: &dyn Visit,
    ticket: TicketId,
    number: Option<u64>,
    reported_at: DateTime<Utc>,
    summary: &str,
) {
    // The list belongs to users: what the helpdesk reports for others is in its queue.
    if visit.role_or_user() == Role::User {
        let listed = visit.drafts().reported(ticket, number, reported_at, summary);
        log_failure("a report could not be listed", listed);
    }
}

fn discard_reported(visit: &dyn Visit, form: &Form) {
    remember(visit, form);
    let closed = form.optional("again").unwrap_or_default();
    let own = key(visit, FormKind::ReportAgain, closed);
    for key in [own].into_iter().chain(origin(visit, form).unwrap_or_default()) {
        log_failure(
            "the draft of an accepted report could not be deleted",
            visit.drafts().discard(key),
        );
    }
}

/// The beginning of a text, on one line.
#[must_use]
pub fn first_words(text: &str) -> String {
    text.split_whitespace()
        .flat_map(|word| [word, " "])
        .flat_map(str::chars)
        .take(200)
        .collect()
}

fn remember(visit: &dyn Visit, form: &Form) {
    visit.remember_name(form);
    if let Ok(command) = form.command() {
        visit.session().acknowledged.add(command);
    }
}

/// The draft whose text a form contains, if the form reports a closed ticket again.
fn origin(visit: &dyn Visit, form: &Form) -> Result<Option<DraftKey>, FormError> {
    let from: Option<FormKind> = form.optional("from")?;
    let closed = form.optional("again")?;
    Ok(from
        .zip(closed)
        .map(|(kind, closed)| key(visit, kind, Some(closed))))
}

fn log_failure(what: &str, done: Result<(), StoreError>) {
    if let Err(error) = done {
        tracing::error!(%error, "{what}");
    }
}

fn key(visit: &dyn Visit, kind: FormKind, ticket: Option<TicketId>) -> DraftKey {
    let form = match kind {
        // A report with a ticket reports this closed ticket again.
        FormKind::Report | FormKind::ReportAgain => store::FormKind::Report,
        FormKind::Edit => store::FormKind::Edit,
        FormKind::Message => store::FormKind::Message,
    };
    DraftKey {
        form,
        ticket,
        role: visit.role_or_user(),
    }
}
