//! Parses the text of the search box to a [`Filter`].
//!
//! ```text
//!   lift "room 12" heat* -noise wifi OR eduroam status:active place:hall opened:2026-10..2026-11 #123
//! ```
//!
//! Every text is a valid query: a part that has no meaning is ignored or searched for as a word, and a [`Hint`] explains
//! it.

mod date;
mod filters;
mod hint;
mod reference;
mod split;

use std::borrow::Cow;

use chrono::TimeZone;

pub use hint::Hint;
pub use reference::{Reference, reference};

use crate::normal_form::{is_invisible, is_quotation_mark};
use crate::{Filter, Span, Status, Term};
use split::{Alternatives, Part, Piece, alternatives};

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
        terms: 0,
        hints: Vec::new(),
    };
    let (text, cut) = match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => (text.get(..end).unwrap_or(text), true),
        None => (text, false),
    };
    if let Some(Reference {
        number,
        explicit: true,
    }) = reference(text)
    {
        parser.filter.number = Some(number);
        return (parser.filter, parser.hints);
    }
    let typed = typed(text);
    let all = alternatives(&typed);
    for alternatives in &all {
        parser.alternatives(alternatives);
    }
    parser.hint_at_contradictions();
    if !all.is_empty() && all.iter().flat_map(|one| &one.parts).all(|part| part.excluded) {
        parser.hints.push(Hint::OnlyExcluded(text.trim().to_owned()));
    }
    if cut {
        parser.hints.push(Hint::TooLong);
    }
    (parser.filter, parser.hints)
}

/// Parses a search that is still being typed: the last word may be unfinished.
pub fn parse_while_typing<Z: TimeZone>(text: &str, zone: &Z) -> (Filter, Vec<Hint>) {
    let (mut filter, hints) = parse(text, zone);
    let last = match filter.terms.last_mut() {
        Some(Term::Any(terms)) => terms.last_mut(),
        last => last,
    };
    if let Some(term) = last
        && let Term::Word(word) = term
        && text.ends_with(word.as_str())
        && letters(word) >= MIN_UNFINISHED
    {
        *term = Term::Unfinished(std::mem::take(word));
    }
    (filter, hints)
}

/// The text with plain quotation marks and without invisible characters, as people mean it.
fn typed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let plain = |letter| if is_quotation_mark(letter) { '"' } else { letter };
    text.chars()
        .filter(|letter| !is_invisible(*letter))
        .map(plain)
        .collect()
}

struct Parser<'a, Z> {
    zone: &'a Z,
    filter: Filter,
    /// The number of words, phrases and other terms so far.
    terms: usize,
    hints: Vec<Hint>,
}

impl<Z: TimeZone> Parser<'_, Z> {
    fn alternatives(&mut self, alternatives: &Alternatives<'_>) {
        if alternatives.lone_or {
            self.hints.push(Hint::LoneOr);
        }
        let (excluded, found): (Vec<_>, Vec<_>) = alternatives.parts.iter().partition(|part| part.excluded);
        if let [part] = found[..] {
            self.part(part);
        } else {
            let terms: Vec<_> = found.into_iter().filter_map(|part| self.term_of(part)).collect();
            match <[Term; 1]>::try_from(terms) {
                Ok([only]) => self.filter.terms.push(only),
                Err(terms) if terms.is_empty() => (),
                Err(terms) => self.filter.terms.push(Term::Any(terms)),
            }
        }
        for part in excluded {
            if alternatives.parts.len() > 1 {
                self.hints.push(Hint::ExcludedAlternative(part.whole.to_owned()));
            }
            if let Some(term) = self.term_of(part) {
                self.filter.terms.push(Term::Not(Box::new(term)));
            }
        }
    }

    /// A part that every ticket must have.
    fn part(&mut self, part: &Part<'_>) {
        if let Piece::Word(text) = part.piece
            && let Some(number) = number_of(text)
        {
            return self.number(text, number);
        }
        if let Piece::Pair { key, value, .. } = part.piece
            && self.pair(key, value)
        {
            return;
        }
        let term = self.term_of(part);
        self.filter.terms.extend(term);
    }

    /// A part as a term, which can be an alternative or excluded. `None` if that is impossible, with a hint.
    fn term_of(&mut self, part: &Part<'_>) -> Option<Term> {
        match part.piece {
            Piece::Phrase(text) => self.term(text, Term::Phrase(text.to_owned())),
            Piece::Word(text) => match number_of(text) {
                Some(number) if !number.is_empty() => self.not_combinable(part),
                _ => self.word(text),
            },
            Piece::Pair { key, value, whole } => match self.pair_term(key, value) {
                Some(term) => {
                    self.terms += 1;
                    Some(term)
                }
                None if filters::is_filter(key) => self.not_combinable(part),
                None => {
                    if key.chars().all(char::is_alphabetic) && !value.starts_with("//") {
                        self.hints.push(Hint::UnknownKey(key.to_owned()));
                    }
                    self.term(whole, Term::Phrase(whole.to_owned()))
                }
            },
        }
    }

    fn not_combinable(&mut self, part: &Part<'_>) -> Option<Term> {
        self.hints.push(Hint::NotCombinable(part.whole.to_owned()));
        None
    }

    fn word(&mut self, text: &str) -> Option<Term> {
        let Some(beginning) = text.strip_suffix('*') else {
            return self.term(text, Term::Word(text.to_owned()));
        };
        let beginning = beginning.trim_end_matches('*');
        if (1..MIN_PREFIX).contains(&letters(beginning)) {
            self.hints.push(Hint::PrefixTooShort(text.to_owned()));
            return self.term(text, Term::Word(beginning.to_owned()));
        }
        self.term(text, Term::Prefix(beginning.to_owned()))
    }

    fn term(&mut self, text: &str, term: Term) -> Option<Term> {
        if letters(text) == 0 {
            self.hints.push(Hint::NoLetters(text.to_owned()));
            None
        } else if self.terms == MAX_TERMS {
            if !self.hints.contains(&Hint::TooManyWords) {
                self.hints.push(Hint::TooManyWords);
            }
            None
        } else {
            self.terms += 1;
            Some(term)
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
                    let term = self.term(number, Term::Word(number.to_owned()));
                    self.filter.terms.extend(term);
                }
            }
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

/// The text behind the `#` of a ticket's number, without punctuation around it: `7` of `(#7).`.
fn number_of(text: &str) -> Option<&str> {
    let number = text.trim_start_matches(['(', '[']).strip_prefix('#')?;
    Some(number.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']))
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests;
