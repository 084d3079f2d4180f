//! The panel of the analysis backlog.

use askama::Template;
use tickets::Category;

use super::{Chart, Scope, amount};
use crate::filters;
use crate::wall_clock::When;

/// How many tickets of a period are not closed, and how they spread over it.
#[derive(Debug, Template)]
#[template(path = "analysis/backlog.html")]
pub struct Backlog<'a> {
    /// Which tickets.
    pub scope: Scope<'a>,
    /// How many.
    pub count: u64,
    /// Whether any were opened in the period, closed or not.
    pub any_opened: bool,
    /// The search for all of them.
    pub query: Option<String>,
    /// How they spread, as a chart.
    pub chart: Chart,
    /// The same, part by part.
    pub rows: Vec<BacklogRow>,
    /// Since when the desk has not answered.
    pub silent_since: Option<When>,
}

/// A part of the period.
#[derive(Clone, Debug)]
pub struct BacklogRow {
    /// When: "Mon 23 Nov, 9:00–10:00".
    pub span: String,
    /// How many of each category, in their usual order.
    pub by_category: Vec<u64>,
    /// How many in all.
    pub count: u64,
    /// The search for them.
    pub query: Option<String>,
}

impl Backlog<'_> {
    fn is_are(&self) -> &'static str {
        if self.count == 1 { "is" } else { "are" }
    }
}
