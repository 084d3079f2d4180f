//! The panel: a bar for each month's average, with lines for the median and the 90th percentile.

use anyhow::Context;
use chart::{Bar, BarChart, BarSeries, Line};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use follower::{Moment, Question, Search, months_later};
use tickets::Status;
use ui::analysis::{Chart, MonthRow, ResolutionTime, amount, duration};

use crate::figures::{MonthFigures, ResolutionFigures};

/// The figures of a month with fewer tickets are uncertain, and are drawn pale.
const FEW: u64 = 10;

/// With more months, the bars are too narrow for a label each.
const MOST_LABELS: usize = 14;

/// The panel as an HTML fragment.
pub fn draw(figures: &ResolutionFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let panel = ResolutionTime {
        scope: question.scope(),
        chart: chart(&figures.months, question, moment)?,
        rows: figures
            .months
            .iter()
            .map(|month| row(month, question, moment))
            .collect(),
        silent_since: moment.silent_since(),
    };
    askama::Template::render(&panel).context("rendering the panel")
}

fn row(month: &MonthFigures, question: &Question, moment: Moment) -> MonthRow {
    MonthRow {
        month: month.month.format("%B %Y").to_string(),
        closed: month.closed,
        mean_seconds: month.mean_seconds,
        median_seconds: month.median_seconds,
        p90_seconds: month.p90_seconds,
        few: month.closed < FEW,
        query: Some(query(month, question, moment)),
    }
}

/// The search for the tickets of a month.
fn query(month: &MonthFigures, question: &Question, moment: Moment) -> String {
    let (mut from, mut until) = span(month.month, moment);
    if let Some(last) = question.last {
        (from, until) = (from.max(last.since(moment.now)), until.min(moment.now));
    }
    let search = Search::about(question, moment.calendar);
    search.status(Status::Closed).opened(from, until).text()
}

fn span(month: NaiveDate, moment: Moment) -> (DateTime<Utc>, DateTime<Utc>) {
    let next = months_later(month, 1);
    (moment.calendar.start_of(month), moment.calendar.start_of(next))
}

fn chart(months: &[MonthFigures], question: &Question, moment: Moment) -> anyhow::Result<Chart> {
    let axis = without_gaps(months);
    let slowest = months
        .iter()
        .map(|month| month.p90_seconds.max(month.mean_seconds));
    let unit = Unit::for_duration(slowest.fold(0.0, f64::max));
    let with_labels = axis.len() <= MOST_LABELS;
    let bars = axis.iter().map(|(_, month)| {
        month.map(|month| Bar {
            query: Some(query(month, question, moment)),
            ..bar(month, unit, with_labels)
        })
    });
    let line = |name: &str, dashed, value: fn(&MonthFigures) -> f64| {
        let hint =
            |month: &MonthFigures| format!("{}: {name} {}", title(month.month), duration(value(month)));
        let point = |month: &MonthFigures| (Some(value(month) / unit.seconds()), hint(month));
        let points = axis.iter().map(|(_, month)| month.map(point).unwrap_or_default());
        Line {
            name: name.to_owned(),
            colour: "var(--quiet)",
            dashed,
            points: points.collect(),
        }
    };
    BarChart {
        finding: finding(months, moment),
        names: axis.iter().map(|(first, _)| title(*first)).collect(),
        unit: unit.axis(),
        horizontal: false,
        stacked: false,
        bars: vec![BarSeries {
            name: "Average".to_owned(),
            colour: "var(--accent)",
            bars: bars.map(Option::unwrap_or_default).collect(),
        }],
        lines: vec![
            line("median", false, |month| month.median_seconds),
            line("90th percentile", true, |month| month.p90_seconds),
        ],
    }
    .draw()
}

fn bar(month: &MonthFigures, unit: Unit, with_labels: bool) -> Bar {
    let few = month.closed < FEW;
    let average = duration(month.mean_seconds);
    Bar {
        value: Some(month.mean_seconds / unit.seconds()),
        label: match few {
            true => format!("n = {}", month.closed),
            false if with_labels => average.clone(),
            false => String::new(),
        },
        hint: format!(
            "{}: {average} on average, n = {}",
            title(month.month),
            amount(month.closed)
        ),
        pale: few,
        ..Bar::default()
    }
}

fn title(month: NaiveDate) -> String {
    month.format("%b %Y").to_string()
}

/// A longer axis leaves out the months without a closed ticket.
const MOST_MONTHS: i32 = 120;

/// The months from the first to the last; a month without a closed ticket has no figures.
fn without_gaps(months: &[MonthFigures]) -> Vec<(NaiveDate, Option<&MonthFigures>)> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Vec::new();
    };
    let number = |month: NaiveDate| month.year() * 12 + month.month0().cast_signed();
    if number(last.month) - number(first.month) >= MOST_MONTHS {
        return months.iter().map(|month| (month.month, Some(month))).collect();
    }
    let next = |month: &NaiveDate| Some(months_later(*month, 1)).filter(|next| *next <= last.month);
    let all = std::iter::successors(Some(first.month), next);
    let figures = |first| months.iter().find(|month| month.month == first);
    all.map(|first| (first, figures(first))).collect()
}

/// The slowest and the quickest month, among those that are over and have enough tickets. In a month that is not
/// over, only the quick tickets are closed.
fn finding(months: &[MonthFigures], moment: Moment) -> String {
    let over = |month: &&MonthFigures| span(month.month, moment).1 <= moment.now;
    let certain = || months.iter().filter(|month| month.closed >= FEW).filter(over);
    let by_mean = |a: &&MonthFigures, b: &&MonthFigures| a.mean_seconds.total_cmp(&b.mean_seconds);
    let named = |month: &MonthFigures| {
        format!(
            "{} ({})",
            month.month.format("%B %Y"),
            duration(month.mean_seconds)
        )
    };
    match (certain().max_by(by_mean), certain().min_by(by_mean)) {
        (Some(slowest), Some(quickest)) if slowest.month != quickest.month => {
            format!(
                "Slowest: tickets opened in {}. Quickest: {}",
                named(slowest),
                named(quickest)
            )
        }
        (Some(only), _) => format!("Average time to close: tickets opened in {}", named(only)),
        _ => "Average time to close. Too few tickets to compare months".to_owned(),
    }
}

/// The unit of the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minutes,
    Hours,
    Days,
}

impl Unit {
    fn for_duration(seconds: f64) -> Self {
        match seconds {
            ..7200.0 => Self::Minutes,
            ..172_800.0 => Self::Hours,
            _ => Self::Days,
        }
    }

    fn seconds(self) -> f64 {
        match self {
            Self::Minutes => 60.0,
            Self::Hours => 3600.0,
            Self::Days => 86_400.0,
        }
    }

    fn axis(self) -> &'static str {
        match self {
            Self::Minutes => "{value} min",
            Self::Hours => "{value} h",
            Self::Days => "{value} d",
        }
    }
}

#[cfg(test)]
mod tests {
    use follower::testing::{RenderedPanel, asked_at};

    use super::*;

    fn month(first: &str, closed: u64, mean_seconds: f64) -> MonthFigures {
        let month = first.parse().expect("a day");
        MonthFigures {
            month,
            closed,
            mean_seconds,
            median_seconds: mean_seconds,
            p90_seconds: mean_seconds,
        }
    }

    fn drawn(months: Vec<MonthFigures>) -> RenderedPanel {
        let calendar = follower::Calendar {
            zone: chrono_tz::Europe::Rome,
        };
        let moment = Moment {
            now: asked_at(),
            calendar,
            silent_since: None,
        };
        RenderedPanel::new(
            &draw(&ResolutionFigures { months }, &Question::default(), moment).expect("a panel"),
        )
    }

    #[test]
    fn a_month_with_few_tickets_is_drawn_pale() {
        let option = drawn(vec![
            month("2026-02-01", 3, 7200.0),
            month("2026-03-01", 30, 187_200.0),
        ])
        .option();
        let bars = option.expect("a chart")["series"][0]["data"].clone();
        assert_eq!(bars[0]["name"], "n = 3");
        assert!(bars[0]["itemStyle"]["opacity"].as_f64() < bars[1]["itemStyle"]["opacity"].as_f64());
        assert_eq!(bars[1]["name"], "2 d 4 h");
    }

    #[test]
    fn a_month_without_a_ticket_is_a_gap_on_the_axis() {
        let option = drawn(vec![
            month("2025-12-01", 12, 60.0),
            month("2026-02-01", 12, 120.0),
        ])
        .option();
        let option = option.expect("a chart");
        assert_eq!(
            option["xAxis"]["data"],
            serde_json::json!(["Dec 2025", "Jan 2026", "Feb 2026"])
        );
        assert_eq!(option["series"][0]["data"][1]["value"], serde_json::Value::Null);
    }

    #[test]
    fn the_finding_leaves_out_a_month_that_is_not_over() {
        let months = vec![
            month("2026-02-01", 12, 7200.0),
            month("2026-03-01", 12, 3600.0),
            month("2026-04-01", 12, 60.0),
        ];
        let finding = drawn(months).texts("figcaption");
        assert_eq!(
            finding,
            ["Slowest: tickets opened in February 2026 (2 h). Quickest: March 2026 (1 h)"]
        );
    }
}
