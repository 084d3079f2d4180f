//! The figures as a table: a row for each month, durations in hours.

use follower::{Moment, Table, hours};

use crate::figures::{MonthFigures, ResolutionFigures};
use crate::panel::is_over;

pub fn table(figures: &ResolutionFigures, moment: Moment) -> Table {
    let columns = [
        "month",
        "month_is_over",
        "closed",
        "left_out",
        "median_hours",
        "average_hours",
        "p90_hours",
    ];
    Table {
        header: columns.map(str::to_owned).into(),
        rows: figures.months.iter().map(|month| row(month, moment)).collect(),
    }
}

fn row(month: &MonthFigures, moment: Moment) -> Vec<String> {
    let is_over = if is_over(month.month, moment) { "yes" } else { "no" };
    vec![
        month.month.format("%Y-%m").to_string(),
        is_over.to_owned(),
        month.spread.closed.to_string(),
        month.left_out.to_string(),
        hours(month.spread.median_seconds),
        hours(month.spread.mean_seconds),
        hours(month.spread.p90_seconds),
    ]
}
