//! Full text: what is indexed of a ticket, and what is asked for.
//!
//! A match comes out of FTS5 in the order of its rowid, and the newest 50 of 10,000 must come without
//! looking at the others. So the rowid is the time of opening with the ticket's row in the low bits:
//!
//! ```text
//!   63                                    21                     0
//!   |  opened_at, milliseconds since 1970  |  row, modulo 2^21   |
//! ```
//!
//! That is in order whatever the order in which tickets came: an import of old tickets, a clock that was
//! set back, a replica that learns of tickets in the order of their last change.

use tickets::{Category, Filter, Status, Term, Ticket};

use super::codes::Coded;

/// How many low bits of a row are in the rowid.
pub(super) const ROW_BITS: u32 = 21;
/// The mask of these bits.
pub(super) const ROW_MASK: i64 = (1 << ROW_BITS) - 1;

/// Years 1831 to 2109: what fits above the row's bits. Others sort as if they were at the border.
const TIME_BORDER: i64 = (1 << 42) - 1;

/// A private-use character begins the words of the column `filters`; [`plain`] takes it out of people's
/// texts, so that nobody can write a word that counts as a status.
const MARK: char = '\u{E000}';

/// Stands between two messages, so that a phrase does not reach from one into the next.
const BREAK: &str = " \u{E000} ";

/// The full-text rowid of a ticket.
pub(super) fn search_rowid(opened_ms: i64, row: i64) -> i64 {
    (opened_ms.clamp(-TIME_BORDER, TIME_BORDER) << ROW_BITS) | (row & ROW_MASK)
}

/// People's text as it is indexed or asked for.
pub(super) fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(MARK) {
        text.replace(MARK, " ").into()
    } else {
        text.into()
    }
}

/// A thread as one text.
pub(super) fn thread<'a>(bodies: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for body in bodies {
        if !text.is_empty() {
            text.push_str(BREAK);
        }
        text.push_str(&plain(body));
    }
    text
}

/// The words that stand for a ticket's status, category, sureness, waiting and place; and for what the classifier had
/// said (`judged`), if the helpdesk has looked at it.
///
/// Nearly all tickets are closed, and a list of matches costs as much as its longest part. So an unclosed ticket
/// has words of its own for each property: what is asked of the unclosed never walks along the closed.
pub(super) fn filter_words(ticket: &Ticket, place: Option<i64>, judged: Option<Category>) -> String {
    let mut properties = vec![category(ticket.category), sure(ticket.sure())];
    properties.push(waiting(ticket.waiting_since.is_some()));
    if let Some(said) = judged {
        properties.extend([classified(said, None), classified(said, Some(ticket.category))]);
    }
    let mut words = vec![status(ticket.status)];
    words.extend(properties.iter().cloned());
    words.extend(place.map(at_place));
    if ticket.status != Status::Closed {
        words.push(UNCLOSED.to_owned());
        words.extend(properties.iter().map(|property| format!("{UNCLOSED}{property}")));
    }
    words.iter().map(|word| format!("{MARK}{word} ")).collect()
}

/// What to ask the full-text index for; empty if the filter asks for nothing that it could tell.
/// `place` is the id of the place that the filter names, `waits` a condition of the order.
pub(super) fn match_expression(filter: &Filter, place: Option<i64>, waits: Option<bool>) -> String {
    let unclosed = filter.unclosed || matches!(filter.status, Some(Status::Open | Status::Active));
    let scope = if unclosed { UNCLOSED } else { "" };
    let properties = [
        filter
            .category
            .map(category)
            .filter(|_| filter.classified.is_none()),
        filter.classified.map(|said| classified(said, filter.category)),
        filter.sure.map(sure),
        waits.map(waiting),
    ];
    let mut words: Vec<String> = filter.status.map(status).into_iter().collect();
    if unclosed && filter.status.is_none() {
        words.push(UNCLOSED.to_owned());
    }
    words.extend(
        properties
            .into_iter()
            .flatten()
            .map(|property| format!("{scope}{property}")),
    );
    words.extend(place.map(at_place));
    let words = words.iter().map(|word| format!("\"{MARK}{word}\""));
    let parts: Vec<String> = filter.terms.iter().filter_map(term).chain(words).collect();
    parts.join(" AND ")
}

/// Whether a text has anything that can be looked for.
pub(super) fn searchable(term: &Term) -> bool {
    let (Term::Word(text) | Term::Prefix(text) | Term::Phrase(text)) = term;
    text.chars().any(char::is_alphanumeric)
}

fn term(term: &Term) -> Option<String> {
    let quoted = |text: &str| format!("\"{}\"", plain(text).replace('"', "\"\"").replace('\0', " "));
    searchable(term).then(|| match term {
        Term::Word(text) | Term::Phrase(text) => quoted(text),
        Term::Prefix(text) => format!("{} *", quoted(text)),
    })
}

const UNCLOSED: &str = "u";

fn status(status: Status) -> String {
    format!("s{}", status.code())
}

fn category(category: Category) -> String {
    format!("c{}", category.code())
}

/// How a ticket was classified that the helpdesk has looked at, alone and with where it belongs: few were classified wrongly, so
/// the list of those must not be made out of two long ones.
fn classified(classified: Category, belongs: Option<Category>) -> String {
    let belongs = belongs.map_or(String::new(), |category| category.code().to_string());
    format!("j{}{belongs}", classified.code())
}

fn sure(sure: bool) -> String {
    if sure { "y" } else { "n" }.to_owned()
}

fn waiting(waiting: bool) -> String {
    if waiting { "w" } else { "a" }.to_owned()
}

fn at_place(place: i64) -> String {
    format!("p{place}")
}
