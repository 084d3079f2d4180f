//! Times as text: relative on the page, and the full date in the tooltip, which screen readers read too.
//!
//! Times are written without format strings, because chrono parses a format string at each use, and a page of
//! rows shows 50 times.

use std::fmt;

use askama::filters::HtmlSafe;
use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::{OffsetName, Tz};

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The time, and the campus's time zone.
#[derive(Clone, Copy, Debug)]
pub struct WallClock {
    /// The time now.
    pub now: DateTime<Utc>,
    /// The campus's time zone.
    pub zone: Tz,
}

impl WallClock {
    /// A time relative to now ("2 h ago"), as a `<time>` element with the full date in its title.
    #[must_use]
    pub fn ago(&self, at: &DateTime<Utc>) -> When {
        self.when(at, Style::Ago)
    }

    /// A time as day and clock ("Monday, 9:12", "3 March 2026, 9:12"), as a `<time>` element.
    #[must_use]
    pub fn on(&self, at: &DateTime<Utc>) -> When {
        self.when(at, Style::On)
    }

    /// The hour and minute of a time ("10:42"), as plain text.
    #[must_use]
    pub fn hour(&self, at: &DateTime<Utc>) -> String {
        Hour(&at.with_timezone(&self.zone)).to_string()
    }

    /// A time relative to now as plain text: "just now", "5 min ago", "2 h ago", "3 d ago", then the date.
    #[must_use]
    pub fn words(&self, at: &DateTime<Utc>) -> String {
        Words(&self.ago(at)).to_string()
    }

    fn when(&self, at: &DateTime<Utc>, style: Style) -> When {
        When {
            at: at.with_timezone(&self.zone),
            now: self.now.with_timezone(&self.zone),
            style,
        }
    }
}

/// A time as a `<time>` element. It needs no escaping: its parts are figures and names.
#[derive(Clone, Debug)]
pub struct When {
    at: DateTime<Tz>,
    now: DateTime<Tz>,
    style: Style,
}

#[derive(Clone, Copy, Debug)]
enum Style {
    Ago,
    On,
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (utc, at) = (self.at.naive_utc(), &self.at);
        let (year, month, day) = (utc.year(), utc.month(), utc.day());
        let (hour, minute, second, milli) = (
            utc.hour(),
            utc.minute(),
            utc.second(),
            utc.and_utc().timestamp_subsec_millis(),
        );
        write!(
            f,
            r#"<time datetime="{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z" title=""#
        )?;
        write!(f, "{} {}, {}", day_of_week(at), Date(at), Hour(at))?;
        if let Some(zone) = at.offset().abbreviation() {
            write!(f, " ({zone})")?;
        }
        write!(f, r#"">{}</time>"#, Words(self))
    }
}

impl HtmlSafe for When {}

/// The text of the element.
struct Words<'a>(&'a When);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.style {
            Style::Ago => ago(self.0, f),
            Style::On => on(self.0, f),
        }
    }
}

fn ago(When { at, now, .. }: &When, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let age = now.signed_duration_since(at).max(TimeDelta::zero());
    match (age.num_minutes(), age.num_hours(), age.num_days()) {
        (0, ..) => f.write_str("just now"),
        (minutes, 0, _) => write!(f, "{minutes} min ago"),
        (_, hours, 0) => write!(f, "{hours} h ago"),
        (_, _, days) if days < 14 => write!(f, "{days} d ago"),
        _ => {
            let short = month(at).get(..3).unwrap_or_default();
            write!(f, "{} {short}", at.day())?;
            if at.year() == now.year() {
                return Ok(());
            }
            write!(f, " {}", at.year())
        }
    }
}

fn on(When { at, now, .. }: &When, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let hour = Hour(at);
    match (now.date_naive() - at.date_naive()).num_days() {
        0 => write!(f, "today, {hour}"),
        1 => write!(f, "yesterday, {hour}"),
        2..=6 => write!(f, "{}, {hour}", day_of_week(at)),
        _ if at.year() == now.year() => write!(f, "{} {}, {hour}", at.day(), month(at)),
        _ => write!(f, "{}, {hour}", Date(at)),
    }
}

/// "3 March 2026"
struct Date<'a>(&'a DateTime<Tz>);

impl fmt::Display for Date<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.0.day(), month(self.0), self.0.year())
    }
}

/// "9:12"
struct Hour<'a>(&'a DateTime<Tz>);

impl fmt::Display for Hour<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02}", self.0.hour(), self.0.minute())
    }
}

fn month(at: &DateTime<Tz>) -> &'static str {
    usize::try_from(at.month0())
        .ok()
        .and_then(|month| MONTHS.get(month).copied())
        .unwrap_or_default()
}

fn day_of_week(at: &DateTime<Tz>) -> &'static str {
    let day = at.weekday().num_days_from_monday();
    usize::try_from(day)
        .ok()
        .and_then(|day| DAYS.get(day).copied())
        .unwrap_or_default()
}
