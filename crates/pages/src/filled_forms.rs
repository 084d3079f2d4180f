//! The forms that people write in, filled with a draft.

use chrono::{DateTime, Utc};
use tickets::{Assignment, TicketId};
use ui::hint::Hints;
use ui::report::ReportForm;
use ui::ticket_forms::{Composer, Editor};

use crate::drafting::Draft;
use crate::form::{Form, FormError};
use crate::visit::Visit;

/// The report form with these fields. A form without ids gets new ones.
pub fn report_form<'a>(
    visit: &dyn Visit,
    form: &'a Form,
    hints: Hints,
    assignment: Option<&'a Assignment>,
    draft_saved: Option<DateTime<Utc>>,
) -> Result<ReportForm<'a>, FormError> {
    let for_someone = visit.is_for_someone(form);
    Ok(ReportForm {
        command: form.optional("command")?.unwrap_or_default(),
        ticket: form.optional("ticket")?.unwrap_or_default(),
        description: form.text("description"),
        place: form.text("place"),
        name: form.text(if for_someone { "reporter_name" } else { "name" }),
        contact: for_someone.then(|| form.text("contact")),
        hints,
        assignment,
        again: form.optional("again")?,
        from: form.text("from"),
        answer: visit.is_answer(form),
        draft_saved,
        clock: visit.clock(),
    })
}

/// The editor with a draft.
pub fn editor<'a>(
    visit: &dyn Visit,
    draft: &'a Draft,
    ticket: TicketId,
    hints: Hints,
) -> Result<Editor<'a>, FormError> {
    let form = &draft.form;
    Ok(Editor {
        ticket,
        command: form.optional("command")?.unwrap_or_default(),
        version: form.optional("version")?.unwrap_or_default(),
        description: form.text("description"),
        place: form.text("place"),
        name: form.text("name"),
        hints,
        draft_saved: draft.saved_at,
        clock: visit.clock(),
    })
}

/// The composer with a draft.
pub fn composer<'a>(
    visit: &dyn Visit,
    draft: &'a Draft,
    ticket: TicketId,
    hints: Hints,
) -> Result<Composer<'a>, FormError> {
    let form = &draft.form;
    Ok(Composer {
        ticket,
        role: visit.role_or_user(),
        command: form.optional("command")?.unwrap_or_default(),
        body: form.text("body"),
        name: form.text("name"),
        hints,
        draft_saved: draft.saved_at,
        clock: visit.clock(),
    })
}
