//! The panel of the analysis resolution-time.

use askama::Template;

use super::{Chart, Scope, amount, duration};
use crate::wall_clock::When;

/// The time from opening to closing, by month of opening.
#[derive(Debug, Template)]
#[template(path = "analysis/resolution_time.html")]
pub struct ResolutionTime<'a> {
    /// The filters.
    pub scope: Scope<'a>,
    /// The figures as a chart.
    pub chart: Chart,
    /// The months, oldest first.
    pub rows: Vec<MonthRow>,
    /// The time of the figures, if the desk does not answer.
    pub silent_since: Option<When>,
}

/// The figures of a month.
#[derive(Clone, Debug)]
pub struct MonthRow {
    /// The month: "March 2026".
    pub month: String,
    /// The number of its tickets that are closed.
    pub closed: u64,
    /// The average time, in seconds.
    pub mean_seconds: f64,
    /// The median time, in seconds.
    pub median_seconds: f64,
    /// The 90th percentile, in seconds.
    pub p90_seconds: f64,
    /// Whether the number of tickets is too small for a reliable figure.
    pub few: bool,
    /// The search for these tickets.
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
