//! The chart of corrected categories over time: by day at first, then by week, then by month.

use std::collections::BTreeMap;

use chart::{Bar, BarChart, BarSeries};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use ui::WallClock;
use ui::analysis::{amount, day};
use ui::classification::CorrectionsOverTime;

/// The most bars of each kind: with more, days become weeks, and weeks become months.
const MOST_DAYS: i64 = 31;
const MOST_WEEKS: i64 = 26;

/// The number of months that are shown: the latest.
const MOST_MONTHS: u32 = 36;

/// The period that one bar counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Day,
    Week,
    Month,
}

/// The chart and the table of corrections made at these times; `None` if there are none. An error if the chart
/// cannot be written as JSON.
pub fn over_time(
    corrected_at: &[DateTime<Utc>],
    clock: WallClock,
) -> anyhow::Result<Option<CorrectionsOverTime>> {
    let today = clock.now.with_timezone(&clock.zone).date_naive();
    let days: Vec<NaiveDate> = corrected_at
        .iter()
        .map(|at| at.with_timezone(&clock.zone).date_naive().min(today))
        .collect();
    let Some(first) = days.iter().min() else {
        return Ok(None);
    };
    let by = By::for_days((today - *first).num_days());
    let rows = count(&days, by, *first, today);
    let named: Vec<(String, u64)> = rows
        .iter()
        .map(|(begins, count)| (by.name(*begins, today), *count))
        .collect();
    Ok(Some(CorrectionsOverTime {
        chart: chart(&named, finding(days.len(), &named)).draw()?,
        by: by.title(),
        rows: named,
    }))
}

/// The number of corrections in each period from the first until today, zeros included.
fn count(days: &[NaiveDate], by: By, first: NaiveDate, today: NaiveDate) -> Vec<(NaiveDate, u64)> {
    let oldest = today
        .checked_sub_months(Months::new(MOST_MONTHS))
        .unwrap_or(first);
    let mut counts = BTreeMap::new();
    let mut begins = by.begin(first.max(oldest));
    while begins <= today {
        counts.insert(begins, 0);
        begins = by.next(begins);
    }
    for day in days {
        if let Some(count) = counts.get_mut(&by.begin(*day)) {
            *count += 1;
        }
    }
    counts.into_iter().collect()
}

fn chart(rows: &[(String, u64)], finding: String) -> BarChart {
    let bar = |(name, count): &(String, u64)| Bar {
        value: Some(*count as f64),
        label: if *count > 0 { amount(*count) } else { String::new() },
        hint: format!("{name}: {}", amount(*count)),
        ..Bar::default()
    };
    BarChart {
        finding,
        names: rows.iter().map(|(name, _)| name.clone()).collect(),
        unit: "{value}",
        bars: vec![BarSeries {
            name: "Corrections".to_owned(),
            colour: "var(--accent)",
            bars: rows.iter().map(bar).collect(),
        }],
        ..BarChart::default()
    }
}

fn finding(all: usize, rows: &[(String, u64)]) -> String {
    let all = amount(u64::try_from(all).unwrap_or(u64::MAX));
    match rows.iter().max_by_key(|(_, count)| count) {
        Some((when, _)) if rows.len() > 1 => format!("{all} corrected, most {when}"),
        _ => format!("{all} corrected"),
    }
}

impl By {
    fn for_days(days: i64) -> Self {
        if days < MOST_DAYS {
            Self::Day
        } else if days < 7 * MOST_WEEKS {
            Self::Week
        } else {
            Self::Month
        }
    }

    /// The first day of the period that contains `day`.
    fn begin(self, day: NaiveDate) -> NaiveDate {
        let back = match self {
            Self::Day => 0,
            Self::Week => day.weekday().num_days_from_monday(),
            Self::Month => day.day0(),
        };
        day.checked_sub_days(Days::new(back.into())).unwrap_or(day)
    }

    fn next(self, begins: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Day => begins.checked_add_days(Days::new(1)),
            Self::Week => begins.checked_add_days(Days::new(7)),
            Self::Month => begins.checked_add_months(Months::new(1)),
        };
        next.unwrap_or(NaiveDate::MAX)
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week of",
            Self::Month => "Month",
        }
    }

    fn name(self, begins: NaiveDate, today: NaiveDate) -> String {
        match self {
            Self::Day => day(begins, today),
            Self::Week => begins.format("%-d %b").to_string(),
            Self::Month => begins.format("%b %Y").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart_of(corrected_at: &[&str]) -> CorrectionsOverTime {
        let times: Vec<DateTime<Utc>> = corrected_at.iter().map(|at| at.parse().unwrap()).collect();
        let clock = WallClock {
            now: "2026-11-23T10:00:00Z".parse().unwrap(),
            zone: chrono_tz::Europe::Rome,
        };
        over_time(&times, clock).unwrap().expect("there are some")
    }

    #[test]
    fn days_are_counted_in_the_zone_of_the_campus_and_none_is_left_out() {
        // Half past eleven at night in London is the next day in Rome.
        let chart = chart_of(&[
            "2026-11-20T23:30:00Z",
            "2026-11-23T08:00:00Z",
            "2026-11-23T09:00:00Z",
        ]);
        let rows =
            [("Saturday", 1), ("yesterday", 0), ("today", 2)].map(|(when, count)| (when.to_owned(), count));
        assert_eq!((chart.by, &chart.rows[..]), ("Day", &rows[..]));
        assert_eq!(chart.chart.finding, "3 corrected, most today");
    }

    #[test]
    fn longer_times_are_counted_by_week_and_by_month() {
        let weeks = chart_of(&[
            "2026-09-30T08:00:00Z",
            "2026-11-16T08:00:00Z",
            "2026-11-22T22:59:00Z",
        ]);
        assert_eq!(weeks.by, "Week of");
        assert_eq!(weeks.rows.len(), 9);
        assert_eq!(weeks.rows[7], ("16 Nov".to_owned(), 2));
        let months = chart_of(&["2019-01-01T08:00:00Z", "2026-11-01T08:00:00Z"]);
        assert_eq!((months.by, months.rows.len()), ("Month", 37));
        assert_eq!(months.rows[36], ("Nov 2026".to_owned(), 1));
        assert_eq!(
            months.rows.iter().map(|(_, count)| count).sum::<u64>(),
            1,
            "the latest are shown"
        );
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "any time will do")]
    fn without_corrections_there_is_no_chart() {
        let clock = WallClock {
            now: Utc::now(),
            zone: chrono_tz::UTC,
        };
        assert!(over_time(&[], clock).unwrap().is_none());
    }
}
