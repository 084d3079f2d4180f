//! Parses spans of time: `2026-03-01..2026-04-15`, `2026-03..`, `..2026-03-01T12:00:00Z`, or one day, month or year.
//!
//! A span of days, months or years includes both ends: `2026-10..2026-11` is October and November. An exact time at the
//! end is not included.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, TimeZone, Utc};

use crate::Span;

/// Parses a span; `None` if the text is invalid.
pub(super) fn span<Z: TimeZone>(text: &str, zone: &Z) -> Option<Span> {
    let Some((from, until)) = text.split_once("..") else {
        let (from, until) = days(text)?;
        return Some(Span {
            from: Some(midnight(from, zone)?),
            until: Some(midnight(until, zone)?),
        });
    };
    if from.is_empty() && until.is_empty() {
        return None;
    }
    Some(Span {
        from: end(from, zone, |(first, _)| first)?,
        until: end(until, zone, |(_, next)| next)?,
    })
}

/// Parses one end of a span: `None` if the text is invalid, `Some(None)` if it is empty (unbounded). `side` is the end
/// of a day, month or year: its first day, or the day after its last day.
#[expect(clippy::option_option, reason = "an empty end and an invalid end differ")]
fn end<Z: TimeZone>(
    text: &str,
    zone: &Z,
    side: impl Fn((NaiveDate, NaiveDate)) -> NaiveDate,
) -> Option<Option<DateTime<Utc>>> {
    if text.is_empty() {
        return Some(None);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(Some(time.with_timezone(&Utc)));
    }
    midnight(side(days(text)?), zone).map(Some)
}

/// The first day of a day, month or year, and the day after its last day.
fn days(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map(|month| number(month, 2));
    let day = parts.next().map(|day| number(day, 2));
    if parts.next().is_some() {
        return None;
    }
    let at = |month: u32, day: u32| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    match (month, day) {
        (None, _) => span_of(at(1, 1)?, Months::new(12)),
        (Some(month), None) => span_of(at(month?, 1)?, Months::new(1)),
        (Some(month), Some(day)) => {
            let first = at(month?, day?)?;
            Some((first, first.checked_add_days(Days::new(1))?))
        }
    }
}

fn span_of(first: NaiveDate, months: Months) -> Option<(NaiveDate, NaiveDate)> {
    Some((first, first.checked_add_months(months)?))
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let valid = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| valid)
}

/// The first instant of a day. If clocks go forward at midnight, the day begins later.
fn midnight<Z: TimeZone>(day: NaiveDate, zone: &Z) -> Option<DateTime<Utc>> {
    let midnight = day.and_hms_opt(0, 0, 0)?;
    let begins = (0..=3).find_map(|hours| {
        let local = midnight.checked_add_signed(TimeDelta::hours(hours))?;
        zone.from_local_datetime(&local).earliest()
    });
    begins.map(|time| time.with_timezone(&Utc))
}
