//! The panel of the analysis backlog.

use askama::Template;
use tickets::Category;

use super::{Chart, Scope, amount};
use crate::filters;
use crate::wall_clock::When;

/// The tickets of a period that are not closed, by the time of opening.
#[derive(Debug, Template)]
#[template(path = "analysis/backlog.html")]
pub struct Backlog<'a> {
    /// The filters.
    pub scope: Scope<'a>,
    /// The number of these tickets.
    pub count: u64,
    /// Whether any ticket was opened in the period, closed ones included.
    pub any_opened: bool,
    /// The search for these tickets.
    pub query: Option<String>,
    /// The figures as a chart.
    pub chart: Chart,
    /// The parts of the period, oldest first.
    pub rows: Vec<BacklogRow>,
    /// The time of the figures, if the desk does not answer.
    pub silent_since: Option<When>,
}

/// A part of the period.
#[derive(Clone, Debug)]
pub struct BacklogRow {
    /// The span of time: "Mon 23 Nov, 9:00–10:00".
    pub span: String,
    /// The number of tickets by category, in the order of `Category::ALL`.
    pub by_category: Vec<u64>,
    /// The number of tickets in all categories.
    pub count: u64,
    /// The search for these tickets.
    pub query: Option<String>,
}

impl Backlog<'_> {
    fn is_are(&self) -> &'static str {
        if self.count == 1 { "is" } else { "are" }
    }
}
