//! The panel: two bars for each category, active and open tickets.

use anyhow::Context;
use chart::{Bar, BarChart, BarSeries, colour_of};
use follower::{Moment, Question, Search};
use tickets::Status;
use ui::analysis::{CategoryLoad, CategoryLoadRow, Chart, amount};

use crate::figures::{Load, LoadFigures};

/// The panel as an HTML fragment.
pub fn draw(figures: &LoadFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let loads = figures.categories.iter();
    let shown = loads.filter(|load| question.category.is_none_or(|only| only == load.category));
    let rows: Vec<_> = shown.map(|load| row(load, question, moment)).collect();
    let panel = CategoryLoad {
        scope: question.scope(),
        chart: chart(&rows)?,
        rows,
        silent_since: moment.silent_since(),
    };
    askama::Template::render(&panel).context("rendering the panel")
}

fn row(load: &Load, question: &Question, moment: Moment) -> CategoryLoadRow {
    let search = |status, count| {
        let search = Search::about(question, moment.calendar)
            .status(status)
            .category(load.category);
        let since = question.last.map(|last| last.since(moment.now));
        let search = match since {
            Some(since) => search.opened(since, moment.now),
            None => search,
        };
        (count > 0).then(|| search.text())
    };
    CategoryLoadRow {
        category: load.category,
        active: load.active,
        open: load.open,
        active_query: search(Status::Active, load.active),
        open_query: search(Status::Open, load.open),
    }
}

fn chart(rows: &[CategoryLoadRow]) -> anyhow::Result<Chart> {
    let active = |row: &CategoryLoadRow| bar(row, row.active, "active", row.active_query.as_ref());
    let open = |row: &CategoryLoadRow| Bar {
        pale: true,
        ..bar(row, row.open, "open", row.open_query.as_ref())
    };
    let bars = |name: &str, bar: &dyn Fn(&CategoryLoadRow) -> Bar| BarSeries {
        name: name.to_owned(),
        colour: "var(--accent)",
        bars: rows.iter().map(bar).collect(),
    };
    BarChart {
        finding: finding(rows),
        names: rows.iter().map(|row| row.category.title().to_owned()).collect(),
        unit: "{value}",
        horizontal: true,
        bars: vec![bars("Active", &active), bars("Open", &open)],
        ..BarChart::default()
    }
    .draw()
}

fn bar(row: &CategoryLoadRow, count: u64, status: &str, query: Option<&String>) -> Bar {
    let label = format!("{} {status}", amount(count));
    Bar {
        value: Some(count as f64),
        hint: format!("{}: {label}", row.category.title()),
        label,
        query: query.cloned(),
        pale: false,
        colour: Some(colour_of(row.category)),
    }
}

/// The category with the most active tickets, if it is a single one.
fn finding(rows: &[CategoryLoadRow]) -> String {
    let [only] = rows else {
        return most_loaded(rows);
    };
    format!(
        "{}: {} active, {} open",
        only.category.title(),
        amount(only.active),
        amount(only.open)
    )
}

fn most_loaded(rows: &[CategoryLoadRow]) -> String {
    let most = rows.iter().map(|row| row.active).max().unwrap_or_default();
    let mut with_most = rows.iter().filter(|row| row.active == most && most > 0);
    match (with_most.next(), with_most.next()) {
        (Some(row), None) => format!(
            "{} has the most active tickets: {}",
            row.category.title(),
            amount(most)
        ),
        (Some(_), Some(_)) => "No category has more active tickets than every other".to_owned(),
        _ => "No ticket is active".to_owned(),
    }
}
