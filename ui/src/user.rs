//! The user's page: the report form, the user's reports, and all open and active tickets.

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Utc};
use tickets::{Role, Status, TicketId};

use crate::WallClock;
use crate::entry::Header;
use crate::list::Rows;
use crate::report::ReportForm;

/// The whole page, into `#page`.
#[derive(Debug, Template)]
#[template(path = "user/page.html")]
pub struct UserPage<'a> {
    /// The bar at the top.
    pub header: Header,
    /// The report form, with its draft.
    pub form: ReportForm<'a>,
    /// The reports from this computer.
    pub mine: MyReports<'a>,
    /// All open and active tickets.
    pub list: Rows<'a>,
}

/// "Your reports from this computer", `#my-reports`.
#[derive(Debug, Template)]
#[template(path = "user/my_reports.html")]
pub struct MyReports<'a> {
    /// The reports, newest first.
    pub reports: &'a [MyReport],
    /// The number of reports shown at most.
    pub shown: usize,
    /// The next value of `shown`, if there are more reports.
    pub more: Option<usize>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for MyReports<'_> {}

impl MyReports<'_> {
    /// The ids of the tickets, for `data-tickets`.
    fn tickets(&self) -> String {
        let ids: Vec<String> = self.reports.iter().map(|report| report.id.to_string()).collect();
        ids.join(" ")
    }
}

/// [`MyReports`] as a partial swap next to another fragment.
#[derive(Debug, Template)]
#[template(
    source = r##"<hx-partial hx-target="#my-reports" hx-swap="outerMorph">{{ mine }}</hx-partial>"##,
    ext = "html"
)]
pub struct MyReportsBeside<'a> {
    /// The list.
    pub mine: MyReports<'a>,
}

/// A report from this computer.
#[derive(Clone, Debug, PartialEq)]
pub struct MyReport {
    /// The id of the ticket.
    pub id: TicketId,
    /// The number of the ticket.
    pub number: Option<u64>,
    /// The first words of the description.
    pub summary: String,
    /// The status.
    pub status: Status,
    /// The time of closing.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether the helpdesk has answered since the ticket was last open here.
    pub unseen_answer: bool,
}
