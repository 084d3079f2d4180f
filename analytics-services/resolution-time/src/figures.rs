//! How long tickets took from opening to closing, by the month in which they were opened.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use follower::{Calendar, Columns, Fact, Moment, Question};
use serde::Serialize;

use crate::durations::{Durations, nth_of_all};
use crate::month::{Closed, Month};
use crate::spread::Spread;

/// The months in which a closed ticket was opened, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResolutionFigures {
    pub months: Vec<MonthFigures>,
    /// All months together; `None` without a month.
    pub overall: Option<Spread>,
    /// The number of closed tickets that are not in the months: they were closed at the moment they were opened, or are
    /// dated in the future.
    pub left_out: u64,
}

/// How long the tickets of one month took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthFigures {
    /// The first day of the month; in JSON like `2026-03`.
    #[serde(serialize_with = "year_and_month")]
    pub month: NaiveDate,
    #[serde(flatten)]
    pub spread: Spread,
    /// The number of this month's tickets in [`ResolutionFigures::left_out`].
    pub left_out: u64,
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

    pub fn figures<'a>(
        &'a self,
        columns: &'a Columns,
        question: &Question,
        moment: Moment,
    ) -> ResolutionFigures {
        let selected = question.filter(columns, moment.now);
        let all = question.selects_all();
        let closed = |(first, month): (&NaiveDate, &'a Month)| {
            let closed = if all {
                month.all(columns)
            } else {
                month.selected(columns, selected)
            };
            (*first, closed)
        };
        let months: Vec<(NaiveDate, Closed<'_>)> = self.months.iter().map(closed).collect();
        ResolutionFigures {
            months: months.iter().filter_map(MonthFigures::new).collect(),
            left_out: months.iter().map(|(_, closed)| closed.left_out as u64).sum(),
            overall: overall(months),
        }
    }
}

impl MonthFigures {
    /// `None` for a month without durations.
    fn new((month, closed): &(NaiveDate, Closed<'_>)) -> Option<Self> {
        let durations = &closed.durations;
        Some(Self {
            month: *month,
            spread: Spread::of(durations.len(), closed.total_ms, |at| durations.nth(at))?,
            left_out: closed.left_out as u64,
        })
    }
}

fn overall(months: Vec<(NaiveDate, Closed<'_>)>) -> Option<Spread> {
    let total_ms = months.iter().map(|(_, closed)| closed.total_ms).sum();
    let lists: Vec<_> = months.into_iter().map(|(_, closed)| closed.durations).collect();
    let count = lists.iter().map(Durations::len).sum();
    Spread::of(count, total_ms, |at| nth_of_all(&lists, at))
}

fn year_and_month<S: serde::Serializer>(month: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&month.format("%Y-%m"))
}
