//! The panel of the analysis category-load.

use askama::Template;
use tickets::Category;

use super::{Chart, Scope, amount};
use crate::filters;
use crate::wall_clock::When;

/// The active and open tickets by category.
#[derive(Debug, Template)]
#[template(path = "analysis/category_load.html")]
pub struct CategoryLoad<'a> {
    /// The filters.
    pub scope: Scope<'a>,
    /// The figures as a chart.
    pub chart: Chart,
    /// One row for each category.
    pub rows: Vec<CategoryLoadRow>,
    /// The time of the figures, if the desk does not answer.
    pub silent_since: Option<When>,
}

/// The figures of a category.
#[derive(Clone, Debug)]
pub struct CategoryLoadRow {
    /// The category.
    pub category: Category,
    /// The number of active tickets.
    pub active: u64,
    /// The number of open tickets.
    pub open: u64,
    /// The search for the active tickets.
    pub active_query: Option<String>,
    /// The search for the open tickets.
    pub open_query: Option<String>,
}

impl CategoryLoad<'_> {
    fn active(&self) -> u64 {
        self.rows.iter().map(|row| row.active).sum()
    }

    fn open(&self) -> u64 {
        self.rows.iter().map(|row| row.open).sum()
    }
}
