//! The list "Reported on this laptop", with the state of each report.

use desk::{Reader, Visible};
use store::ReportedHere;
use tickets::{Role, Status, Ticket};
use ui::Fragment;
use ui::user::{MyReport, MyReports, MyReportsBeside};

use crate::drafting::first_words;
use crate::report_again::Closed;
use crate::{Answer, CommandError, Form, Visit};

/// The number of reports that are shown at first, and that each "show more" adds.
pub const SHOWN: usize = 20;

/// The list, with as many reports as the form says.
pub fn my_reports(visit: &dyn Visit, form: &Form) -> Answer {
    let shown = form.optional("shown")?.unwrap_or(SHOWN);
    Ok(list(visit, &reports(visit, shown)?, shown).html())
}

/// The list as a partial swap beside another answer, for a user: a new report is not announced to it, because it
/// refreshes only for the tickets that it holds.
pub fn beside(visit: &dyn Visit) -> Answer {
    match visit.role_or_user() {
        Role::User => Ok(MyReportsBeside {
            mine: list(visit, &reports(visit, SHOWN)?, SHOWN),
        }
        .html()),
        Role::Helpdesk => Ok(String::new()),
    }
}

/// The first `shown` of these reports, with "show more" if there are more.
pub fn list<'a>(visit: &dyn Visit, reports: &'a [MyReport], shown: usize) -> MyReports<'a> {
    MyReports {
        reports: reports.get(..shown).unwrap_or(reports),
        shown,
        more: (reports.len() > shown).then_some(shown.saturating_add(SHOWN)),
        clock: visit.clock(),
    }
}

/// The last reports, newest first: `shown`, and one more if there is one.
pub fn reports(visit: &dyn Visit, shown: usize) -> Result<Vec<MyReport>, CommandError> {
    let mut reports = Vec::new();
    for made in visit.drafts().last_reported(shown.saturating_add(1))? {
        let Visible::Full(ticket) = visit.desk().ticket(Reader::OwnReport, made.ticket.into())? else {
            reports.extend(visit.closed_at_hub(made.ticket).map(|known| closed(made, known)));
            continue;
        };
        let unseen_answer =
            ticket.messages > made.messages_seen && has_answer(visit, &ticket, made.messages_seen)?;
        reports.push(MyReport {
            id: made.ticket,
            number: ticket.number,
            summary: first_words(ticket.description.as_str()),
            status: ticket.status,
            closed_at: ticket.closed_at,
            unseen_answer,
        });
    }
    Ok(reports)
}

/// A report whose ticket has left the laptop.
fn closed(made: ReportedHere, (number, closed_at): Closed) -> MyReport {
    MyReport {
        id: made.ticket,
        number: number.or(made.number),
        summary: made.summary,
        status: Status::Closed,
        closed_at,
        unseen_answer: false,
    }
}

/// Whether the helpdesk wrote one of the messages after the first `seen`.
fn has_answer(visit: &dyn Visit, ticket: &Ticket, seen: u32) -> Result<bool, CommandError> {
    let unseen = usize::try_from(ticket.messages.saturating_sub(seen)).unwrap_or(usize::MAX);
    let unseen = visit
        .desk()
        .messages_before(Reader::OwnReport, ticket.id.into(), None, unseen)?;
    Ok(match unseen {
        Visible::Full(messages) => messages.iter().any(|message| message.role == Role::Helpdesk),
        Visible::Closed { .. } | Visible::NotFound => false,
    })
}
