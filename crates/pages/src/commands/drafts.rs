//! Saving and discarding drafts.

use ui::Fragment;
use ui::hint::Hints;
use ui::ticket_forms::DraftSaved;

use super::{edit, message, ticket};
use crate::drafting;
use crate::filled_forms::report_form;
use crate::form_kind::FormKind;
use crate::{Answer, Form, Visit};

/// Saves what was typed so far.
pub fn save_draft(visit: &dyn Visit, form: &Form) -> Answer {
    let kind: FormKind = form.required("page")?;
    let at = drafting::save(visit, kind, kind.ticket(form)?, form)?;
    Ok(DraftSaved {
        at,
        clock: visit.clock(),
    }
    .html())
}

/// Deletes what was typed; answers with the empty form.
pub fn discard_draft(visit: &dyn Visit, form: &Form) -> Answer {
    let kind: FormKind = form.required("page")?;
    let ticket = kind.ticket(form)?;
    drafting::discard(visit, kind, ticket, form)?;
    match (kind, ticket) {
        (FormKind::Edit, Some(ticket)) => edit::close_editor(visit, ticket),
        (FormKind::Message, Some(ticket)) => message::empty_composer(visit, form, ticket),
        (FormKind::ReportAgain, Some(ticket)) => ticket::pane(visit, ticket),
        _ => {
            let empty = visit.signed(Form::default());
            Ok(report_form(visit, &empty, Hints::default(), None, None)?.html())
        }
    }
}
