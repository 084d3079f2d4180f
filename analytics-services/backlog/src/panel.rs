//! The panel: bars along the period, coloured by category.

use anyhow::Context;
use follower::chart::{Bar, Bars, Plan, colour_of};
use follower::{Moment, Question, Search};
use tickets::Category;
use ui::analysis::{Backlog, BacklogRow, Chart, amount, span};

use crate::backlog::{Bucket, NotClosed};
use crate::finding::finding;

/// The panel as an HTML fragment.
pub fn draw(answer: &NotClosed, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let search = Search::about(question, moment.calendar).unclosed();
    let panel = Backlog {
        scope: question.scope(),
        count: answer.count,
        any_opened: answer.any_opened,
        query: search.clone().opened(answer.since, answer.until).text(),
        chart: chart(answer, question, moment, &search)?,
        rows: answer
            .buckets
            .iter()
            .map(|bucket| row(bucket, moment, &search))
            .collect(),
        silent_since: moment.silent_since(),
    };
    askama::Template::render(&panel).context("filling the panel")
}

fn row(bucket: &Bucket, moment: Moment, search: &Search) -> BacklogRow {
    BacklogRow {
        span: span(bucket.from, bucket.to, moment.calendar.zone),
        by_category: bucket.by_category.to_vec(),
        count: bucket.count,
        query: query(search.clone(), bucket, bucket.count),
    }
}

/// The search for the tickets of a bar; none where there are none.
fn query(search: Search, bucket: &Bucket, count: u64) -> Option<String> {
    search.opened(bucket.from, bucket.to).text().filter(|_| count > 0)
}

fn chart(answer: &NotClosed, question: &Question, moment: Moment, search: &Search) -> anyhow::Result<Chart> {
    let categories = Category::ALL.into_iter().enumerate();
    let asked = categories.filter(|(_, category)| question.category.is_none_or(|asked| asked == *category));
    let bars: Vec<_> = asked
        .map(|(at, category)| bars(answer, at, category, moment, search))
        .collect();
    Plan {
        finding: finding(answer, moment),
        names: names(answer, moment),
        unit: "{value}",
        lying: false,
        stacked: bars.len() > 1,
        bars,
        lines: Vec::new(),
    }
    .draw()
}

/// The bars of the category that stands at this place in every bucket.
fn bars(answer: &NotClosed, at: usize, category: Category, moment: Moment, search: &Search) -> Bars {
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
    Bars {
        name: category.title().to_owned(),
        colour: colour_of(category),
        bars: answer.buckets.iter().map(bar).collect(),
    }
}

/// What stands under the bars: as much of the time as the parts are apart.
fn names(answer: &NotClosed, moment: Moment) -> Vec<String> {
    let step = answer
        .buckets
        .iter()
        .map(|bucket| bucket.to - bucket.from)
        .max()
        .unwrap_or_default();
    let form = match (step.num_hours(), step.num_days()) {
        (0..=1, _) => "%a %-H:%M",
        (_, 0) => "%a %-d %b, %-H:%M",
        (_, 1) => "%a %-d %b",
        (_, ..=7) => "%-d %b %Y",
        _ => "%b %Y",
    };
    let name = |bucket: &Bucket| moment.calendar.local(bucket.from).format(form).to_string();
    answer.buckets.iter().map(name).collect()
}
