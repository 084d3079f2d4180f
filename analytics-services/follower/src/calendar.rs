//! The campus's calendar: days and months in its time zone, also where the clocks change.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A calendar in one time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The campus's time zone.
    pub zone: Tz,
}

impl Calendar {
    /// The local time at a moment.
    #[must_use]
    pub fn local(self, moment: DateTime<Utc>) -> DateTime<Tz> {
        moment.with_timezone(&self.zone)
    }

    /// The first day of the local month that contains a moment (in milliseconds since 1970).
    #[must_use]
    pub fn month_of(self, moment_ms: i64) -> NaiveDate {
        first_of_month(self.local(moment(moment_ms)).date_naive())
    }

    /// The first moment of a day. If midnight occurs twice, the first of the two; if midnight is skipped, the first
    /// moment after the gap.
    #[must_use]
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        // Clocks change by multiples of 15 minutes; Samoa once skipped a whole day.
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

/// The same day `months` later; [`NaiveDate::MAX`] if there is none.
#[must_use]
pub fn months_later(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

/// The day `days` later; [`NaiveDate::MAX`] if there is none.
#[must_use]
pub fn days_later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The day `days` earlier; [`NaiveDate::MIN`] if there is none.
#[must_use]
pub fn days_earlier(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

/// A moment from milliseconds since 1970; 1970 if the calendar has no such moment.
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
    fn a_day_begins_at_local_midnight() {
        assert_eq!(starts("Europe/Rome", "2026-03-29"), "2026-03-28T23:00:00+00:00");
        assert_eq!(starts("Europe/Rome", "2026-03-30"), "2026-03-29T22:00:00+00:00");
    }

    #[test]
    fn a_day_without_midnight_begins_after_the_gap() {
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
    fn a_day_with_two_midnights_begins_at_the_first() {
        assert_eq!(
            starts("America/Havana", "2020-11-01"),
            "2020-11-01T04:00:00+00:00"
        );
    }

    #[test]
    fn the_month_of_a_moment_is_the_local_one() {
        let rome = Calendar {
            zone: chrono_tz::Europe::Rome,
        };
        let late = DateTime::parse_from_rfc3339("2026-03-31T22:30:00Z").expect("a time");
        assert_eq!(rome.month_of(late.timestamp_millis()).to_string(), "2026-04-01");
    }
}
