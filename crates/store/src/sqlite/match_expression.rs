//! FTS5 expressions.

use tickets::{Filter, Term};

use crate::shared::filter_words::{self, plain};
use crate::shared::tokens::searchable;

/// The FTS5 expression of a filter; empty if the filter has no condition that the full-text index knows. `place` is
/// the id of the place that the filter names, `waits` a condition of the order.
pub(super) fn match_expression(filter: &Filter, place: Option<i64>, waits: Option<bool>) -> String {
    let parts = [terms(filter), filter_words(filter, place, waits)];
    parts.concat().join(" AND ")
}

/// The FTS5 expression of each term; a ticket has to match them all.
pub(super) fn terms(filter: &Filter) -> Vec<String> {
    filter.terms.iter().filter_map(term).collect()
}

/// The filter words that a ticket must have, quoted.
pub(super) fn filter_words(filter: &Filter, place: Option<i64>, waits: Option<bool>) -> Vec<String> {
    let words = filter_words::of_filter(filter, place, waits);
    words.iter().map(|word| format!("\"{word}\"")).collect()
}

fn term(term: &Term) -> Option<String> {
    let quoted = |text: &str| format!("\"{}\"", plain(text).replace('"', "\"\"").replace('\0', " "));
    searchable(term).then(|| match term {
        Term::Word(text) | Term::Phrase(text) => quoted(text),
        Term::Prefix(text) => format!("{} *", quoted(text)),
    })
}
