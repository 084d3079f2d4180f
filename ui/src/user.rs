//! The user's page: report a problem; below it the tickets of the campus.

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
    /// The top.
    pub header: Header,
    /// The report box, with its draft.
    pub form: ReportForm<'a>,
    /// What was reported here before.
    pub mine: MyReports<'a>,
    /// All open and active tickets.
    pub list: Rows<'a>,
}

/// "Reported on this laptop", `#my-reports`.
#[derive(Debug, Template)]
#[template(path = "user/my_reports.html")]
pub struct MyReports<'a> {
    /// The reports, newest first.
    pub reports: &'a [MyReport],
    /// How many of them are shown at most.
    pub shown: usize,
    /// How many to show next, if there are more.
    pub more: Option<usize>,
    /// The time.
    pub clock: WallClock,
}

impl HtmlSafe for MyReports<'_> {}

impl MyReports<'_> {
    /// The tickets whose changes concern it, for `data-tickets`.
    fn tickets(&self) -> String {
        let ids: Vec<String> = self.reports.iter().map(|report| report.id.to_string()).collect();
        ids.join(" ")
    }
}

/// The same as a partial swap, beside the answer to a report.
#[derive(Debug, Template)]
#[template(
    source = r##"<hx-partial hx-target="#my-reports" hx-swap="outerMorph">{{ mine }}</hx-partial>"##,
    ext = "html"
)]
pub struct MyReportsBeside<'a> {
    /// The list.
    pub mine: MyReports<'a>,
}

/// One report made on this laptop.
#[derive(Clone, Debug, PartialEq)]
pub struct MyReport {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: Option<u64>,
    /// Its first words; as they were when reported, if it has been closed.
    pub summary: String,
    /// How it goes.
    pub state: MyReportState,
}

/// How a report goes, as far as a user is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MyReportState {
    /// Open or active.
    Unclosed {
        /// Which of the two.
        status: Status,
        /// Whether the helpdesk has answered since it was last looked at here.
        unseen_answer: bool,
    },
    /// Closed, since when.
    Closed(DateTime<Utc>),
}
