//! The report form, and the page after the report.

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Utc};
use tickets::{Assignment, CommandId, Role, Ticket, TicketId};

use crate::WallClock;
use crate::hint::Hints;
use crate::hub::Link;
use crate::reason::AssignmentNote;

/// The report form, `#report` (`#report-again` for a text from a closed ticket).
#[derive(Debug, Template)]
#[template(path = "report/form.html")]
pub struct ReportForm<'a> {
    /// The id of the report command. It is saved with the draft, so that a report that was sent just before a
    /// crash is not sent twice.
    pub command: CommandId,
    /// The id of the new ticket.
    pub ticket: TicketId,
    /// The description so far.
    pub description: &'a str,
    /// The place so far.
    pub place: &'a str,
    /// The name so far: of the person who writes, or whose problem is reported.
    pub name: &'a str,
    /// How to reach the person whose problem the helpdesk reports, so far; `None` in a report of one's own problem.
    pub contact: Option<&'a str>,
    /// The hints at invalid fields.
    pub hints: Hints,
    /// The assignment of the description; `None` while it is empty.
    pub assignment: Option<&'a Assignment>,
    /// The closed ticket in which the text was written, if it is reported again.
    pub again: Option<TicketId>,
    /// The form of that ticket ("edit", "message"). Its draft is deleted with the report.
    pub from: &'a str,
    /// Whether the text is an answer of the helpdesk that was not sent: it is no report of a problem.
    pub answer: bool,
    /// The time of the last save.
    pub draft_saved: Option<DateTime<Utc>>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for ReportForm<'_> {}

impl ReportForm<'_> {
    fn note(&self) -> AssignmentNote<'_> {
        AssignmentNote {
            assignment: self.assignment,
        }
    }

    /// The id of the form. A user's page can contain both forms, so their ids differ.
    fn id(&self) -> &'static str {
        form_id(self.again)
    }
}

fn form_id(again: Option<TicketId>) -> &'static str {
    if again.is_some() { "report-again" } else { "report" }
}

/// The report form for the helpdesk, which reports somebody else's problem. Into `#ticket`.
#[derive(Debug, Template)]
#[template(path = "report/for_someone.html")]
pub struct ReportForSomeone<'a> {
    /// The form, with its draft.
    pub form: ReportForm<'a>,
}

/// The form that reports a closed ticket again. Into `#ticket`.
#[derive(Debug, Template)]
#[template(path = "report/again.html")]
pub struct ReportAgain<'a> {
    /// The number of the closed ticket.
    pub number: Option<u64>,
    /// The form, with its draft or with the texts of the closed ticket.
    pub form: ReportForm<'a>,
}

/// Replaces the sent form: the number of the ticket, and what happens next.
#[derive(Debug, Template)]
#[template(path = "report/reported.html")]
pub struct Reported<'a> {
    /// The new ticket.
    pub ticket: &'a Ticket,
    /// The role that sent the report.
    pub role: Role,
    /// The closed ticket in which the text was written, if it was reported again.
    pub again: Option<TicketId>,
    /// Whether that ticket has another draft.
    pub more_left: bool,
    /// The connection with the hub: while it is online, a report without a number gets it in a moment.
    pub link: Link,
}

impl Reported<'_> {
    /// The id of the form that it replaces.
    fn id(&self) -> &'static str {
        form_id(self.again)
    }
}

/// The suggestions for the place, as options of the field's datalist.
#[derive(Debug, Template)]
#[template(path = "report/place_options.html")]
pub struct PlaceOptions<'a> {
    /// The places, most used first.
    pub places: &'a [String],
}
