//! The panel: for each month a bar for the median beside a bar for the average, and a line for the 90th percentile.

use anyhow::Context;
use chart::{Bar, BarChart, BarSeries, Line};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use follower::{Moment, Question, Search, months_later};
use tickets::Status;
use ui::analysis::{Chart, MonthRow, Overall, ResolutionTime, amount, duration};

use crate::figures::{MonthFigures, ResolutionFigures};
use crate::spread::Spread;

/// Figures from fewer tickets are uncertain: they are pale, small and grey.
const FEW: u64 = 30;

/// With more months, the bars are too narrow for a label each.
const MOST_LABELS: usize = 14;

/// The panel as an HTML fragment.
pub fn draw(figures: &ResolutionFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let panel = ResolutionTime {
        scope: question.scope(),
        overall: figures.overall.map(|all| Overall {
            closed: all.closed,
            median_seconds: all.median_seconds,
            mean_seconds: all.mean_seconds,
            few: all.closed < FEW,
        }),
        left_out: figures.left_out,
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
        is_over: is_over(month.month, moment),
        closed: month.spread.closed,
        mean_seconds: month.spread.mean_seconds,
        median_seconds: month.spread.median_seconds,
        p90_seconds: month.spread.p90_seconds,
        few: is_few(month),
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

fn is_few(month: &MonthFigures) -> bool {
    month.spread.closed < FEW
}

/// In a month that is not over, more tickets are opened, and only its quick tickets are closed.
pub fn is_over(month: NaiveDate, moment: Moment) -> bool {
    span(month, moment).1 <= moment.now
}

fn chart(months: &[MonthFigures], question: &Question, moment: Moment) -> anyhow::Result<Chart> {
    let axis = without_gaps(months);
    let slowest = months
        .iter()
        .map(|month| month.spread.p90_seconds.max(month.spread.mean_seconds));
    let unit = Unit::for_duration(slowest.fold(0.0, f64::max));
    let with_labels = axis.len() <= MOST_LABELS;
    let bars = |name: &str, colour, value: fn(&Spread) -> f64| {
        let bar = |month: &MonthFigures| Bar {
            query: Some(query(month, question, moment)),
            ..bar(month, name, value(&month.spread), unit)
        };
        let bars = axis.iter().map(|(_, month)| month.map(bar));
        BarSeries {
            name: name.to_owned(),
            colour,
            bars: bars.map(Option::unwrap_or_default).collect(),
        }
    };
    let few = |(_, month): &(NaiveDate, Option<&MonthFigures>)| month.is_some_and(is_few);
    let indexes = axis.iter().enumerate();
    BarChart {
        finding: finding(months, moment),
        names: axis
            .iter()
            .map(|(first, month)| axis_name(*first, *month, with_labels, moment))
            .collect(),
        uncertain: indexes
            .filter(|(_, month)| few(month))
            .map(|(at, _)| at)
            .collect(),
        unit: unit.axis(),
        bars: vec![
            bars("Median", "var(--accent)", |spread| spread.median_seconds),
            bars("Average", "var(--line-strong)", |spread| spread.mean_seconds),
        ],
        lines: vec![p90_line(&axis, unit)],
        ..BarChart::default()
    }
    .draw()
}

/// The month; with room for it, its median and what makes it uncertain. The text is under the bars, where no line
/// crosses it.
fn axis_name(first: NaiveDate, month: Option<&MonthFigures>, with_labels: bool, moment: Moment) -> String {
    let mut lines = vec![title(first)];
    if let Some(month) = month.filter(|_| with_labels) {
        lines.push(duration(month.spread.median_seconds));
        lines.extend(is_few(month).then(|| format!("n = {}", month.spread.closed)));
    }
    lines.extend((!is_over(first, moment)).then(|| "so far".to_owned()));
    lines.join("\n")
}

fn bar(month: &MonthFigures, name: &str, seconds: f64, unit: Unit) -> Bar {
    Bar {
        value: Some(seconds / unit.seconds()),
        hint: format!(
            "{}: {} {}, n = {}",
            title(month.month),
            name.to_lowercase(),
            duration(seconds),
            amount(month.spread.closed)
        ),
        pale: is_few(month),
        ..Bar::default()
    }
}

fn p90_line(axis: &[(NaiveDate, Option<&MonthFigures>)], unit: Unit) -> Line {
    let name = "90th percentile";
    let point = |month: &MonthFigures| {
        let seconds = month.spread.p90_seconds;
        let hint = format!("{}: {name} {}", title(month.month), duration(seconds));
        (Some(seconds / unit.seconds()), hint)
    };
    let points = axis.iter().map(|(_, month)| month.map(point).unwrap_or_default());
    Line {
        name: name.to_owned(),
        colour: "var(--quiet)",
        dashed: true,
        points: points.collect(),
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

/// The months with the longest and the shortest median, among those that are over and have enough tickets.
fn finding(months: &[MonthFigures], moment: Moment) -> String {
    let over = |month: &&MonthFigures| is_over(month.month, moment);
    let certain = || months.iter().filter(|month| !is_few(month)).filter(over);
    let by_median =
        |a: &&MonthFigures, b: &&MonthFigures| a.spread.median_seconds.total_cmp(&b.spread.median_seconds);
    let named = |month: &MonthFigures| {
        format!(
            "{} ({})",
            month.month.format("%B %Y"),
            duration(month.spread.median_seconds)
        )
    };
    match (certain().max_by(by_median), certain().min_by(by_median)) {
        (Some(slowest), Some(quickest)) if slowest.month != quickest.month => {
            format!(
                "Slowest by median: tickets opened in {}. Quickest: {}",
                named(slowest),
                named(quickest)
            )
        }
        (Some(only), _) => format!("Median time to close: tickets opened in {}", named(only)),
        _ => "Median time to close. Too few tickets to compare months".to_owned(),
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
            spread: Spread {
                closed,
                mean_seconds,
                median_seconds: mean_seconds,
                p90_seconds: mean_seconds,
            },
            left_out: 0,
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
        let figures = ResolutionFigures {
            overall: months.first().map(|month| month.spread),
            months,
            left_out: 0,
        };
        RenderedPanel::new(&draw(&figures, &Question::default(), moment).expect("a panel"))
    }

    fn option(months: Vec<MonthFigures>) -> serde_json::Value {
        drawn(months).option().expect("a chart")
    }

    #[test]
    fn a_month_with_few_tickets_is_drawn_pale_small_and_grey() {
        let option = option(vec![
            month("2026-02-01", 3, 7200.0),
            month("2026-03-01", 30, 187_200.0),
        ]);
        let bars = &option["series"][0]["data"];
        assert!(bars[0]["itemStyle"]["opacity"].as_f64() < bars[1]["itemStyle"]["opacity"].as_f64());
        let names = &option["xAxis"]["data"];
        assert_eq!(names[0]["value"], "Feb 2026\n2 h\nn = 3");
        assert_eq!(names[0]["textStyle"]["color"], "var(--quiet)");
        assert_eq!(names[1], "Mar 2026\n2 d 4 h");
    }

    #[test]
    fn the_median_comes_first_and_no_line_crosses_a_label() {
        let mut march = month("2026-03-01", 30, 7200.0);
        march.spread.median_seconds = 3600.0;
        let option = option(vec![march.clone()]);
        let series = |at: usize| {
            let series = &option["series"][at];
            (
                series["name"].as_str(),
                series["type"].as_str(),
                series["data"][0]["value"].as_f64(),
            )
        };
        assert_eq!(series(0), (Some("Median"), Some("bar"), Some(1.0)));
        assert_eq!(series(1), (Some("Average"), Some("bar"), Some(2.0)));
        assert_eq!(series(2).1, Some("line"));
        let labels = |at: usize| option["series"][at]["data"][0]["name"].as_str();
        assert_eq!(
            [labels(0), labels(1)],
            [Some(""), Some("")],
            "labels are under the axis"
        );
        let figure = drawn(vec![march]).texts(".figure");
        assert_eq!(
            figure,
            ["1 h median, 2 h average from opening to closing: 30 tickets."]
        );
    }

    #[test]
    fn a_month_that_is_not_over_is_marked() {
        let months = || vec![month("2026-03-01", 30, 7200.0), month("2026-04-01", 30, 7200.0)];
        let names = option(months())["xAxis"]["data"].clone();
        assert_eq!(
            names,
            serde_json::json!(["Mar 2026\n2 h", "Apr 2026\n2 h\nso far"])
        );
        let rows = drawn(months()).texts("tbody th");
        assert_eq!(rows, ["March 2026", "April 2026 so far"]);
    }

    #[test]
    fn a_month_without_a_ticket_is_a_gap_on_the_axis() {
        let option = option(vec![
            month("2025-12-01", 42, 60.0),
            month("2026-02-01", 42, 120.0),
        ]);
        assert_eq!(
            option["xAxis"]["data"],
            serde_json::json!(["Dec 2025\n1 min", "Jan 2026", "Feb 2026\n2 min"])
        );
        assert_eq!(option["series"][0]["data"][1]["value"], serde_json::Value::Null);
    }

    #[test]
    fn the_finding_leaves_out_a_month_that_is_not_over() {
        let months = vec![
            month("2026-02-01", 42, 7200.0),
            month("2026-03-01", 42, 3600.0),
            month("2026-04-01", 42, 60.0),
        ];
        let finding = drawn(months).texts("figcaption");
        assert_eq!(
            finding,
            ["Slowest by median: tickets opened in February 2026 (2 h). Quickest: March 2026 (1 h)"]
        );
    }
}
