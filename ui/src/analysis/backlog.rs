//! The panel of the analysis backlog.

use askama::Template;
use tickets::Category;

use super::{Chart, Scope, amount, counted};
use crate::filters;
use crate::wall_clock::When;

/// The tickets that are not closed: all of them by age, then those of a period by the time of opening.
#[derive(Debug, Template)]
#[template(path = "analysis/backlog.html")]
pub struct Backlog<'a> {
    /// The filters.
    pub scope: Scope<'a>,
    /// All tickets that are not closed.
    pub all: BacklogByAge<'a>,
    /// The number of tickets of the period.
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

/// All tickets that are not closed, by age.
#[derive(Debug)]
pub struct BacklogByAge<'a> {
    /// The filters, without the period.
    pub scope: Scope<'a>,
    /// The number of these tickets.
    pub count: u64,
    /// The search for these tickets.
    pub query: String,
    /// The number of tickets among them that are dated in the future.
    pub ahead: u64,
    /// The search for the tickets that are dated in the future.
    pub ahead_query: String,
    /// The search for the ticket that waits longest.
    pub oldest_query: Option<String>,
    /// The figures as a chart.
    pub chart: Chart,
    /// The ages, youngest first.
    pub rows: Vec<BacklogRow>,
}

/// An age, or a part of the period.
#[derive(Clone, Debug)]
pub struct BacklogRow {
    /// The age, or the span of time: "Mon 23 Nov, 9:00–10:00".
    pub name: String,
    /// The number of tickets by category, in the order of `Category::ALL`.
    pub by_category: Vec<u64>,
    /// The number of tickets in all categories.
    pub count: u64,
    /// The search for these tickets.
    pub query: Option<String>,
}

fn is_are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
