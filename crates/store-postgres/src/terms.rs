//! Filters as queries of PostgreSQL's full text.

use store::shared::filter_words;
use store::shared::places::is_whole;
use store::shared::spellings::{Spelling, searchable, spellings};
use store::shared::tokens::words;
use tickets::{Filter, Term};

use crate::lexemes::lexeme;

/// The queries of a filter's terms.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    /// A ticket matches each.
    pub required: Vec<String>,
    /// A ticket matches none.
    pub excluded: Vec<String>,
}

impl Terms {
    /// The terms of a filter.
    pub(crate) fn of(filter: &Filter) -> Self {
        let mut terms = Self::default();
        for term in filter.terms.iter().filter(|term| searchable(term)) {
            match term {
                Term::Not(excluded) => terms.excluded.push(query(excluded)),
                required => terms.required.push(query(required)),
            }
        }
        terms
    }

    /// Whether the terms narrow a list.
    pub(crate) fn exist(&self) -> bool {
        !self.required.is_empty() || !self.excluded.is_empty()
    }

    /// The query of a whole filter; empty if the filter has no condition that the tokens know. `place` is the id of the place that
    /// the filter names, `waits` a condition of the order, `more` further words that a ticket must have.
    pub(crate) fn with(
        &self,
        filter: &Filter,
        place: Option<i64>,
        waits: Option<bool>,
        more: &[String],
    ) -> String {
        let words = filter_words::of_filter(filter, place, waits);
        let words = words.iter().chain(more).map(|word| lexeme(word));
        let mut required: Vec<String> = self.required.iter().cloned().chain(words).collect();
        if !self.excluded.is_empty() {
            if required.is_empty() {
                required.push(any(filter_words::of_every_ticket()
                    .iter()
                    .map(|word| lexeme(word))));
            }
            required.push(format!("!{}", any(self.excluded.iter().cloned())));
        }
        required.join(" & ")
    }
}

/// The filter words that a ticket must have, and `more`, as a query; `None` if there are none.
pub(crate) fn filter_query(
    filter: &Filter,
    place: Option<i64>,
    waits: Option<bool>,
    more: &[String],
) -> Option<String> {
    let words = filter_words::of_filter(filter, place, waits);
    let query: Vec<String> = words.iter().chain(more).map(|word| lexeme(word)).collect();
    (!query.is_empty()).then(|| query.join(" & "))
}

fn query(term: &Term) -> String {
    match term {
        Term::Any(terms) => any(terms.iter().filter(|term| searchable(term)).map(query)),
        Term::Not(term) => format!("!{}", query(term)),
        Term::Place(text) => place(text),
        Term::Word(_) | Term::Prefix(_) | Term::Unfinished(_) | Term::Phrase(_) => {
            any(spellings(term).iter().map(spelling))
        }
        Term::Status(_) | Term::Category(_) | Term::Sure(_) => {
            any(filter_words::of_term(term).iter().map(|word| lexeme(word)))
        }
    }
}

/// Each searched word begins a word of the place.
fn place(text: &str) -> String {
    let all: Vec<String> = words(text)
        .iter()
        .map(|word| {
            let searched = lexeme(&filter_words::of_place_word(word));
            if is_whole(word) {
                searched
            } else {
                format!("{searched}:*")
            }
        })
        .collect();
    format!("({})", all.join(" & "))
}

fn spelling(spelling: &Spelling) -> String {
    let words: Vec<String> = spelling.words.iter().map(|word| lexeme(word)).collect();
    let end = if spelling.is_beginning { ":*" } else { "" };
    format!("({}{end})", words.join(" <-> "))
}

/// A query that matches if one of these does.
pub(crate) fn any(queries: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = queries.collect();
    format!("({})", all.join(" | "))
}

#[cfg(test)]
mod tests {
    use tickets::Status;

    use super::*;

    #[test]
    fn a_filter_is_one_query() {
        let filter = Filter {
            status: Some(Status::Open),
            terms: vec![
                Term::Prefix("wi-f".to_owned()),
                Term::Not(Box::new(Term::Phrase("of ice".to_owned()))),
                Term::Place("hall b".to_owned()),
            ],
            ..Filter::default()
        };
        let query = Terms::of(&filter).with(&filter, None, None, &[]);
        assert_eq!(
            query,
            "(('wi' <-> 'f':*) | ('wif':*)) & ('\u{E000}lhall':* & '\u{E000}lb') & '\u{E000}s0' & !((('of' <-> 'ice')))"
        );
    }
}
