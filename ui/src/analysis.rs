//! The panels of the analyses: a figure as a sentence, a chart, and the numbers as a table. Each service renders
//! its own panel; the page around it is in `analyses.rs`.
//!
//! A chart is a `<figure data-chart>` with an ECharts option as JSON. The page replaces colours like `var(--it)`
//! in it. `data-query` in a table, and `query` in a bar of the chart, is the search for the counted tickets.

mod backlog;
mod category_load;
mod resolution_time;
mod scope;
mod words;

pub use backlog::{Backlog, BacklogByAge, BacklogRow};
pub use category_load::{CategoryLoad, CategoryLoadRow};
pub use resolution_time::{MonthRow, Overall, ResolutionTime};
pub use scope::Scope;
pub use words::{amount, counted, day, duration, is_repeated, span, waiting};

use serde_json::Value;

/// A chart and its caption.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The caption: the finding as a sentence.
    pub finding: String,
    /// The ECharts option.
    pub option: Value,
}
