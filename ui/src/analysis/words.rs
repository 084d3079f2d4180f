//! Numbers, durations and spans of time as text.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A number with separated thousands: "1,234".
#[must_use]
pub fn amount(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let grouped = digits.chars().enumerate().flat_map(|(at, digit)| {
        let comma = (at > 0 && at % 3 == first).then_some(',');
        comma.into_iter().chain([digit])
    });
    grouped.collect()
}

/// A number with its noun: "1 ticket", "1,234 tickets".
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", amount(number))
}

/// A duration in its two largest units: "2 d 4 h", "3 h 10 min", "45 min", "20 s".
#[must_use]
pub fn duration(seconds: f64) -> String {
    // Rounded to the smaller unit on screen, so that 59.9 minutes become 1 h.
    let whole = |unit: f64| (seconds / unit).round() * unit;
    let in_units = |unit: f64, long: f64, names: (&str, &str)| {
        let rounded = whole(unit);
        let (many, rest) = ((rounded / long).floor(), (rounded % long / unit).round());
        match rest {
            0.0 => format!("{many} {}", names.0),
            rest => format!("{many} {} {rest} {}", names.0, names.1),
        }
    };
    if whole(3600.0) >= 86_400.0 {
        in_units(3600.0, 86_400.0, ("d", "h"))
    } else if whole(60.0) >= 3600.0 {
        in_units(60.0, 3600.0, ("h", "min"))
    } else if whole(1.0) >= 60.0 {
        format!("{} min", (seconds / 60.0).round())
    } else {
        format!("{} s", seconds.round())
    }
}

/// How long a ticket has waited, in its largest unit: "26 days", "5 hours", "1 minute".
#[must_use]
pub fn waiting(time: TimeDelta) -> String {
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    match (time.num_days(), time.num_hours(), time.num_minutes()) {
        (1.., _, _) => counted(whole(time.num_days()), "day"),
        (_, 1.., _) => counted(whole(time.num_hours()), "hour"),
        (_, _, minutes) => counted(whole(minutes).max(1), "minute"),
    }
}

/// A day relative to `today`: "today", "Monday", "3 Nov", "3 Nov 2025".
#[must_use]
pub fn day(day: NaiveDate, today: NaiveDate) -> String {
    let year = if chrono::Datelike::year(&day) == chrono::Datelike::year(&today) {
        ""
    } else {
        " %Y"
    };
    match (today - day).num_days() {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..=6 => day.format("%A").to_string(),
        _ => day.format(&format!("%-d %b{year}")).to_string(),
    }
}

/// A span of time in the campus's time zone: "Mon 23 Nov, 9:00–10:00", "Mon 23 Nov", "23 Nov – 29 Nov 2026". Where the
/// clocks change, with the zone: "Sun 25 Oct, 2:00 CEST–2:00 CET".
#[must_use]
pub fn span(from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> String {
    let (from, to) = (from.with_timezone(&zone), to.with_timezone(&zone));
    let last_day = (to - TimeDelta::milliseconds(1)).date_naive();
    if from.date_naive() != last_day {
        return format!("{} – {}", from.format("%-d %b"), last_day.format("%-d %b %Y"));
    }
    let (begins, ends) = (from.time() == NaiveTime::MIN, to.time() == NaiveTime::MIN);
    if begins && ends {
        return from.format("%a %-d %b").to_string();
    }
    let end = if ends {
        "24:00".to_owned()
    } else {
        to.format("%-H:%M").to_string()
    };
    let (start, start_zone, end_zone) = (
        from.format("%a %-d %b, %-H:%M"),
        from.format("%Z"),
        to.format("%Z"),
    );
    if from.offset().fix() != to.offset().fix() {
        format!("{start} {start_zone}–{end} {end_zone}")
    } else if is_repeated(from) || is_repeated(to) {
        format!("{start}–{end} {end_zone}")
    } else {
        format!("{start}–{end}")
    }
}

/// Whether the clocks show this time twice, because they are set back.
#[must_use]
pub fn is_repeated(time: DateTime<Tz>) -> bool {
    let again = time.timezone().from_local_datetime(&time.naive_local());
    matches!(again, MappedLocalTime::Ambiguous(_, _))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let texts: Vec<_> = [0, 7, 999, 1000, 12_345, 1_234_567].map(amount).into();
        assert_eq!(texts, ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn a_noun_agrees_with_its_number() {
        assert_eq!(
            [0, 1, 1000].map(|number| counted(number, "ticket")),
            ["0 tickets", "1 ticket", "1,000 tickets"]
        );
    }

    #[test]
    fn a_ticket_waits_in_its_largest_unit() {
        let texts: Vec<_> = [0, 59, 60, 150, 60 * 23 + 59, 60 * 24, 60 * 24 * 26 + 700]
            .map(|minutes| waiting(TimeDelta::minutes(minutes)))
            .into();
        assert_eq!(
            texts,
            [
                "1 minute",
                "59 minutes",
                "1 hour",
                "2 hours",
                "23 hours",
                "1 day",
                "26 days"
            ]
        );
    }

    #[test]
    fn durations_have_their_two_largest_units() {
        for (seconds, words) in [
            (0.4, "0 s"),
            (20.0, "20 s"),
            (59.7, "1 min"),
            (2700.0, "45 min"),
            (3599.0, "1 h"),
            (11_400.0, "3 h 10 min"),
            (86_390.0, "1 d"),
            (187_200.0, "2 d 4 h"),
            (8_640_000.0, "100 d"),
        ] {
            assert_eq!(duration(seconds), words, "{seconds}");
        }
    }

    #[test]
    fn spans_are_in_the_campus_time_zone() {
        let text = |from: &str, to: &str| {
            span(
                from.parse().expect("a time"),
                to.parse().expect("a time"),
                chrono_tz::Europe::Rome,
            )
        };
        assert_eq!(
            text("2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z"),
            "Mon 23 Nov, 9:00–10:00"
        );
        assert_eq!(
            text("2026-11-23T22:00:00Z", "2026-11-23T23:00:00Z"),
            "Mon 23 Nov, 23:00–24:00"
        );
        assert_eq!(text("2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z"), "Mon 23 Nov");
        assert_eq!(
            text("2026-11-22T23:00:00Z", "2026-11-29T23:00:00Z"),
            "23 Nov – 29 Nov 2026"
        );
    }

    #[test]
    fn the_hour_that_is_repeated_in_autumn_has_its_zone() {
        let text = |from: &str, to: &str| {
            let time = |text: &str| format!("2026-{text}:00Z").parse().expect("a time");
            span(time(from), time(to), chrono_tz::Europe::Rome)
        };
        assert_eq!(
            [
                text("10-24T23:00", "10-25T00:00"),
                text("10-25T00:00", "10-25T01:00"),
                text("10-25T01:00", "10-25T02:00"),
                text("10-25T02:00", "10-25T03:00"),
                text("03-29T00:00", "03-29T01:00"),
            ],
            [
                "Sun 25 Oct, 1:00–2:00 CEST",
                "Sun 25 Oct, 2:00 CEST–2:00 CET",
                "Sun 25 Oct, 2:00–3:00 CET",
                "Sun 25 Oct, 3:00–4:00",
                "Sun 29 Mar, 1:00 CET–3:00 CEST",
            ]
        );
    }

    #[test]
    fn days_are_relative_to_today() {
        let today: NaiveDate = "2026-11-23".parse().expect("a day");
        let text = |back: i64| day(today - TimeDelta::days(back), today);
        assert_eq!(
            [0, 1, 3, 7, 400].map(text),
            ["today", "yesterday", "Friday", "16 Nov", "19 Oct 2025"]
        );
    }
}
