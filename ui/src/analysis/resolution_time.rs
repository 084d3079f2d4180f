//! The panel of the analysis resolution-time.

use askama::Template;

use super::{Chart, Scope, amount, counted, duration};
use crate::wall_clock::When;

/// The time from opening to closing, by month of opening.
#[derive(Debug, Template)]
#[template(path = "analysis/resolution_time.html")]
pub struct ResolutionTime<'a> {
    /// The filters.
    pub scope: Scope<'a>,
    /// All months together; `None` if no ticket is closed.
    pub overall: Option<Overall>,
    /// The number of closed tickets without a real duration.
    pub left_out: u64,
    /// The figures as a chart.
    pub chart: Chart,
    /// The months, oldest first.
    pub rows: Vec<MonthRow>,
    /// The time of the figures, if the desk does not answer.
    pub silent_since: Option<When>,
}

/// The figures of all months together.
#[derive(Clone, Copy, Debug)]
pub struct Overall {
    /// The number of closed tickets.
    pub closed: u64,
    /// The median time, in seconds.
    pub median_seconds: f64,
    /// The average time, in seconds.
    pub mean_seconds: f64,
    /// Whether the number of tickets is too small for a reliable figure.
    pub few: bool,
}

/// The figures of a month.
#[derive(Clone, Debug)]
pub struct MonthRow {
    /// The month: "March 2026".
    pub month: String,
    /// Whether the month is over: if not, more tickets will be opened in it.
    pub is_over: bool,
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
