//! The question of a request: `category=`, `place=` and `last=`.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use thiserror::Error;
use tickets::{Category, UnknownCategory};
use ui::analysis::Scope;

use crate::{Columns, Fact, PlaceId};

const MAX_HOURS: u32 = MAX_DAYS * 24;
const MAX_DAYS: u32 = 3650;

/// The query parameters as text. An empty parameter, as forms send it, counts as absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Parameters {
    category: String,
    place: String,
    last: String,
}

/// The tickets that are asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Only this category.
    pub category: Option<Category>,
    /// Only this place, in any case.
    pub place: Option<String>,
    /// Only tickets opened in this period, which ends now.
    pub last: Option<Last>,
}

/// Why a question is rejected.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadQuestion {
    /// The category does not exist.
    #[error(transparent)]
    Category(#[from] UnknownCategory),
    /// The period is not in hours or days, or is too short or too long.
    #[error("“{0}” is not a period; write 1h to 87600h or 1d to 3650d, like last=48h or last=7d")]
    Period(String),
    /// This analysis needs a period.
    #[error("this analysis needs a period, like last=48h or last=7d")]
    NoPeriod,
}

impl TryFrom<Parameters> for Question {
    type Error = BadQuestion;

    fn try_from(parameters: Parameters) -> Result<Self, BadQuestion> {
        Ok(Self {
            category: given(parameters.category).map(|text| text.parse()).transpose()?,
            place: given(parameters.place.trim().to_owned()),
            last: given(parameters.last).map(|text| text.parse()).transpose()?,
        })
    }
}

fn given(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

impl Question {
    /// The filter that selects the tickets at `now`.
    #[must_use]
    pub fn filter(&self, columns: &Columns, now: DateTime<Utc>) -> FactFilter {
        FactFilter {
            category: self.category,
            place: self.place.as_deref().map(|name| columns.place(name)),
            since_ms: self.last.map(|last| last.since(now).timestamp_millis()),
            until_ms: self.last.map(|_| now.timestamp_millis()),
        }
    }

    /// The question as text for the panel.
    #[must_use]
    pub fn scope(&self) -> Scope<'_> {
        Scope {
            category: self.category,
            place: self.place.as_deref(),
            period: self.last.map(|last| last.to_string()),
        }
    }

    /// Whether every ticket is selected.
    #[must_use]
    pub fn selects_all(&self) -> bool {
        *self == Self::default()
    }
}

/// A question with the place resolved and the period fixed.
#[derive(Clone, Copy, Debug)]
pub struct FactFilter {
    category: Option<Category>,
    /// `Some(None)`: only a place that no ticket has.
    place: Option<Option<PlaceId>>,
    since_ms: Option<i64>,
    until_ms: Option<i64>,
}

impl FactFilter {
    /// Whether the filter selects this ticket.
    #[must_use]
    pub fn matches(&self, fact: &Fact) -> bool {
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
    /// A number of hours.
    Hours(u32),
    /// A number of 24-hour days.
    Days(u32),
}

impl Last {
    /// The length of the period.
    #[must_use]
    pub fn length(self) -> TimeDelta {
        match self {
            Self::Hours(hours) => TimeDelta::hours(hours.into()),
            Self::Days(days) => TimeDelta::days(days.into()),
        }
    }

    /// The start of the period.
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
        Some(Last::Hours(number(hours, MAX_HOURS)?))
    } else {
        Some(Last::Days(number(text.strip_suffix('d')?, MAX_DAYS)?))
    }
}

fn number(text: &str, max: u32) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits)?;
    (1..=max).contains(&number).then_some(number)
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
    fn hours_and_days_up_to_ten_years_are_periods() {
        assert_eq!("48h".parse(), Ok(Last::Hours(48)));
        assert_eq!("7d".parse(), Ok(Last::Days(7)));
        assert_eq!("87600h".parse(), Ok(Last::Hours(87_600)));
        assert_eq!("3650d".parse(), Ok(Last::Days(3650)));
    }

    #[test]
    fn other_texts_are_not_periods() {
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
    fn empty_parameters_select_all_tickets() {
        let question = Question::try_from(Parameters::default()).expect("a question");
        assert!(question.selects_all());
    }

    #[test]
    fn an_unknown_category_is_named_in_the_rejection() {
        let parameters = Parameters {
            category: "gardening".into(),
            ..Parameters::default()
        };
        let rejection = Question::try_from(parameters)
            .expect_err("no such category")
            .to_string();
        assert!(rejection.contains("gardening"), "{rejection}");
    }
}
