//! The panel: all tickets that are not closed by age, then those of the period as bars over time. Both are coloured by
//! category.

use anyhow::Context;
use chart::{Bar, BarChart, BarSeries, colour_of};
use follower::{Moment, Question, Search};
use tickets::Category;
use ui::analysis::{Backlog, BacklogByAge, BacklogRow, Chart, Scope, amount, is_repeated, span};

use crate::ages::{AgeGroup, Unclosed};
use crate::by_category::ByCategory;
use crate::figures::{BacklogFigures, Bucket};
use crate::finding::{finding, oldest};

/// The panel as an HTML fragment.
pub fn draw(figures: &BacklogFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let search = Search::about(question, moment.calendar).unclosed();
    let bars = bars_of_buckets(figures, moment, &search);
    let panel = Backlog {
        scope: question.scope(),
        all: by_age(&figures.unclosed, question, moment, &search)?,
        count: figures.count,
        any_opened: figures.any_opened,
        query: Some(search.clone().opened(figures.since, figures.until).text()),
        chart: BarChart {
            finding: finding(figures, moment),
            names: labels(figures, moment),
            unit: "{value}",
            ..stacked(&bars, question)
        }
        .draw()?,
        rows: bars.iter().map(StackedBar::row).collect(),
        silent_since: moment.silent_since(),
    };
    askama::Template::render(&panel).context("rendering the panel")
}

fn by_age<'a>(
    unclosed: &Unclosed,
    question: &'a Question,
    moment: Moment,
    search: &Search,
) -> anyhow::Result<BacklogByAge<'a>> {
    let bars: Vec<_> = unclosed
        .ages
        .iter()
        .map(|group| StackedBar::of_age(group, search))
        .collect();
    Ok(BacklogByAge {
        scope: Scope {
            period: None,
            ..question.scope()
        },
        count: unclosed.count,
        query: search.clone().text(),
        ahead: unclosed.ahead,
        ahead_query: search.clone().opened_since(moment.now).text(),
        oldest_query: unclosed.oldest.map(|oldest| {
            let end = oldest.opened_at + chrono::TimeDelta::milliseconds(1);
            search.clone().opened(oldest.opened_at, end).text()
        }),
        chart: age_chart(oldest(unclosed, moment), &bars, question)?,
        rows: bars.iter().map(StackedBar::row).collect(),
    })
}

fn age_chart(finding: String, bars: &[StackedBar], question: &Question) -> anyhow::Result<Chart> {
    BarChart {
        finding,
        names: bars.iter().map(|bar| bar.name.clone()).collect(),
        unit: "{value}",
        horizontal: true,
        ..stacked(bars, question)
    }
    .draw()
}

/// A bar of either chart, and a row of its table.
struct StackedBar {
    name: String,
    count: u64,
    by_category: ByCategory,
    /// The search for the bar's tickets.
    search: Search,
}

impl StackedBar {
    fn of_age(group: &AgeGroup, search: &Search) -> Self {
        let search = search.clone();
        Self {
            name: group.age.title().to_owned(),
            count: group.count,
            by_category: group.by_category,
            search: match (group.from, group.to) {
                (Some(from), Some(to)) => search.opened(from, to),
                (Some(from), None) => search.opened_since(from),
                (None, Some(to)) => search.opened_before(to),
                (None, None) => search,
            },
        }
    }

    fn of_bucket(bucket: &Bucket, moment: Moment, search: &Search) -> Self {
        Self {
            name: span(bucket.from, bucket.to, moment.calendar.zone),
            count: bucket.count,
            by_category: bucket.by_category,
            search: search.clone().opened(bucket.from, bucket.to),
        }
    }

    fn row(&self) -> BacklogRow {
        BacklogRow {
            name: self.name.clone(),
            by_category: self.by_category.0.to_vec(),
            count: self.count,
            query: (self.count > 0).then(|| self.search.clone().text()),
        }
    }

    /// The part of the bar that a category has.
    fn part(&self, category: Category) -> Bar {
        let count = self.by_category.of(category);
        Bar {
            value: (count > 0).then_some(count as f64),
            label: amount(count),
            hint: format!("{}: {} of {}", self.name, amount(count), category.title()),
            query: (count > 0).then(|| self.search.clone().category(category).text()),
            ..Bar::default()
        }
    }
}

fn bars_of_buckets(figures: &BacklogFigures, moment: Moment, search: &Search) -> Vec<StackedBar> {
    let buckets = figures.buckets.iter();
    buckets
        .map(|bucket| StackedBar::of_bucket(bucket, moment, search))
        .collect()
}

/// A chart with one series for each category.
fn stacked(bars: &[StackedBar], question: &Question) -> BarChart {
    let categories = Category::ALL.into_iter();
    let shown = categories.filter(|category| question.category.is_none_or(|only| only == *category));
    let series = shown.map(|category| BarSeries {
        name: category.title().to_owned(),
        colour: colour_of(category),
        bars: bars.iter().map(|bar| bar.part(category)).collect(),
    });
    BarChart {
        stacked: true,
        bars: series.collect(),
        ..BarChart::default()
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
        (_, 0) => "%a %-d %b\n%-H:%M",
        (_, 1) => "%a %-d %b",
        (_, ..=7) => "%-d %b %Y",
        (_, ..=100) => "%b %Y",
        _ => "%Y",
    };
    let label = |bucket: &Bucket| {
        let from = moment.calendar.local(bucket.from);
        let zone = if step.num_days() == 0 && is_repeated(from) {
            from.format(" %Z").to_string()
        } else {
            String::new()
        };
        format!("{}{zone}", from.format(format))
    };
    figures.buckets.iter().map(label).collect()
}
