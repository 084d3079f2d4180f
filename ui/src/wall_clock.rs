//! Times as people read them: relative words on the page, the full date for those who hover or listen.

use std::fmt;

use askama::filters::HtmlSafe;
use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;

/// What time it is, and in which zone the campus lives.
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
        self.when(at, self.words(at))
    }

    /// A time as day and clock ("Monday 9:12", "3 March 2026, 9:12"), as a `<time>` element.
    #[must_use]
    pub fn on(&self, at: &DateTime<Utc>) -> When {
        let (local, today) = (at.with_timezone(&self.zone), self.now.with_timezone(&self.zone));
        let days = (today.date_naive() - local.date_naive()).num_days();
        let words = match days {
            0 => local.format("today %-H:%M").to_string(),
            1 => local.format("yesterday %-H:%M").to_string(),
            2..=6 => local.format("%A %-H:%M").to_string(),
            _ if local.year() == today.year() => local.format("%-d %B, %-H:%M").to_string(),
            _ => local.format("%-d %B %Y, %-H:%M").to_string(),
        };
        self.when(at, words)
    }

    /// The hour and minute of a time ("10:42"), as plain text.
    #[must_use]
    pub fn hour(&self, at: &DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%-H:%M").to_string()
    }

    /// How long ago, in the fewest words: "now", "5 min", "2 h", "3 d", then the date.
    #[must_use]
    pub fn words(&self, at: &DateTime<Utc>) -> String {
        let age = (self.now - *at).max(TimeDelta::zero());
        let local = at.with_timezone(&self.zone);
        match (age.num_minutes(), age.num_hours(), age.num_days()) {
            (0, ..) => "just now".to_owned(),
            (minutes, 0, _) => format!("{minutes} min ago"),
            (_, hours, 0) => format!("{hours} h ago"),
            (_, _, days) if days < 14 => format!("{days} d ago"),
            _ if local.year() == self.now.with_timezone(&self.zone).year() => {
                local.format("%-d %b").to_string()
            }
            _ => local.format("%-d %b %Y").to_string(),
        }
    }

    fn when(&self, at: &DateTime<Utc>, words: String) -> When {
        When {
            machine: at.to_rfc3339_opts(SecondsFormat::Millis, true),
            full: at
                .with_timezone(&self.zone)
                .format("%A %-d %B %Y, %-H:%M (%Z)")
                .to_string(),
            words,
        }
    }
}

/// A time on the page. It holds figures and names of days only, so it needs no escaping.
#[derive(Clone, Debug)]
pub struct When {
    machine: String,
    full: String,
    words: String,
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { machine, full, words } = self;
        write!(f, r#"<time datetime="{machine}" title="{full}">{words}</time>"#)
    }
}

impl HtmlSafe for When {}
