//! How long tickets took from opening to closing, by the month in which they were opened.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use follower::{Calendar, Columns, Fact, Moment, Question};
use serde::Serialize;

use crate::month::Month;
use crate::spread::Spread;

/// The months in which a closed ticket was opened, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResolutionFigures {
    pub months: Vec<MonthFigures>,
}

/// How long the tickets of one month took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthFigures {
    /// The first day of the month; in JSON like `2026-03`.
    #[serde(serialize_with = "year_and_month")]
    pub month: NaiveDate,
    /// The number of closed tickets.
    pub closed: u64,
    pub mean_seconds: f64,
    pub median_seconds: f64,
    pub p90_seconds: f64,
}

/// The closed tickets of each month, by duration.
pub struct ClosedByMonth {
    calendar: Calendar,
    /// By the first day of the month.
    months: BTreeMap<NaiveDate, Month>,
}

impl ClosedByMonth {
    pub fn empty(calendar: Calendar) -> Self {
        Self {
            calendar,
            months: BTreeMap::new(),
        }
    }

    /// The ticket at `row` changed. Call [`Self::order`] before the next [`Self::figures`].
    pub fn update(&mut self, row: u32, before: Option<Fact>, after: Fact) {
        let times = |fact: Fact| Some((fact.opened_ms, fact.closed_ms?));
        let (before, after) = (before.and_then(times), times(after));
        if before != after {
            before.inspect(|(opened_ms, _)| self.month(*opened_ms).remove(row));
            after.inspect(|(opened_ms, _)| self.month(*opened_ms).add(row));
        }
    }

    fn month(&mut self, opened_ms: i64) -> &mut Month {
        self.months.entry(self.calendar.month_of(opened_ms)).or_default()
    }

    pub fn order(&mut self, columns: &Columns) {
        for month in self.months.values_mut() {
            month.order(columns);
        }
    }

    pub fn figures(&self, columns: &Columns, question: &Question, moment: Moment) -> ResolutionFigures {
        let selected = question.filter(columns, moment.now);
        let all = question.selects_all();
        let spread = |month: &Month| {
            if all {
                month.spread_of_all(columns)
            } else {
                month.spread_of(columns, selected)
            }
        };
        let months = self.months.iter();
        let figures = months.filter_map(|(first, month)| Some(MonthFigures::new(*first, spread(month)?)));
        ResolutionFigures {
            months: figures.collect(),
        }
    }
}

impl MonthFigures {
    fn new(month: NaiveDate, spread: Spread) -> Self {
        Self {
            month,
            closed: spread.count,
            mean_seconds: spread.mean_seconds,
            median_seconds: spread.median_seconds,
            p90_seconds: spread.p90_seconds,
        }
    }
}

fn year_and_month<S: serde::Serializer>(month: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&month.format("%Y-%m"))
}
