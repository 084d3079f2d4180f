//! Reporting a problem.

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Utc};
use tickets::{Assignment, CommandId, Role, Ticket, TicketId};

use crate::WallClock;
use crate::hint::Hints;
use crate::reason::AssignmentNote;

/// The box in which a problem is described, `#report` (`#report-again` for the text of a closed ticket).
#[derive(Debug, Template)]
#[template(path = "report/form.html")]
pub struct ReportForm<'a> {
    /// The command that sending it will give. A draft keeps it, so that a report sent just before a
    /// crash is not sent twice.
    pub command: CommandId,
    /// The id of the ticket that will be.
    pub ticket: TicketId,
    /// What was typed so far.
    pub description: &'a str,
    /// Where, so far.
    pub place: &'a str,
    /// Who, if they said so.
    pub name: &'a str,
    /// What is wrong with it.
    pub hints: Hints,
    /// What the classifier says of the description so far; none while it is empty.
    pub assignment: Option<&'a Assignment>,
    /// The closed ticket in which the text was first written, if it is reported again.
    pub again: Option<TicketId>,
    /// Which page of that ticket it was written in ("edit", "message"): the draft that goes with the report.
    pub from: &'a str,
    /// When it was last saved.
    pub draft_saved: Option<DateTime<Utc>>,
    /// The time.
    pub clock: WallClock,
}

impl HtmlSafe for ReportForm<'_> {}

impl ReportForm<'_> {
    fn note(&self) -> AssignmentNote<'_> {
        AssignmentNote {
            assignment: self.assignment,
        }
    }

    /// Two such forms can be on a user's page at once; ids and labels must not clash.
    fn id(&self) -> &'static str {
        form_id(self.again)
    }
}

fn form_id(again: Option<TicketId>) -> &'static str {
    if again.is_some() { "report-again" } else { "report" }
}

/// The helpdesk reports what someone told it, into `#ticket`.
#[derive(Debug, Template)]
#[template(path = "report/for_someone.html")]
pub struct ReportForSomeone<'a> {
    /// The box, with its draft.
    pub form: ReportForm<'a>,
}

/// After reporting: the number and what happens next, in place of the form that was sent.
#[derive(Debug, Template)]
#[template(path = "report/reported.html")]
pub struct Reported<'a> {
    /// The new ticket.
    pub ticket: &'a Ticket,
    /// Who reported it; the helpdesk does for others.
    pub role: Role,
    /// The closed ticket whose text it was, if it was reported again.
    pub again: Option<TicketId>,
    /// Whether more text waits in that ticket.
    pub more_left: bool,
}

impl Reported<'_> {
    /// That of the form it replaces: the other form can be on the page too.
    fn id(&self) -> &'static str {
        form_id(self.again)
    }
}

/// Places used before, the options of the field's list.
#[derive(Debug, Template)]
#[template(path = "report/place_options.html")]
pub struct PlaceOptions<'a> {
    /// The places, most used first.
    pub places: &'a [String],
}
