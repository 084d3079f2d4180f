//! The panel: bars over the period, coloured by category.

use anyhow::Context;
use chart::{Bar, BarChart, BarSeries, colour_of};
use follower::{Moment, Question, Search};
use tickets::Category;
use ui::analysis::{Backlog, BacklogRow, Chart, amount, span};

use crate::figures::{BacklogFigures, Bucket};
use crate::finding::finding;

/// The panel as an HTML fragment.
pub fn draw(figures: &BacklogFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let search = Search::about(question, moment.calendar).unclosed();
    let panel = Backlog {
        scope: question.scope(),
        count: figures.count,
        any_opened: figures.any_opened,
        query: Some(search.clone().opened(figures.since, figures.until).text()),
        chart: chart(figures, question, moment, &search)?,
        rows: figures
            .buckets
            .iter()
            .map(|bucket| row(bucket, moment, &search))
            .collect(),
        silent_since: moment.silent_since(),
    };
    askama::Template::render(&panel).context("rendering the panel")
}

fn row(bucket: &Bucket, moment: Moment, search: &Search) -> BacklogRow {
    BacklogRow {
        span: span(bucket.from, bucket.to, moment.calendar.zone),
        by_category: bucket.by_category.to_vec(),
        count: bucket.count,
        query: query(search.clone(), bucket, bucket.count),
    }
}

/// The search for the tickets of a bar; `None` for a bar without tickets.
fn query(search: Search, bucket: &Bucket, count: u64) -> Option<String> {
    (count > 0).then(|| search.opened(bucket.from, bucket.to).text())
}

fn chart(
    figures: &BacklogFigures,
    question: &Question,
    moment: Moment,
    search: &Search,
) -> anyhow::Result<Chart> {
    let categories = Category::ALL.into_iter().enumerate();
    let shown = categories.filter(|(_, category)| question.category.is_none_or(|only| only == *category));
    let bars: Vec<_> = shown
        .map(|(at, category)| bars(figures, at, category, moment, search))
        .collect();
    BarChart {
        finding: finding(figures, moment),
        names: labels(figures, moment),
        unit: "{value}",
        horizontal: false,
        stacked: bars.len() > 1,
        bars,
        lines: Vec::new(),
    }
    .draw()
}

/// The bars of the category with index `at` in [`Bucket::by_category`].
fn bars(
    figures: &BacklogFigures,
    at: usize,
    category: Category,
    moment: Moment,
    search: &Search,
) -> BarSeries {
    let bar = |bucket: &Bucket| {
        let count = bucket.by_category.get(at).copied().unwrap_or_default();
        let when = span(bucket.from, bucket.to, moment.calendar.zone);
        Bar {
            value: (count > 0).then_some(count as f64),
            label: amount(count),
            hint: format!("{when}: {} of {}", amount(count), category.title()),
            query: query(search.clone().category(category), bucket, count),
            ..Bar::default()
        }
    };
    BarSeries {
        name: category.title().to_owned(),
        colour: colour_of(category),
        bars: figures.buckets.iter().map(bar).collect(),
    }
}

/// The labels under the bars: as precise as the bars are wide.
fn labels(figures: &BacklogFigures, moment: Moment) -> Vec<String> {
    let step = figures
        .buckets
        .iter()
        .map(|bucket| bucket.to - bucket.from)
        .max()
        .unwrap_or_default();
    let format = match (step.num_hours(), step.num_days()) {
        (0..=1, _) => "%a %-H:%M",
        (_, 0) => "%a %-d %b, %-H:%M",
        (_, 1) => "%a %-d %b",
        (_, ..=7) => "%-d %b %Y",
        _ => "%b %Y",
    };
    let label = |bucket: &Bucket| moment.calendar.local(bucket.from).format(format).to_string();
    figures.buckets.iter().map(label).collect()
}
