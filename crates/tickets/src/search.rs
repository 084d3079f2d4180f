//! Parses the text of the search box to a [`Filter`].
//!
//! ```text
//!   lift "room 12" heat* status:active place:"Hall B" opened:2026-03-01..2026-04-01 #123
//! ```
//!
//! Every text is a valid query: a part that has no meaning is ignored or searched for as a word, and a [`Hint`] explains
//! it.

mod date;
mod hint;
mod split;

use chrono::TimeZone;

pub use hint::Hint;

use crate::{Category, Filter, Span, Status, Term};
use split::{Piece, pieces};

/// The maximum number of search terms; further words are ignored.
pub const MAX_TERMS: usize = 32;

/// The maximum length of a search in characters; the rest is ignored.
pub const MAX_CHARACTERS: usize = 1_000;

/// The minimum number of letters before a `*`. A shorter prefix would match nearly every ticket.
pub const MIN_PREFIX: usize = 2;

/// The minimum number of letters for which a word that is still being typed is searched as a prefix. The store's full-text
/// index has prefixes of this length.
pub const MIN_UNFINISHED: usize = 3;

/// Parses a search. Dates are days in `zone`.
pub fn parse<Z: TimeZone>(text: &str, zone: &Z) -> (Filter, Vec<Hint>) {
    let mut parser = Parser {
        zone,
        filter: Filter::default(),
        hints: Vec::new(),
    };
    let (text, cut) = match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => (text.get(..end).unwrap_or(text), true),
        None => (text, false),
    };
    for piece in pieces(text) {
        parser.piece(piece);
    }
    parser.hint_at_contradictions();
    if cut {
        parser.hints.push(Hint::TooLong);
    }
    (parser.filter, parser.hints)
}

/// Parses a search that is still being typed: the last word may be unfinished, so it matches as a prefix.
pub fn parse_while_typing<Z: TimeZone>(text: &str, zone: &Z) -> (Filter, Vec<Hint>) {
    let (mut filter, hints) = parse(text, zone);
    if let Some(Term::Word(word)) = filter.terms.last()
        && text.ends_with(word.as_str())
        && letters(word) >= MIN_UNFINISHED
    {
        let unfinished = Term::Prefix(word.clone());
        filter.terms.pop();
        filter.terms.push(unfinished);
    }
    (filter, hints)
}

struct Parser<'a, Z> {
    zone: &'a Z,
    filter: Filter,
    hints: Vec<Hint>,
}

impl<Z: TimeZone> Parser<'_, Z> {
    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Phrase(text) => self.term(text, Term::Phrase(text.to_owned())),
            Piece::Word(text) => match text.strip_prefix('#') {
                Some(number) => self.number(text, number),
                None => self.word(text),
            },
            Piece::Pair { key, value, whole } => self.pair(key, value, whole),
        }
    }

    fn word(&mut self, text: &str) {
        let Some(beginning) = text.strip_suffix('*') else {
            return self.term(text, Term::Word(text.to_owned()));
        };
        let beginning = beginning.trim_end_matches('*');
        if (1..MIN_PREFIX).contains(&letters(beginning)) {
            self.hints.push(Hint::PrefixTooShort(text.to_owned()));
            return self.term(text, Term::Word(beginning.to_owned()));
        }
        self.term(text, Term::Prefix(beginning.to_owned()));
    }

    fn term(&mut self, text: &str, term: Term) {
        if letters(text) == 0 {
            self.hints.push(Hint::NoLetters(text.to_owned()));
        } else if self.filter.terms.len() == MAX_TERMS {
            if !self.hints.contains(&Hint::TooManyWords) {
                self.hints.push(Hint::TooManyWords);
            }
        } else {
            self.filter.terms.push(term);
        }
    }

    fn number(&mut self, text: &str, number: &str) {
        match number.parse() {
            Ok(number) => {
                let before = self.filter.number.replace(number);
                self.hint_if_repeated(before.is_some_and(|before| before != number), "#");
            }
            Err(_) => {
                self.hints.push(Hint::InvalidNumber(text.to_owned()));
                if !number.chars().all(|c| c.is_ascii_digit()) {
                    self.term(number, Term::Word(number.to_owned()));
                }
            }
        }
    }

    fn pair(&mut self, key: &str, value: &str, whole: &str) {
        match key.to_lowercase().as_str() {
            "status" => self.status(value),
            "is" => self.is(value),
            "category" => self.category(value),
            "classified" | "sorted" => self.classified(value),
            "place" => self.place(value),
            "opened" => self.opened(value),
            "closed" => self.closed(value),
            _ => {
                if key.chars().all(char::is_alphabetic) && !value.starts_with("//") {
                    self.hints.push(Hint::UnknownKey(key.to_owned()));
                }
                self.term(whole, Term::Phrase(whole.to_owned()));
            }
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

    fn place(&mut self, value: &str) {
        let value = value.trim().replace("\"\"", "\"");
        if value.is_empty() {
            self.hints.push(Hint::MissingPlace);
            return;
        }
        let before = self.filter.place.replace(value.clone());
        self.hint_if_repeated(before.is_some_and(|before| before != value), "place:");
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
    fn hint_if_repeated(&mut self, again: bool, what: &'static str) {
        if again && !self.hints.contains(&Hint::Repeated(what)) {
            self.hints.push(Hint::Repeated(what));
        }
    }

    /// Adds a hint if the filters exclude each other, so that no ticket can match.
    fn hint_at_contradictions(&mut self) {
        let filter = &self.filter;
        let closed_in = filter.closed != Span::default();
        let unclosed = filter.unclosed || matches!(filter.status, Some(Status::Open | Status::Active));
        if (filter.status == Some(Status::Closed) && filter.unclosed) || (closed_in && unclosed) {
            self.hints.push(Hint::ClosedAndUnclosed);
        }
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
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

#[cfg(test)]
mod tests;
