//! Reporting a problem.

use desk::{NEWEST, Visible};
use tickets::{Refusal, Role, Ticket};
use ui::Fragment;
use ui::hint::Hints;
use ui::hub::Link;
use ui::reason::AssignmentNote;
use ui::report::{PlaceOptions, ReportAgain, ReportForSomeone, ReportForm, Reported};
use ui::user::UserPage;

use super::{list, my_reports, refused, ticket};
use crate::drafting::{self, Draft};
use crate::filled_forms::report_form;
use crate::form_kind::FormKind;
use crate::report_again;
use crate::{Answer, Form, Visit, fields};

/// The number of places that are suggested.
const SUGGESTIONS: usize = 8;

/// The category that the classifier assigns to the text so far, with the reasons.
pub fn classify(visit: &dyn Visit, form: &Form) -> Answer {
    let assignment = visit.assignment(form.text("description"));
    Ok(AssignmentNote {
        assignment: assignment.as_ref(),
    }
    .html())
}

/// Known places that begin with the text so far.
pub fn suggest_places(visit: &dyn Visit, form: &Form) -> Answer {
    let places = visit.desk().places(form.text("place"), SUGGESTIONS)?;
    Ok(PlaceOptions { places: &places }.html())
}

/// Sends a report. Its draft is deleted once the desk has acknowledged the report.
pub fn report_ticket(visit: &dyn Visit, form: &Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    let fields = match fields::report(form) {
        Ok(fields) => fields,
        Err(hints) => return filled_form(visit, form, hints),
    };
    let report = desk::Report {
        description: fields.description,
        place: fields.place,
        follows: form.optional("again")?,
        reporter: fields.reporter,
    };
    let caller = visit.caller(form);
    let decision = visit.desk().report(&caller, command, ticket, report)?;
    match decision {
        Ok(sent) => accepted(visit, form, &sent.ticket),
        Err(refusal) => refuse(visit, form, &refusal),
    }
}

fn accepted(visit: &dyn Visit, form: &Form, ticket: &Ticket) -> Answer {
    drafting::acknowledge_report(visit, form, ticket);
    Ok(confirmation(visit, form, ticket)? + &my_reports::beside(visit)?)
}

/// The confirmation of a report again, once the hub has given it a number.
pub fn reported(visit: &dyn Visit, form: &Form) -> Answer {
    match visit.ticket_page(form.ticket()?, 0)? {
        Visible::Full(page) => confirmation(visit, form, &page.ticket),
        Visible::Closed { .. } | Visible::NotFound => filled_form(visit, &Form::default(), Hints::default()),
    }
}

fn confirmation(visit: &dyn Visit, form: &Form, ticket: &Ticket) -> Answer {
    let again = form.optional("again")?;
    let reported = Reported {
        ticket,
        role: visit.role_or_user(),
        again,
        more_left: again.is_some_and(|closed| report_again::has_more(visit, closed)),
        link: visit.hub().map_or(Link::Online, |hub| hub.standing().link),
    };
    Ok(reported.html())
}

fn refuse(visit: &dyn Visit, form: &Form, refusal: &Refusal) -> Answer {
    if let Refusal::AcceptedThenClosed { number, .. } = refusal {
        drafting::acknowledge_repeated_report(visit, form, *number);
        return Ok(filled_form(visit, &Form::default(), Hints::default())? + &refused(refusal));
    }
    let form = form.to_send_again(refusal, &["command", "ticket"]);
    Ok(filled_form(visit, &form, Hints::default())? + &refused(refusal))
}

/// The form that reports a closed ticket again, linked to it.
pub fn report_again(visit: &dyn Visit, form: &Form) -> Answer {
    let page = match visit.ticket_page(form.ticket()?, NEWEST)? {
        Visible::Full(page) if page.ticket.closed_at.is_some() => page,
        _ => return ticket::pane(visit, form.ticket()?),
    };
    let draft = report_again::form_for(visit, &page.ticket)?;
    let number = page.ticket.number;
    with_draft(visit, &draft, |form| ReportAgain { number, form }.html())
}

/// The helpdesk's form for reporting on behalf of somebody, with its draft.
pub fn report_for_someone(visit: &dyn Visit, _: &Form) -> Answer {
    visit.helpdesk_only()?;
    let draft = drafting::find(visit, FormKind::Report, None)?;
    with_draft(visit, &draft, |form| ReportForSomeone { form }.html())
}

/// The user's page, with the draft of a report.
pub fn page(visit: &dyn Visit) -> Answer {
    let draft = drafting::find(visit, FormKind::Report, None)?;
    let list = list::for_user(visit, &Form::default())?;
    let reports = my_reports::reports(visit, my_reports::SHOWN)?;
    with_draft(visit, &draft, |form| {
        let page = UserPage {
            header: visit.header(Role::User),
            form,
            mine: my_reports::list(visit, &reports, my_reports::SHOWN),
            list: list.rows(),
        };
        page.html()
    })
}

/// A page with the form of a draft.
fn with_draft(visit: &dyn Visit, draft: &Draft, page: impl FnOnce(ReportForm<'_>) -> String) -> Answer {
    let assignment = visit.assignment(draft.form.text("description"));
    let (hints, saved_at) = (Hints::default(), draft.saved_at);
    Ok(page(report_form(
        visit,
        &draft.form,
        hints,
        assignment.as_ref(),
        saved_at,
    )?))
}

fn filled_form(visit: &dyn Visit, form: &Form, hints: Hints) -> Answer {
    let assignment = visit.assignment(form.text("description"));
    Ok(report_form(visit, form, hints, assignment.as_ref(), None)?.html())
}
