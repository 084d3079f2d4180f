//! The panel of the analysis resolution-time.

use askama::Template;

use super::{Chart, Scope, amount, duration};
use crate::wall_clock::When;

/// How long tickets took, by the month in which they were opened.
#[derive(Debug, Template)]
#[template(path = "analysis/resolution_time.html")]
pub struct ResolutionTime<'a> {
    /// Which tickets.
    pub scope: Scope<'a>,
    /// The same as a chart.
    pub chart: Chart,
    /// The months, oldest first.
    pub rows: Vec<MonthRow>,
    /// Since when the desk has not answered.
    pub silent_since: Option<When>,
}

/// A month.
#[derive(Clone, Debug)]
pub struct MonthRow {
    /// Which: "March 2026".
    pub month: String,
    /// How many of its tickets are closed.
    pub closed: u64,
    /// From opening to closing, on average.
    pub mean_seconds: f64,
    /// Half of them took no longer.
    pub median_seconds: f64,
    /// Nine in ten took no longer.
    pub p90_seconds: f64,
    /// Whether it stands on too few tickets to say much.
    pub few: bool,
    /// The search for its closed tickets.
    pub query: Option<String>,
}

impl ResolutionTime<'_> {
    fn closed(&self) -> u64 {
        self.rows.iter().map(|row| row.closed).sum()
    }

    /// The average over all months.
    fn mean_seconds(&self) -> f64 {
        let total: f64 = self
            .rows
            .iter()
            .map(|row| row.mean_seconds * row.closed as f64)
            .sum();
        total / self.closed() as f64
    }
}
