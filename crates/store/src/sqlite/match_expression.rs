//! FTS5 expressions.

use rusqlite::{Connection, Result};
use tickets::{Filter, Term};

use super::places;
use crate::shared::filter_words;
use crate::shared::places::is_whole;
use crate::shared::spellings::{Spelling, searchable, spellings};
use crate::shared::tokens::words;

/// The FTS5 expressions of a filter's terms.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// A ticket matches each.
    pub required: Vec<String>,
    /// A ticket matches none.
    pub excluded: Vec<String>,
}

impl Terms {
    /// The terms of a filter. Words of places are looked up, so that FTS5 reads the lists of whole words only.
    pub(super) fn of(connection: &Connection, filter: &Filter) -> Result<Self> {
        let mut terms = Self::default();
        for term in filter.terms.iter().filter(|term| searchable(term)) {
            match term {
                Term::Not(excluded) => terms.excluded.push(expression(connection, excluded)?),
                required => terms.required.push(expression(connection, required)?),
            }
        }
        Ok(terms)
    }

    /// Whether the terms narrow a list.
    pub(super) fn exist(&self) -> bool {
        !self.required.is_empty() || !self.excluded.is_empty()
    }

    /// The FTS5 expression of a filter; empty if the filter has no condition that the full-text index knows. `place` is
    /// the id of the place that the filter names, `waits` a condition of the order.
    pub(super) fn with(&self, filter: &Filter, place: Option<i64>, waits: Option<bool>) -> String {
        let words = filter_words(filter, place, waits);
        let mut required: Vec<String> = self.required.iter().cloned().chain(words).collect();
        if self.excluded.is_empty() {
            return required.join(" AND ");
        }
        if required.is_empty() {
            required.push(any(filter_words::of_every_ticket()
                .iter()
                .map(|word| quoted(word))));
        }
        format!(
            "({}) NOT ({})",
            required.join(" AND "),
            self.excluded.join(" OR ")
        )
    }
}

/// The filter words that a ticket must have, quoted.
pub(super) fn filter_words(filter: &Filter, place: Option<i64>, waits: Option<bool>) -> Vec<String> {
    let words = filter_words::of_filter(filter, place, waits);
    words.iter().map(|word| quoted(word)).collect()
}

fn expression(connection: &Connection, term: &Term) -> Result<String> {
    match term {
        Term::Any(terms) => {
            let terms = terms.iter().filter(|term| searchable(term));
            let terms: Result<Vec<_>> = terms.map(|term| expression(connection, term)).collect();
            terms.map(|terms| any(terms.into_iter()))
        }
        Term::Place(text) => place(connection, text),
        Term::Word(_) | Term::Prefix(_) | Term::Unfinished(_) | Term::Phrase(_) => {
            Ok(any(spellings(term).iter().map(spelling)))
        }
        Term::Status(_) | Term::Category(_) | Term::Sure(_) | Term::Not(_) => Ok(filter_words::of_term(term)
            .as_deref()
            .map(quoted)
            .unwrap_or_default()),
    }
}

/// Each searched word begins a word of the place. If too many words begin so, FTS5 merges them.
fn place(connection: &Connection, text: &str) -> Result<String> {
    let mut all = Vec::new();
    for word in words(text) {
        let searched = filter_words::of_place_word(&word);
        all.push(if is_whole(&word) {
            quoted(&searched)
        } else {
            match places::words_beginning_with(connection, &word)? {
                Some(known) if known.is_empty() => quoted(&searched),
                Some(known) => any(known
                    .iter()
                    .map(|word| quoted(&filter_words::of_place_word(word)))),
                None => format!("{} *", quoted(&searched)),
            }
        });
    }
    Ok(format!("({})", all.join(" AND ")))
}

fn spelling(spelling: &Spelling) -> String {
    let words = quoted(&spelling.words.join(" "));
    if spelling.is_beginning {
        format!("{words} *")
    } else {
        words
    }
}

fn any(expressions: impl Iterator<Item = String>) -> String {
    let all: Vec<_> = expressions.collect();
    match &all[..] {
        [one] => one.clone(),
        _ => format!("({})", all.join(" OR ")),
    }
}

/// Tokens contain no quotation mark.
fn quoted(tokens: &str) -> String {
    format!("\"{tokens}\"")
}
