//! The panel: a bar for each month's average, its median and 90th percentile as lines over it.

use anyhow::Context;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use follower::chart::{Bar, Bars, Line, Plan};
use follower::{Moment, Question, Search, months_later};
use tickets::Status;
use ui::analysis::{Chart, MonthRow, ResolutionTime, amount, duration};

use crate::resolution_time::{ByMonth, MonthsFigures};

/// A month that stands on fewer tickets says little, and looks so.
const FEW: u64 = 10;

/// Beyond so many months, the bars stand too close for a duration at each.
const MOST_LABELS: usize = 14;

/// The panel as an HTML fragment.
pub fn draw(answer: &ByMonth, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let panel = ResolutionTime {
        scope: question.scope(),
        chart: chart(&answer.months, question, moment)?,
        rows: answer
            .months
            .iter()
            .map(|month| row(month, question, moment))
            .collect(),
        silent_since: moment.silent_since(),
    };
    askama::Template::render(&panel).context("filling the panel")
}

fn row(month: &MonthsFigures, question: &Question, moment: Moment) -> MonthRow {
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

/// The search for the tickets that a month's figures stand on.
fn query(month: &MonthsFigures, question: &Question, moment: Moment) -> String {
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

fn chart(months: &[MonthsFigures], question: &Question, moment: Moment) -> anyhow::Result<Chart> {
    let axis = without_gaps(months);
    let slowest = months
        .iter()
        .map(|month| month.p90_seconds.max(month.mean_seconds));
    let unit = Unit::fitting(slowest.fold(0.0, f64::max));
    let roomy = axis.len() <= MOST_LABELS;
    let bars = axis.iter().map(|(_, month)| {
        month.map(|month| Bar {
            query: Some(query(month, question, moment)),
            ..bar(month, unit, roomy)
        })
    });
    let line = |name: &str, dashed, value: fn(&MonthsFigures) -> f64| {
        let said =
            |month: &MonthsFigures| format!("{}: {name} {}", title(month.month), duration(value(month)));
        let point = |month: &MonthsFigures| (Some(value(month) / unit.seconds()), said(month));
        let points = axis.iter().map(|(_, month)| month.map(point).unwrap_or_default());
        Line {
            name: name.to_owned(),
            colour: "var(--quiet)",
            dashed,
            points: points.collect(),
        }
    };
    Plan {
        finding: finding(months, moment),
        names: axis.iter().map(|(first, _)| title(*first)).collect(),
        unit: unit.axis(),
        lying: false,
        stacked: false,
        bars: vec![Bars {
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

fn bar(month: &MonthsFigures, unit: Unit, roomy: bool) -> Bar {
    let few = month.closed < FEW;
    let average = duration(month.mean_seconds);
    Bar {
        value: Some(month.mean_seconds / unit.seconds()),
        label: match few {
            true => format!("n = {}", month.closed),
            false if roomy => average.clone(),
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

/// The most months that are put on the axis; beyond it, those without a closed ticket are left out.
const MOST_MONTHS: i32 = 120;

/// The months from the first to the last, each with its figures if it has any.
fn without_gaps(months: &[MonthsFigures]) -> Vec<(NaiveDate, Option<&MonthsFigures>)> {
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

/// The slowest month and the quickest, of those that are over and stand on enough tickets. Of a month that
/// is not over, only what was quick is closed.
fn finding(months: &[MonthsFigures], moment: Moment) -> String {
    let over = |month: &&MonthsFigures| span(month.month, moment).1 <= moment.now;
    let sure = || months.iter().filter(|month| month.closed >= FEW).filter(over);
    let by_mean = |a: &&MonthsFigures, b: &&MonthsFigures| a.mean_seconds.total_cmp(&b.mean_seconds);
    let said = |month: &MonthsFigures| {
        format!(
            "{} ({})",
            month.month.format("%B %Y"),
            duration(month.mean_seconds)
        )
    };
    match (sure().max_by(by_mean), sure().min_by(by_mean)) {
        (Some(slowest), Some(quickest)) if slowest.month != quickest.month => {
            format!(
                "Slowest: tickets of {}; quickest: {}",
                said(slowest),
                said(quickest)
            )
        }
        (Some(only), _) => format!("Average time to close: tickets of {}", said(only)),
        _ => "Average time to close; too few tickets to compare months".to_owned(),
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
    fn fitting(seconds: f64) -> Self {
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
    use follower::Analysis;
    use follower::testing::{Drawn, asked_at, histories, questions};
    use proptest::prelude::*;

    use super::*;
    use crate::resolution_time::ResolutionTime as Analysed;

    proptest! {
        #[test]
        fn every_month_leads_to_the_tickets_it_stands_on(history in histories(), question in questions()) {
            let (answer, moment) = history.board::<Analysed>().answer(&question, asked_at());
            let drawn = Drawn::new(&Analysed::panel(&answer, &question, moment).expect("a panel"));

            let bars = drawn.bars().into_iter().filter_map(|bar| bar.1);
            let found: Vec<u64> = bars.map(|query| history.found(&query)).collect();
            let closed: Vec<u64> = answer.months.iter().map(|month| month.closed).collect();
            prop_assert_eq!(&found, &closed);
            let rows = drawn.searches("tbody").into_iter().map(|(query, _)| history.found(&query));
            prop_assert_eq!(rows.collect::<Vec<_>>(), closed);
            prop_assert_eq!(drawn.words(".empty").len(), usize::from(answer.months.is_empty()));
        }
    }

    fn month(first: &str, closed: u64, mean_seconds: f64) -> MonthsFigures {
        let month = first.parse().expect("a day");
        MonthsFigures {
            month,
            closed,
            mean_seconds,
            median_seconds: mean_seconds,
            p90_seconds: mean_seconds,
        }
    }

    fn drawn(months: Vec<MonthsFigures>) -> Drawn {
        let calendar = follower::Calendar {
            zone: chrono_tz::Europe::Rome,
        };
        let moment = Moment {
            now: asked_at(),
            calendar,
            silent_since: None,
        };
        Drawn::new(&draw(&ByMonth { months }, &Question::default(), moment).expect("a panel"))
    }

    #[test]
    fn a_month_with_few_tickets_looks_uncertain() {
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
    fn the_finding_leaves_out_the_month_that_is_not_over() {
        let months = vec![
            month("2026-02-01", 12, 7200.0),
            month("2026-03-01", 12, 3600.0),
            month("2026-04-01", 12, 60.0),
        ];
        let finding = drawn(months).words("figcaption");
        assert_eq!(
            finding,
            ["Slowest: tickets of February 2026 (2 h); quickest: March 2026 (1 h)"]
        );
    }
}
