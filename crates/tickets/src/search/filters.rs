//! Filters: `key:value`.

use chrono::TimeZone;

use super::{Hint, MIN_PREFIX, Parser, date, letters};
use crate::{Category, Span, Status, Term};

/// The keys of filters.
const KEYS: [&str; 8] = [
    "status",
    "is",
    "category",
    "classified",
    "sorted",
    "place",
    "opened",
    "closed",
];

/// Whether a key names a filter.
pub(super) fn is_filter(key: &str) -> bool {
    KEYS.contains(&key.to_lowercase().as_str())
}

impl<Z: TimeZone> Parser<'_, Z> {
    /// Adds a filter that every ticket must pass; `false` if the key names no filter.
    pub(super) fn pair(&mut self, key: &str, value: &str) -> bool {
        match key.to_lowercase().as_str() {
            "status" => self.status(value),
            "is" => self.is(value),
            "category" => self.category(value),
            "classified" | "sorted" => self.classified(value),
            "place" => self.place(value),
            "opened" => self.opened(value),
            "closed" => self.closed(value),
            _ => return false,
        }
        true
    }

    /// A filter as a term, which can be an alternative or excluded; `None` if the value or the filter cannot.
    pub(super) fn pair_term(&mut self, key: &str, value: &str) -> Option<Term> {
        let lower = value.to_lowercase();
        match key.to_lowercase().as_str() {
            "status" => lower.parse().ok().map(Term::Status),
            "is" => match lower.as_str() {
                "unclosed" => Some(Term::Any(vec![
                    Term::Status(Status::Open),
                    Term::Status(Status::Active),
                ])),
                "sure" => Some(Term::Sure(true)),
                "unsure" => Some(Term::Sure(false)),
                status => status.parse().ok().map(Term::Status),
            },
            "category" => category_by_prefix(value).map(Term::Category),
            "place" if !value.trim().starts_with('=') && letters(value) > 0 => {
                Some(Term::Place(unescaped(value)))
            }
            _ => None,
        }
    }

    fn status(&mut self, value: &str) {
        match value.to_lowercase().parse::<Status>() {
            Ok(status) => {
                let before = self.filter.status.replace(status);
                self.hint_if_repeated(before.is_some_and(|before| before != status), "status:");
            }
            Err(_) => self.hints.push(Hint::UnknownStatus(value.to_owned())),
        }
    }

    fn is(&mut self, value: &str) {
        match value.to_lowercase().as_str() {
            "unclosed" => self.filter.unclosed = true,
            "sure" => self.filter.sure = Some(true),
            "unsure" => self.filter.sure = Some(false),
            status if status.parse::<Status>().is_ok() => self.status(status),
            _ => self.hints.push(Hint::UnknownProperty(value.to_owned())),
        }
    }

    fn category(&mut self, value: &str) {
        match category_by_prefix(value) {
            Some(category) => {
                let before = self.filter.category.replace(category);
                self.hint_if_repeated(before.is_some_and(|before| before != category), "category:");
            }
            None => self.hints.push(Hint::UnknownCategory(value.to_owned())),
        }
    }

    fn classified(&mut self, value: &str) {
        match category_by_prefix(value) {
            Some(category) => {
                let before = self.filter.classified.replace(category);
                self.hint_if_repeated(before.is_some_and(|before| before != category), "classified:");
            }
            None => self.hints.push(Hint::UnknownClassified(value.to_owned())),
        }
    }

    /// Words of the place, or behind a `=` the whole place.
    fn place(&mut self, value: &str) {
        let Some(whole) = value.trim().strip_prefix('=') else {
            let words = self.place_words(value);
            self.filter.terms.extend(words);
            return;
        };
        let place = unescaped(whole);
        let before = self.filter.place.replace(place.clone());
        self.hint_if_repeated(before.is_some_and(|before| before != place), "place:");
    }

    fn place_words(&mut self, value: &str) -> Option<Term> {
        if letters(value) == 0 {
            self.hints.push(Hint::MissingPlace);
            return None;
        }
        Some(Term::Place(unescaped(value)))
    }

    fn opened(&mut self, value: &str) {
        if let Some(span) = self.span("opened", value) {
            let before = std::mem::replace(&mut self.filter.opened, span);
            self.hint_if_repeated(before != Span::default() && before != span, "opened:");
        }
    }

    fn closed(&mut self, value: &str) {
        if let Some(span) = self.span("closed", value) {
            let before = std::mem::replace(&mut self.filter.closed, span);
            self.hint_if_repeated(before != Span::default() && before != span, "closed:");
        }
    }

    fn span(&mut self, key: &'static str, value: &str) -> Option<Span> {
        let Some(span) = date::span(value, self.zone) else {
            self.hints.push(Hint::InvalidDates {
                key,
                value: value.to_owned(),
            });
            return None;
        };
        if let (Some(from), Some(until)) = (span.from, span.until)
            && from >= until
        {
            self.hints.push(Hint::EmptySpan {
                key,
                value: value.to_owned(),
            });
        }
        Some(span)
    }

    /// Of a repeated filter the last one counts.
    pub(super) fn hint_if_repeated(&mut self, again: bool, what: &'static str) {
        if again && !self.hints.contains(&Hint::Repeated(what)) {
            self.hints.push(Hint::Repeated(what));
        }
    }
}

/// A value without the doubling of its quotes.
fn unescaped(value: &str) -> String {
    value.trim().replace("\"\"", "\"")
}

/// A category by the beginning of its name or title.
fn category_by_prefix(value: &str) -> Option<Category> {
    let value = value.trim().to_lowercase().replace([' ', '_'], "-");
    let named = |category: &Category| {
        let title = category.title().to_lowercase().replace(' ', "-");
        category.as_str().starts_with(&value) || title.starts_with(&value)
    };
    let found = Category::ALL.into_iter().find(named);
    found
        .filter(|_| value.len() >= MIN_PREFIX)
        .or(match value.as_str() {
            "it" => Some(Category::TechnicalIt),
            _ => None,
        })
}
