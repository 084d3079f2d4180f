//! Splits a period into buckets at full hours, at midnight, on Mondays or on the first of a month, in the campus's
//! time zone. The first and the last bucket can be shorter.

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeDelta, Utc};
use follower::{Calendar, days_later, first_of_month, months_later};

/// A chart with more bars cannot be read.
const MOST_BUCKETS: usize = 60;

/// With fewer buckets, a chart says little about when the tickets were opened.
const FEW_BUCKETS: usize = 12;

/// The length of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Minutes(i64),
    Day,
    Week,
    Months(u32),
}

/// From the shortest to the longest.
const STEPS: [Step; 10] = [
    Step::Minutes(5),
    Step::Minutes(15),
    Step::Minutes(60),
    Step::Minutes(3 * 60),
    Step::Minutes(6 * 60),
    Step::Day,
    Step::Week,
    Step::Months(1),
    Step::Months(3),
    Step::Months(12),
];

/// The most buckets for this many tickets: about one a ticket, so that few tickets do not stand between many empty
/// bars.
pub fn most_buckets(tickets: u64) -> usize {
    usize::try_from(tickets)
        .unwrap_or(MOST_BUCKETS)
        .clamp(FEW_BUCKETS, MOST_BUCKETS)
}

/// The boundaries between the buckets of `[since, until)`, `since` and `until` included. The buckets have the shortest
/// step that makes at most `most` of them.
pub fn boundaries(
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    calendar: Calendar,
    most: usize,
) -> Vec<DateTime<Utc>> {
    let splits = STEPS
        .into_iter()
        .map(|step| split(since, until, calendar, step, most));
    let few_enough = |boundaries: &Vec<_>| boundaries.len() <= most + 1;
    splits
        .into_iter()
        .find(few_enough)
        .unwrap_or_else(|| vec![since, until])
}

/// Stops as soon as there are too many boundaries.
fn split(
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    calendar: Calendar,
    step: Step,
    most: usize,
) -> Vec<DateTime<Utc>> {
    let next = |from: &DateTime<Utc>| Some(step.next(*from, calendar)).filter(|next| next < &until);
    let starts = std::iter::successors(Some(since), next).take(most + 1);
    starts.chain([until]).collect()
}

impl Step {
    /// The first boundary after a moment.
    fn next(self, moment: DateTime<Utc>, calendar: Calendar) -> DateTime<Utc> {
        match self {
            // In elapsed time: the hour that is repeated in autumn makes two buckets.
            Self::Minutes(minutes) => moment + until_full(minutes, moment, calendar),
            _ => self.next_day(moment, calendar),
        }
    }

    fn next_day(self, moment: DateTime<Utc>, calendar: Calendar) -> DateTime<Utc> {
        let mut day = calendar.local(moment).date_naive();
        loop {
            day = self.day_after(day);
            let start = calendar.start_of(day);
            // In a zone that skips a day, that day begins with the next one.
            if start > moment || day == NaiveDate::MAX {
                return start;
            }
        }
    }

    fn day_after(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Minutes(_) | Self::Day => days_later(day, 1),
            Self::Week => days_later(day, 7 - u64::from(day.weekday().num_days_from_monday())),
            Self::Months(months) => months_later(first_of_month(day), months - day.month0() % months),
        }
    }
}

/// The time until the local clock shows a multiple of `minutes`.
fn until_full(minutes: i64, moment: DateTime<Utc>, calendar: Calendar) -> TimeDelta {
    let offset = i64::from(calendar.local(moment).offset().fix().local_minus_utc());
    let step = minutes * 60_000;
    TimeDelta::milliseconds(step - (moment.timestamp_millis() + offset * 1000).rem_euclid(step))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROME: Calendar = Calendar {
        zone: chrono_tz::Europe::Rome,
    };

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    /// The boundaries in local time.
    fn local_boundaries(since: &str, until: &str) -> Vec<String> {
        let boundaries = boundaries(at(since), at(until), ROME, MOST_BUCKETS);
        let local = boundaries.iter().map(|moment| ROME.local(*moment));
        local
            .map(|local| local.format("%a %d %H:%M").to_string())
            .collect()
    }

    #[test]
    fn two_days_are_split_at_full_hours() {
        let boundaries = local_boundaries("2026-01-10T09:17:00Z", "2026-01-12T09:17:00Z");
        assert_eq!(boundaries[..3], ["Sat 10 10:17", "Sat 10 11:00", "Sat 10 12:00"]);
        assert_eq!(boundaries[49..], ["Mon 12 10:17"]);
    }

    #[test]
    fn a_month_is_split_at_local_midnight_when_the_clocks_change() {
        let boundaries = local_boundaries("2026-03-12T09:00:00Z", "2026-04-11T09:00:00Z");
        assert_eq!(boundaries.len(), 32);
        assert!(
            boundaries[1..31]
                .iter()
                .all(|boundary| boundary.ends_with("00:00")),
            "{boundaries:?}"
        );
    }

    #[test]
    fn a_repeated_hour_makes_two_buckets() {
        let boundaries = boundaries(
            at("2026-10-24T22:00:00Z"),
            at("2026-10-25T22:00:00Z"),
            ROME,
            MOST_BUCKETS,
        );
        assert_eq!(boundaries.len(), 25);
    }

    #[test]
    fn few_tickets_have_few_buckets() {
        let count = |days: i64, tickets| {
            let until = at("2026-11-22T10:17:00Z");
            boundaries(until - TimeDelta::days(days), until, ROME, most_buckets(tickets)).len() - 1
        };
        assert_eq!([2, 20, 100].map(|tickets| count(2, tickets)), [9, 17, 49]);
        assert_eq!([2, 30, 100].map(|tickets| count(7, tickets)), [8, 29, 57]);
        assert_eq!([2, 41].map(|tickets| count(30, tickets)), [5, 31]);
        assert_eq!([2, 40, 100].map(|tickets| count(3650, tickets)), [11, 11, 41]);
    }

    #[test]
    fn ten_years_are_split_into_quarters() {
        let boundaries = local_boundaries("2016-11-24T10:00:00Z", "2026-11-22T10:00:00Z");
        assert_eq!(boundaries.len(), 42);
        assert!(boundaries[1].ends_with("01 00:00"));
    }

    proptest! {
        #[test]
        fn the_buckets_cover_the_period_and_are_at_most_sixty(
            until_s in 0_i64..4_000_000_000, hours in 1_i64..=87_600, zone in prop::sample::select(&chrono_tz::TZ_VARIANTS[..]),
            tickets in prop_oneof![Just(u64::MAX), 0_u64..100],
        ) {
            let until = DateTime::from_timestamp(until_s, 0).expect("a time");
            let since = until - TimeDelta::hours(hours);
            let most = most_buckets(tickets);
            let boundaries = boundaries(since, until, Calendar { zone }, most);
            prop_assert!(boundaries.len() <= most + 1 && most <= MOST_BUCKETS);
            prop_assert!(boundaries.is_sorted_by(|a, b| a < b));
            prop_assert_eq!((boundaries.first(), boundaries.last()), (Some(&since), Some(&until)));
            prop_assert!(hours > 60 || boundaries.len() > 5, "too few buckets for {hours} hours");
        }
    }
}
