//! One ticket on screen.

use chrono::{DateTime, Utc};
use desk::{NEWEST, Visible};
use store::{Anchor, Listing};
use tickets::{
    Category, CategoryBy, CommandId, Filter, Order, QueueRow, Role, Status, Ticket, TicketId, TicketPage,
};
use ui::Fragment;
use ui::hint::Hints;
use ui::ticket::{Gone, GoneView, TicketPane, TicketView, WhyGone};

use crate::drafting;
use crate::filled_forms::{composer, editor};
use crate::form_kind::FormKind;
use crate::report_again::Closed;
use crate::{Answer, CommandError, Form, Visit, report_again};

/// The number of other tickets at the same place that a ticket shows.
const SAME_PLACE: usize = 5;

/// The whole pane: the view, the editor if it has a draft, the composer with its draft.
pub fn open_ticket(visit: &dyn Visit, form: &Form) -> Answer {
    pane(visit, form.ticket()?)
}

/// Only the parts of the pane that refresh themselves, with as many messages as the form says.
pub fn ticket_view(visit: &dyn Visit, form: &Form) -> Answer {
    let shown = form.optional("shown")?.unwrap_or(NEWEST);
    view_with(visit, form.ticket()?, shown.max(NEWEST))
}

/// The pane of a ticket.
pub fn pane(visit: &dyn Visit, ticket: TicketId) -> Answer {
    let page = match visit.ticket_page(ticket, NEWEST)? {
        Visible::Full(page) => page,
        Visible::Closed { number, closed_at } => return closed(visit, ticket, (number, Some(closed_at))),
        Visible::NotFound => {
            return match visit.closed_at_hub(ticket) {
                Some(known) => closed(visit, ticket, known),
                None => gone(visit, WhyGone::Missing),
            };
        }
    };
    match page.ticket.closed_at {
        Some(closed_at) => read_only_pane(visit, &page, closed_at),
        None => writable_pane(visit, &page),
    }
}

fn writable_pane(visit: &dyn Visit, page: &TicketPage) -> Answer {
    let ticket = page.ticket.id;
    let edit = drafting::find(visit, FormKind::Edit, Some(ticket))?;
    let message = drafting::find(visit, FormKind::Message, Some(ticket))?;
    let open_editor = match edit.saved_at {
        Some(_) => Some(editor(visit, &edit, ticket, Hints::default())?),
        None => None,
    };
    let pane = TicketPane {
        view: render(visit, page)?,
        editor: open_editor,
        composer: Some(composer(visit, &message, ticket, Hints::default())?),
        left: None,
    };
    Ok(pane.html())
}

/// The pane of a closed ticket. A draft in it is offered again.
fn read_only_pane(visit: &dyn Visit, page: &TicketPage, closed_at: DateTime<Utc>) -> Answer {
    let draft = report_again::find(visit, page.ticket.id)?;
    let assignment = draft
        .as_ref()
        .and_then(|report| visit.assignment(report.text("description")));
    let offer = |report| {
        report_again::offer(
            visit,
            report,
            assignment.as_ref(),
            (page.ticket.number, Some(closed_at)),
        )
    };
    let pane = TicketPane {
        view: render(visit, page)?,
        editor: None,
        composer: None,
        left: draft.as_ref().map(offer).transpose()?,
    };
    Ok(pane.html())
}

/// The parts of the pane that refresh themselves.
pub fn view(visit: &dyn Visit, ticket: TicketId) -> Answer {
    view_with(visit, ticket, NEWEST)
}

/// The same, with the last `newest` messages.
fn view_with(visit: &dyn Visit, ticket: TicketId, newest: usize) -> Answer {
    match visit.ticket_page(ticket, newest)? {
        Visible::Full(page) => Ok(render(visit, &page)?.html()),
        Visible::Closed { number, closed_at } => Ok(gone_view(visit, ticket, (number, Some(closed_at)))),
        Visible::NotFound => match visit.closed_at_hub(ticket) {
            Some(known) => Ok(gone_view(visit, ticket, known)),
            None => gone(visit, WhyGone::Missing),
        },
    }
}

/// The parts of the pane that refresh themselves, of a page that was read.
pub fn render<'a>(visit: &dyn Visit, page: &'a TicketPage) -> Result<TicketView<'a>, CommandError> {
    Ok(TicketView {
        page,
        role: visit.role_or_user(),
        command: CommandId::new(),
        close_command: CommandId::new(),
        start_command: CommandId::new(),
        suggestion: suggestion(visit, page),
        same_place: same_place(visit, &page.ticket)?,
        other_desks: visit
            .hub()
            .map_or_else(Vec::new, |hub| hub.other_desks(page.ticket.id)),
        clock: visit.clock(),
    })
}

/// The newest other tickets at the ticket's place, for the helpdesk.
fn same_place(visit: &dyn Visit, ticket: &Ticket) -> Result<Vec<QueueRow>, CommandError> {
    let Some(place) = ticket
        .place
        .as_ref()
        .filter(|_| visit.role_or_user() == Role::Helpdesk)
    else {
        return Ok(Vec::new());
    };
    let listing = Listing {
        filter: Filter {
            place: Some(place.to_string()),
            ..Filter::default()
        },
        order: Order::Newest,
        at: Anchor::Start,
        limit: SAME_PLACE + 1,
    };
    let mut rows = visit.desk().rows(Role::Helpdesk, listing)?.items;
    rows.retain(|row| row.id != ticket.id);
    rows.truncate(SAME_PLACE);
    Ok(rows)
}

/// The category that the text of an active ticket looks like since an edit, if it is another one. An edit does not
/// change the category of a ticket that somebody works on, but the helpdesk should notice.
fn suggestion(visit: &dyn Visit, page: &TicketPage) -> Option<Category> {
    let ticket = &page.ticket;
    let automatic = ticket.status == Status::Active && ticket.category_by == CategoryBy::Classifier;
    if visit.role_or_user() != Role::Helpdesk || !automatic || !page.edited_since_start() {
        return None;
    }
    let now = visit.desk().classify(ticket.description.as_str());
    Some(now.category).filter(|category| now.sure && *category != ticket.category)
}

/// A ticket that a user may not see any more: their draft in it as a new report, or that it is closed.
fn closed(visit: &dyn Visit, ticket: TicketId, (number, closed_at): Closed) -> Answer {
    match report_again::find(visit, ticket)? {
        Some(report) => report_again::offer_html(visit, &report, (number, closed_at)),
        None => gone(visit, WhyGone::Closed { number, closed_at }),
    }
}

fn gone_view(visit: &dyn Visit, ticket: TicketId, (number, closed_at): Closed) -> String {
    let gone = GoneView {
        ticket,
        number,
        closed_at,
        clock: visit.clock(),
    };
    gone.html()
}

fn gone(visit: &dyn Visit, why: WhyGone) -> Answer {
    Ok(Gone {
        why,
        clock: visit.clock(),
    }
    .html())
}
