//! What a caller asks: `category=`, `place=` and `last=`.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use thiserror::Error;
use tickets::{Category, UnknownCategory};
use ui::analysis::Scope;

use crate::{Columns, Fact, PlaceId};

const MOST_HOURS: u32 = MOST_DAYS * 24;
const MOST_DAYS: u32 = 3650;

/// The parameters as they stand in the address. An empty one, as a form sends it, is one left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Parameters {
    category: String,
    place: String,
    last: String,
}

/// Which tickets are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Only this category.
    pub category: Option<Category>,
    /// Only those at this place; case does not count.
    pub place: Option<String>,
    /// Only those opened in this period, which ends now.
    pub last: Option<Last>,
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadQuestion {
    /// There is no such category.
    #[error(transparent)]
    Category(#[from] UnknownCategory),
    /// The period is not written as hours or days, or is too short or too long.
    #[error("“{0}” is no period; write 1h to 87600h or 1d to 3650d, like last=48h or last=7d")]
    Period(String),
    /// This analysis is about a period, and none is given.
    #[error("this analysis needs a period, like last=48h or last=7d")]
    NoPeriod,
}

impl TryFrom<Parameters> for Question {
    type Error = BadQuestion;

    fn try_from(asked: Parameters) -> Result<Self, BadQuestion> {
        Ok(Self {
            category: given(asked.category).map(|text| text.parse()).transpose()?,
            place: given(asked.place.trim().to_owned()),
            last: given(asked.last).map(|text| text.parse()).transpose()?,
        })
    }
}

fn given(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

impl Question {
    /// The question as a test for tickets, asked at `now`.
    #[must_use]
    pub fn test(&self, columns: &Columns, now: DateTime<Utc>) -> Test {
        Test {
            category: self.category,
            place: self.place.as_deref().map(|name| columns.place(name)),
            since_ms: self.last.map(|last| last.since(now).timestamp_millis()),
            until_ms: self.last.map(|_| now.timestamp_millis()),
        }
    }

    /// The same in words.
    #[must_use]
    pub fn scope(&self) -> Scope<'_> {
        Scope {
            category: self.category,
            place: self.place.as_deref(),
            period: self.last.map(|last| last.to_string()),
        }
    }

    /// Whether every ticket is meant.
    #[must_use]
    pub fn is_about_all(&self) -> bool {
        *self == Self::default()
    }
}

/// Says of each ticket whether it is meant.
#[derive(Clone, Copy, Debug)]
pub struct Test {
    category: Option<Category>,
    /// `Some(None)`: only a place at which no ticket is.
    place: Option<Option<PlaceId>>,
    since_ms: Option<i64>,
    until_ms: Option<i64>,
}

impl Test {
    /// Whether this ticket is meant.
    #[must_use]
    pub fn holds(&self, fact: &Fact) -> bool {
        self.category.is_none_or(|category| category == fact.category)
            && self
                .place
                .is_none_or(|place| place.is_some() && place == fact.place)
            && self.since_ms.is_none_or(|since| since <= fact.opened_ms)
            && self.until_ms.is_none_or(|until| fact.opened_ms < until)
    }
}

/// A period that ends now: `48h` or `7d`, from an hour to 3650 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// So many hours.
    Hours(u32),
    /// So many times 24 hours.
    Days(u32),
}

impl Last {
    /// How long it is.
    #[must_use]
    pub fn length(self) -> TimeDelta {
        match self {
            Self::Hours(hours) => TimeDelta::hours(hours.into()),
            Self::Days(days) => TimeDelta::days(days.into()),
        }
    }

    /// When it began.
    #[must_use]
    pub fn since(self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - self.length()
    }
}

impl std::str::FromStr for Last {
    type Err = BadQuestion;

    fn from_str(text: &str) -> Result<Self, BadQuestion> {
        parse(text).ok_or_else(|| BadQuestion::Period(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Last> {
    if let Some(hours) = text.strip_suffix('h') {
        Some(Last::Hours(number(hours, MOST_HOURS)?))
    } else {
        Some(Last::Days(number(text.strip_suffix('d')?, MOST_DAYS)?))
    }
}

fn number(text: &str, most: u32) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits)?;
    (1..=most).contains(&number).then_some(number)
}

impl std::fmt::Display for Last {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hours(1) => f.write_str("the last hour"),
            Self::Hours(hours) => write!(f, "the last {hours} hours"),
            Self::Days(1) => f.write_str("the last day"),
            Self::Days(days) => write!(f, "the last {days} days"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_hours_or_days_from_an_hour_to_ten_years() {
        assert_eq!("48h".parse(), Ok(Last::Hours(48)));
        assert_eq!("7d".parse(), Ok(Last::Days(7)));
        assert_eq!("87600h".parse(), Ok(Last::Hours(87_600)));
        assert_eq!("3650d".parse(), Ok(Last::Days(3650)));
    }

    #[test]
    fn nothing_else_is_a_period() {
        for text in [
            "",
            "h",
            "d",
            "0h",
            "0d",
            "87601h",
            "3651d",
            "48",
            "48m",
            "-1h",
            "+5h",
            "1.5h",
            " 48h",
            "48 h",
            "48H",
            "４８h",
            "99999999999999999999h",
            "48hd",
        ] {
            assert_eq!(text.parse::<Last>(), Err(BadQuestion::Period(text.to_owned())));
        }
    }

    #[test]
    fn empty_fields_of_a_form_ask_for_everything() {
        let question = Question::try_from(Parameters::default()).expect("a question");
        assert!(question.is_about_all());
    }

    #[test]
    fn an_unknown_category_is_named() {
        let asked = Parameters {
            category: "gardening".into(),
            ..Parameters::default()
        };
        let refusal = Question::try_from(asked)
            .expect_err("no such category")
            .to_string();
        assert!(refusal.contains("gardening"), "{refusal}");
    }
}
