//! Times as text.

use chrono::{DateTime, TimeDelta, Utc};
use ui::WallClock;

use crate::fixtures::{clock, now};

fn words(before: TimeDelta) -> String {
    clock().words(&(now() - before))
}

#[test]
fn a_time_relative_to_now_is_short() {
    assert_eq!(words(TimeDelta::seconds(59)), "just now");
    assert_eq!(words(TimeDelta::seconds(60)), "1 min ago");
    assert_eq!(words(TimeDelta::minutes(59)), "59 min ago");
    assert_eq!(words(TimeDelta::minutes(60)), "1 h ago");
    assert_eq!(words(TimeDelta::hours(23)), "23 h ago");
    assert_eq!(words(TimeDelta::hours(24)), "1 d ago");
    assert_eq!(words(TimeDelta::days(13)), "13 d ago");
    assert_eq!(words(TimeDelta::days(14)), "4 Nov");
    assert_eq!(words(TimeDelta::days(400)), "14 Oct 2025");
    assert_eq!(
        words(TimeDelta::hours(-1)),
        "just now",
        "a clock that was set back"
    );
}

#[test]
fn a_day_of_the_last_week_is_named() {
    let on = |before| {
        let html = clock().on(&(now() - before)).to_string();
        html.split_once('>').unwrap().1.replace("</time>", "")
    };
    assert_eq!(on(TimeDelta::hours(2)), "today, 10:42");
    assert_eq!(on(TimeDelta::hours(13)), "yesterday, 23:42");
    assert_eq!(on(TimeDelta::days(2)), "Monday, 12:42");
    assert_eq!(on(TimeDelta::days(6)), "Thursday, 12:42");
    assert_eq!(on(TimeDelta::days(7)), "11 November, 12:42");
    assert_eq!(on(TimeDelta::days(365)), "18 November 2025, 12:42");
}

/// When summer time ends, one hour occurs twice: the zone distinguishes them.
#[test]
fn the_full_date_has_the_time_zone() {
    let time: DateTime<Utc> = "2026-10-25T00:30:00Z".parse().unwrap();
    let clock = WallClock {
        now: time,
        zone: chrono_tz::Europe::Rome,
    };
    assert!(clock.ago(&time).to_string().contains("2:30 (CEST)"));
    assert!(
        clock
            .ago(&(time + TimeDelta::hours(1)))
            .to_string()
            .contains("2:30 (CET)")
    );
}
