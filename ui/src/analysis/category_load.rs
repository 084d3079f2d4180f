//! The panel of the analysis category-load.

use askama::Template;
use tickets::Category;

use super::{Chart, Scope, amount};
use crate::filters;
use crate::wall_clock::When;

/// How many tickets each category has active and open.
#[derive(Debug, Template)]
#[template(path = "analysis/category_load.html")]
pub struct CategoryLoad<'a> {
    /// Which tickets.
    pub scope: Scope<'a>,
    /// The same as a chart.
    pub chart: Chart,
    /// One row for each category.
    pub rows: Vec<CategoryLoadRow>,
    /// Since when the desk has not answered.
    pub silent_since: Option<When>,
}

/// A category.
#[derive(Clone, Debug)]
pub struct CategoryLoadRow {
    /// Which.
    pub category: Category,
    /// How many are being worked on.
    pub active: u64,
    /// How many nobody has taken on.
    pub open: u64,
    /// The search for the active ones.
    pub active_query: Option<String>,
    /// The search for the open ones.
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
