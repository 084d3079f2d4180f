//! Filter words: words in the full-text index that represent a ticket's status, category and so on, so that full
//! text and filters are one query.

use tickets::{Category, Filter, Status, Term, Ticket};

use super::codes::Coded;
use super::tokens::{MARK, words};

/// The filter words of a ticket: status, category, sureness, waiting and place, and the classifier's category if the
/// ticket is reviewed; the words of the place. `place` is the id of the ticket's place.
///
/// The cost of a match follows its longest posting list, and most tickets are closed. Unclosed tickets therefore get
/// their own word for each property, so that searching them never scans closed ones.
#[must_use]
pub fn of_ticket(ticket: &Ticket, place: Option<i64>, reviewed: Option<Category>) -> Vec<String> {
    let mut properties = vec![category(ticket.category), sure(ticket.sure())];
    properties.push(waiting(ticket.waiting_since.is_some()));
    if let Some(classifier) = reviewed {
        let both = classified(classifier, Some(ticket.category));
        properties.extend([classified(classifier, None), both]);
    }
    let mut words = vec![status(ticket.status)];
    words.extend(properties.iter().cloned());
    words.extend(place.map(at_place));
    let name = ticket.place.as_ref().map_or("", |place| place.as_str());
    words.extend(
        place_words(name)
            .into_iter()
            .map(|word| format!("{PLACE_WORD}{word}")),
    );
    if ticket.status != Status::Closed {
        words.push(UNCLOSED.to_owned());
        words.extend(properties.iter().map(|property| format!("{UNCLOSED}{property}")));
    }
    marked(words)
}

/// The filter words that a ticket must have to pass a filter. `place` is the id of the place that the filter names,
/// `waits` a condition of the order.
#[must_use]
pub fn of_filter(filter: &Filter, place: Option<i64>, waits: Option<bool>) -> Vec<String> {
    let open_or_active = matches!(filter.status, Some(Status::Open | Status::Active));
    let unclosed = filter.unclosed || filter.waiting || open_or_active;
    let scope = if unclosed { UNCLOSED } else { "" };
    let properties = [
        filter
            .category
            .map(category)
            .filter(|_| filter.classified.is_none()),
        filter
            .classified
            .map(|classifier| classified(classifier, filter.category)),
        filter.sure.map(sure),
        waits.or(filter.waiting.then_some(true)).map(waiting),
    ];
    let mut words: Vec<String> = filter.status.map(status).into_iter().collect();
    if unclosed && filter.status.is_none() {
        words.push(UNCLOSED.to_owned());
    }
    let properties = properties.into_iter().flatten();
    words.extend(properties.map(|property| format!("{scope}{property}")));
    words.extend(place.map(at_place));
    marked(words)
}

/// The filter word of a term; `None` if the term has none.
#[must_use]
pub fn of_term(term: &Term) -> Option<String> {
    let word = match term {
        Term::Status(of) => status(*of),
        Term::Category(of) => category(*of),
        Term::Sure(of) => sure(*of),
        _ => return None,
    };
    Some(format!("{MARK}{word}"))
}

/// The filter words of which each ticket has one.
#[must_use]
pub fn of_every_ticket() -> Vec<String> {
    marked(Status::VALUES.iter().copied().map(status).collect())
}

/// The filter word of a word of the place.
#[must_use]
pub fn of_place_word(word: &str) -> String {
    format!("{MARK}{PLACE_WORD}{word}")
}

/// The words of a place, each once, in alphabetical order.
#[must_use]
pub fn place_words(place: &str) -> Vec<String> {
    let mut words = words(place);
    words.sort_unstable();
    words.dedup();
    words
}

fn marked(words: Vec<String>) -> Vec<String> {
    words.iter().map(|word| format!("{MARK}{word}")).collect()
}

const UNCLOSED: &str = "u";
const PLACE_WORD: &str = "l";

fn status(status: Status) -> String {
    format!("s{}", status.code())
}

fn category(category: Category) -> String {
    format!("c{}", category.code())
}

/// The classifier's category of a reviewed ticket, alone or with the right category. Misclassified tickets are few,
/// so their list must not be the intersection of two long ones.
fn classified(classifier: Category, right: Option<Category>) -> String {
    let right = right.map_or(String::new(), |category| category.code().to_string());
    format!("j{}{right}", classifier.code())
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
