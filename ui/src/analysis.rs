//! The panels of the analyses: the figure in a sentence, the chart, and the same numbers as a table. The
//! services draw them (each its own); the page around them is in `analyses.rs`.
//!
//! A chart is a `<figure data-chart>` with the option for ECharts in a script of JSON. Colours stand in it as
//! `var(--it)`, for the page to fill in. What stands in a `data-query`, and as `query` in a bar of the chart,
//! is the search that lists the tickets of that number.

mod backlog;
mod category_load;
mod resolution_time;
mod scope;
mod words;

pub use backlog::{Backlog, BacklogRow};
pub use category_load::{CategoryLoad, CategoryLoadRow};
pub use resolution_time::{MonthRow, ResolutionTime};
pub use scope::Scope;
pub use words::{amount, counted, day, duration, span};

use serde_json::Value;

/// A chart: what it shows in a sentence, and the option by which ECharts draws it.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What the chart shows, as a sentence.
    pub finding: String,
    /// The option.
    pub option: Value,
}
