//! News about the reports of this laptop, for notifications of the desktop: each answer and each closing is announced once.
//!
//! ```text
//!   the reports of this laptop, and what was announced of them ─┐
//!   their threads and states at the desk ───────────────────────┼─▶ decide ─▶ News ─▶ the desktop
//!   the ticket on screen, and whether the window is in front ───┘      └────▶ what was announced
//! ```

use desk::{Reader, Visible};
use store::{Notified, ReportedHere};
use tickets::{Message, Role, Ticket, TicketId};

use crate::failure::CommandError;
use crate::visit::{Managed, Visit};

/// Something that a reporter should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The ticket of the report.
    pub ticket: TicketId,
    /// Its number.
    pub number: Option<u64>,
    /// The first words of the report, as its reporter wrote them.
    pub summary: String,
    /// What happened.
    pub happened: Happened,
}

/// What the helpdesk did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It wrote a message.
    Answered,
    /// It closed the ticket.
    Closed,
    /// Both.
    AnsweredAndClosed,
}

impl News {
    /// The title of the notification.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self.happened {
            Happened::Answered => "The helpdesk answered your report",
            Happened::Closed => "The helpdesk closed your report",
            Happened::AnsweredAndClosed => "The helpdesk answered and closed your report",
        }
    }

    /// The text of the notification: the reporter's own words. What the helpdesk wrote is only in the window.
    #[must_use]
    pub fn text(&self) -> String {
        let summary = self.summary.trim_end();
        match self.number {
            Some(number) => format!("#{number} {summary}"),
            None => summary.to_owned(),
        }
    }
}

/// What the laptop does with the news of its reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// It follows them, and shows notifications.
    Show,
    /// It follows them silently: turned on later, notifications begin with what happens then.
    Silent,
    /// It does not follow them.
    None,
}

/// What the settings allow. On a desk of its own, the helpdesk answers on this very computer. On a shared computer, the
/// next person would see notifications for the person before.
#[must_use]
pub const fn policy(managed: &Managed, has_hub: bool) -> Policy {
    match (has_hub && !managed.shared, managed.notifications) {
        (false, _) => Policy::None,
        (true, false) => Policy::Silent,
        (true, true) => Policy::Show,
    }
}

/// What happened to a report since the last notification; `None`: nothing, or the reporter has read it.
///
/// `announced` is `None` for a report of an earlier version, whose news are not new. `read` is the number of messages that
/// the reporter has read. `is_on_screen`: the ticket is on screen, in the window in front.
#[must_use]
pub fn decide(now: Notified, announced: Option<Notified>, read: u32, is_on_screen: bool) -> Option<Happened> {
    let announced = announced.filter(|_| !is_on_screen)?;
    let answered = now.answers > announced.answers && read < now.messages;
    let closed = now.closed && !announced.closed;
    match (answered, closed) {
        (true, true) => Some(Happened::AnsweredAndClosed),
        (true, false) => Some(Happened::Answered),
        (false, true) => Some(Happened::Closed),
        (false, false) => None,
    }
}

/// The news since the last call. They count as announced before they are returned: after a crash, a notification may be
/// missing, but is never shown twice. Nothing is taken while the window is the helpdesk's.
///
/// # Errors
/// Those of the store. A report whose state cannot be saved has no news: they would be repeated with each change.
pub fn take(visit: &dyn Visit) -> Result<Vec<News>, CommandError> {
    let mut news = Vec::new();
    if visit.role_or_user() != Role::User {
        return Ok(news);
    }
    for (report, announced) in visit.drafts().awaited()? {
        let Some((now, number)) = present_state(visit, &report, announced)? else {
            continue;
        };
        if announced == Some(now) {
            continue;
        }
        if let Err(error) = visit.drafts().notified(report.ticket, now) {
            tracing::warn!(%error, "the news of a report could not be saved, so no notification shows them");
            continue;
        }
        let on_screen = visit.session().on_screen();
        let is_read = on_screen.is_some_and(|shown| shown.in_front && shown.ticket == report.ticket);
        news.extend(
            decide(now, announced, report.messages_seen, is_read).map(|happened| News {
                ticket: report.ticket,
                number,
                summary: report.summary,
                happened,
            }),
        );
    }
    Ok(news)
}

/// The state of a report, with its number; `None` if the desk does not know the ticket yet.
fn present_state(
    visit: &dyn Visit,
    report: &ReportedHere,
    announced: Option<Notified>,
) -> Result<Option<(Notified, Option<u64>)>, CommandError> {
    let before = announced.unwrap_or_default();
    let Visible::Full(ticket) = visit.desk().ticket(Reader::OwnReport, report.ticket.into())? else {
        // A closed ticket has left the laptop, with its thread.
        let closed = Notified {
            closed: true,
            ..before
        };
        let known = visit.closed_at_hub(report.ticket);
        return Ok(known.map(|(number, _)| (closed, number.or(report.number))));
    };
    let answers = if ticket.messages == before.messages {
        before.answers
    } else {
        answers(visit, &ticket)?
    };
    let now = Notified {
        messages: ticket.messages,
        answers,
        closed: ticket.closed_at.is_some(),
    };
    Ok(Some((now, ticket.number)))
}

/// The number of messages that the helpdesk wrote in a ticket.
fn answers(visit: &dyn Visit, ticket: &Ticket) -> Result<u32, CommandError> {
    let all = usize::try_from(ticket.messages).unwrap_or(usize::MAX);
    let thread = visit
        .desk()
        .messages_before(Reader::OwnReport, ticket.id.into(), None, all)?;
    let Visible::Full(thread) = thread else {
        return Ok(0);
    };
    let is_answer = |message: &&Message| message.role == Role::Helpdesk;
    Ok(u32::try_from(thread.iter().filter(is_answer).count()).unwrap_or(u32::MAX))
}
