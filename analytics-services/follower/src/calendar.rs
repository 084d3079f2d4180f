//! The campus's calendar: which month and day a moment falls into, where the clocks change too.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A calendar in one time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The zone.
    pub zone: Tz,
}

impl Calendar {
    /// The local time at a moment.
    #[must_use]
    pub fn local(self, moment: DateTime<Utc>) -> DateTime<Tz> {
        moment.with_timezone(&self.zone)
    }

    /// The first day of the month in which a moment (in milliseconds) falls.
    #[must_use]
    pub fn month_of(self, moment_ms: i64) -> NaiveDate {
        first_of_month(self.local(moment(moment_ms)).date_naive())
    }

    /// The moment at which a day begins. Where clocks are put back over midnight, the first of the two;
    /// where they are put forward over it, the first moment after.
    #[must_use]
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        // Clocks jump by whole quarters of an hour; Samoa once skipped a whole day.
        (0..=96)
            .filter_map(|quarters| midnight.checked_add_signed(TimeDelta::minutes(15 * quarters)))
            .find_map(|local| self.zone.from_local_datetime(&local).earliest())
            .map_or_else(|| midnight.and_utc(), |start| start.to_utc())
    }
}

/// The first day of a day's month.
#[must_use]
pub fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The same day `months` later, or the last day there is.
#[must_use]
pub fn months_later(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

/// The day `days` later, or the last day there is.
#[must_use]
pub fn days_later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// A moment from milliseconds since 1970; what no calendar can hold is 1970.
#[must_use]
pub fn moment(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(zone: &str, day: &str) -> String {
        let calendar = Calendar {
            zone: zone.parse().expect("a zone"),
        };
        calendar.start_of(day.parse().expect("a day")).to_rfc3339()
    }

    #[test]
    fn a_day_begins_at_the_campus_midnight() {
        assert_eq!(starts("Europe/Rome", "2026-03-29"), "2026-03-28T23:00:00+00:00");
        assert_eq!(starts("Europe/Rome", "2026-03-30"), "2026-03-29T22:00:00+00:00");
    }

    #[test]
    fn where_midnight_is_skipped_a_day_begins_after_it() {
        assert_eq!(
            starts("America/Havana", "2026-03-08"),
            "2026-03-08T05:00:00+00:00"
        );
        assert_eq!(
            starts("Pacific/Apia", "2011-12-30"),
            starts("Pacific/Apia", "2011-12-31")
        );
    }

    #[test]
    fn where_midnight_comes_twice_a_day_begins_at_the_first() {
        assert_eq!(
            starts("America/Havana", "2020-11-01"),
            "2020-11-01T04:00:00+00:00"
        );
    }

    #[test]
    fn a_moment_falls_into_the_local_month() {
        let rome = Calendar {
            zone: chrono_tz::Europe::Rome,
        };
        let late = DateTime::parse_from_rfc3339("2026-03-31T22:30:00Z").expect("a time");
        assert_eq!(rome.month_of(late.timestamp_millis()).to_string(), "2026-04-01");
    }
}
