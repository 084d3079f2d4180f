//! How long tickets took from opening to closing, by the month in which they were opened.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use follower::{Analysis, Calendar, Columns, Fact, Moment, Question};
use serde::Serialize;

use crate::month::Month;
use crate::panel;
use crate::spread::Spread;

/// The analysis; it keeps the closed tickets of each month in order.
pub struct ResolutionTime {
    calendar: Calendar,
    /// By the first day of the month.
    months: BTreeMap<NaiveDate, Month>,
}

/// The months in which tickets were opened that are closed now, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ByMonth {
    pub months: Vec<MonthsFigures>,
}

/// How long the tickets of one month took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthsFigures {
    /// Like `2026-03`.
    #[serde(serialize_with = "year_and_month")]
    pub month: NaiveDate,
    /// On how many closed tickets the figures stand.
    pub closed: u64,
    pub mean_seconds: f64,
    pub median_seconds: f64,
    pub p90_seconds: f64,
}

impl Analysis for ResolutionTime {
    const NAME: &'static str = "resolution-time";

    type Answer = ByMonth;

    fn begin(calendar: Calendar) -> Self {
        Self {
            calendar,
            months: BTreeMap::new(),
        }
    }

    fn hear(&mut self, row: u32, before: Option<Fact>, after: Fact) {
        let times = |fact: Fact| Some((fact.opened_ms, fact.closed_ms?));
        let (before, after) = (before.and_then(times), times(after));
        if before != after {
            before.inspect(|(opened_ms, _)| self.month(*opened_ms).take_out(row));
            after.inspect(|(opened_ms, _)| self.month(*opened_ms).add(row));
        }
    }

    fn settle(&mut self, columns: &Columns) {
        for month in self.months.values_mut() {
            month.settle(columns);
        }
    }

    fn answer(&self, columns: &Columns, question: &Question, moment: Moment) -> ByMonth {
        let meant = question.test(columns, moment.now);
        let all = question.is_about_all();
        let spread = |month: &Month| {
            if all {
                month.of_all(columns)
            } else {
                month.of_those(columns, meant)
            }
        };
        let months = self.months.iter();
        let figures = months.filter_map(|(first, month)| Some(MonthsFigures::new(*first, spread(month)?)));
        ByMonth {
            months: figures.collect(),
        }
    }

    fn panel(answer: &Self::Answer, question: &Question, moment: Moment) -> anyhow::Result<String> {
        panel::draw(answer, question, moment)
    }
}

impl ResolutionTime {
    fn month(&mut self, opened_ms: i64) -> &mut Month {
        self.months.entry(self.calendar.month_of(opened_ms)).or_default()
    }
}

impl MonthsFigures {
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

fn year_and_month<S: serde::Serializer>(month: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&month.format("%Y-%m"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use follower::testing::{asked_at, histories, questions};
    use proptest::prelude::*;

    use super::*;

    /// From the definition: between the two neighbours around the position q (n - 1).
    fn percentile(durations: &[f64], q: f64) -> f64 {
        let position = q * (durations.len() - 1) as f64;
        let neighbours = durations.windows(2).enumerate();
        let mut between = neighbours.filter_map(|(rank, pair)| {
            let beyond = position - rank as f64;
            (0.0..=1.0)
                .contains(&beyond)
                .then(|| pair[0] + (pair[1] - pair[0]) * beyond)
        });
        between.next().unwrap_or(durations[0])
    }

    proptest! {
        #[test]
        fn it_says_what_sorting_by_hand_says(history in histories(), question in questions(), all in any::<bool>()) {
            let question = if all { Question::default() } else { question };
            let now = asked_at();
            let (answer, _) = history.board::<ResolutionTime>().answer(&question, now);

            let mut by_hand: BTreeMap<String, Vec<f64>> = BTreeMap::new();
            for ticket in history.tickets().iter().filter(|ticket| ticket.is_meant(&question, now)) {
                let opened = chrono::DateTime::from_timestamp_millis(ticket.fact.1).expect("a time");
                let month = opened.with_timezone(&history.calendar.zone).format("%Y-%m").to_string();
                let lasted = ticket.fact.2.map(|closed| (closed - ticket.fact.1) as f64 / 1000.0);
                if let Some(lasted) = lasted {
                    by_hand.entry(month).or_default().push(lasted);
                }
            }
            let months = serde_json::to_value(&answer).expect("JSON");
            let months = months["months"].as_array().expect("months").clone();
            prop_assert_eq!(months.len(), by_hand.len());
            for (said, (month, lasted)) in months.iter().zip(&mut by_hand) {
                lasted.sort_by(f64::total_cmp);
                let near = |name: &str, value: f64| (said[name].as_f64().expect("a number") - value).abs() < 0.001;
                prop_assert_eq!(said["month"].as_str(), Some(month.as_str()));
                prop_assert_eq!(said["closed"].as_u64(), Some(lasted.len() as u64));
                prop_assert!(near("mean_seconds", lasted.iter().sum::<f64>() / lasted.len() as f64), "{said}");
                prop_assert!(near("median_seconds", percentile(lasted, 0.5)), "{said}");
                prop_assert!(near("p90_seconds", percentile(lasted, 0.9)), "{said}");
            }
        }
    }
}
