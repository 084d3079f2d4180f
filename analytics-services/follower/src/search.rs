//! Builds the search that lists the tickets behind a number, in the language of the search box.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SecondsFormat, Utc};
use tickets::{Category, Status};

use crate::{Calendar, Question, days_later, months_later};

/// A search under construction; a ticket must meet all conditions.
#[derive(Clone, Debug)]
pub struct Search {
    calendar: Calendar,
    conditions: Vec<String>,
    category: Option<Category>,
    place: Option<String>,
}

impl Search {
    /// The category and the place of a question. The period is not included: see [`Self::opened`].
    #[must_use]
    pub fn about(question: &Question, calendar: Calendar) -> Self {
        Self {
            calendar,
            conditions: Vec::new(),
            category: question.category,
            place: question.place.clone(),
        }
    }

    /// Only open and active tickets.
    #[must_use]
    pub fn unclosed(mut self) -> Self {
        self.conditions.push("is:unclosed".to_owned());
        self
    }

    /// Only tickets with this status.
    #[must_use]
    pub fn status(mut self, status: Status) -> Self {
        self.conditions.push(format!("status:{status}"));
        self
    }

    /// Only tickets of this category; replaces the category of the question.
    #[must_use]
    pub fn category(mut self, category: Category) -> Self {
        self.category = Some(category);
        self
    }

    /// Only tickets opened in `[from, until)`.
    #[must_use]
    pub fn opened(mut self, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        let span = match self.whole_day_or_month(from, until) {
            Some(name) => name,
            None => format!("{}..{}", self.moment(from), exact(until)),
        };
        self.conditions.push(format!("opened:{span}"));
        self
    }

    /// Only tickets opened at this time or later, also in the future.
    #[must_use]
    pub fn opened_since(mut self, from: DateTime<Utc>) -> Self {
        self.conditions.push(format!("opened:{}..", self.moment(from)));
        self
    }

    /// Only tickets opened before this time.
    #[must_use]
    pub fn opened_before(mut self, until: DateTime<Utc>) -> Self {
        self.conditions.push(format!("opened:..{}", exact(until)));
        self
    }

    /// A day for the first moment of the day, otherwise the exact time.
    fn moment(&self, moment: DateTime<Utc>) -> String {
        match self.day_that_begins(moment) {
            Some(day) => day.to_string(),
            None => exact(moment),
        }
    }

    /// The day or month that is exactly `[from, until)`.
    fn whole_day_or_month(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<String> {
        let (first, next) = (self.day_that_begins(from)?, self.day_that_begins(until)?);
        if next == days_later(first, 1) {
            Some(first.to_string())
        } else if first.day() == 1 && next == months_later(first, 1) {
            Some(first.format("%Y-%m").to_string())
        } else {
            None
        }
    }

    /// The day of which `moment` is the first moment, if it is at midnight.
    fn day_that_begins(&self, moment: DateTime<Utc>) -> Option<NaiveDate> {
        let local = self.calendar.local(moment);
        let day = local.date_naive();
        (local.time() == NaiveTime::MIN && self.calendar.start_of(day) == moment).then_some(day)
    }

    /// The text of the search. The `=` means the whole place. A quotation mark in the place's name is doubled.
    #[must_use]
    pub fn text(self) -> String {
        let mut conditions = self.conditions;
        conditions.extend(self.category.map(|category| format!("category:{category}")));
        if let Some(place) = self.place {
            conditions.push(format!("place:\"={}\"", place.replace('"', "\"\"")));
        }
        conditions.join(" ")
    }
}

/// The end of a span is always exact: a day as an end would include that day.
fn exact(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn about(place: &str) -> Search {
        let question = Question {
            place: Some(place.to_owned()),
            ..Question::default()
        };
        Search::about(
            &question,
            Calendar {
                zone: chrono_tz::Europe::Rome,
            },
        )
    }

    #[test]
    fn midnight_becomes_a_day_and_another_time_is_exact() {
        let search = about("Hall B").unclosed().category(Category::TechnicalIt);
        let search = search.opened(at("2026-03-28T23:00:00Z"), at("2026-03-30T08:15:00.250Z"));
        assert_eq!(
            search.text(),
            r#"is:unclosed opened:2026-03-29..2026-03-30T08:15:00.250Z category:technical-it place:"=Hall B""#
        );
    }

    #[test]
    fn a_whole_day_or_month_is_one_word_and_the_end_of_another_span_is_exact() {
        let opened = |from, until| {
            about("A")
                .opened(at(from), at(until))
                .text()
                .replace(" place:\"=A\"", "")
        };
        let spans = [
            opened("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            opened("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"),
            opened("2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z"),
        ];
        assert_eq!(
            spans,
            [
                "opened:2026-03-29",
                "opened:2026-03",
                "opened:2026-03-23..2026-03-29T22:00:00Z"
            ]
        );
    }

    #[test]
    fn a_span_can_have_one_end() {
        let text = about("A").opened_since(at("2026-03-28T23:00:00Z")).text();
        assert_eq!(text, "opened:2026-03-29.. place:\"=A\"");
        let text = about("A").opened_before(at("2026-03-28T23:00:00Z")).text();
        assert_eq!(text, "opened:..2026-03-28T23:00:00Z place:\"=A\"");
    }

    #[test]
    fn the_search_for_a_place_with_a_quotation_mark_is_parsed_back() {
        let text = about("the 19\" rack").text();
        assert_eq!(text, r#"place:"=the 19"" rack""#);
        let (filter, hints) = tickets::search::parse(&text, &chrono_tz::Europe::Rome);
        assert_eq!(filter.place.as_deref(), Some("the 19\" rack"));
        assert!(hints.is_empty(), "{hints:?}");
    }
}
