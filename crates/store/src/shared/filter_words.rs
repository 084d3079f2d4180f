//! Filter words: words in the full-text index that represent a ticket's status, category and so on, so that full
//! text and filters are one query.

use std::borrow::Cow;

use tickets::{Category, Filter, Status, Ticket};

use super::codes::Coded;

/// Begins every filter word. It is a private-use character that [`plain`] removes from people's texts, so that
/// nobody can write a filter word.
pub const MARK: char = '\u{E000}';

/// Separates two messages, so that a phrase never matches across them.
const BREAK: &str = " \u{E000} ";

/// People's text as it is indexed or searched for.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(MARK) {
        text.replace(MARK, " ").into()
    } else {
        text.into()
    }
}

/// The messages of a ticket as one text.
pub fn join_messages<'a>(bodies: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for body in bodies {
        if !text.is_empty() {
            text.push_str(BREAK);
        }
        text.push_str(&plain(body));
    }
    text
}

/// The filter words of a ticket: status, category, sureness, waiting and place, and the classifier's category if the
/// ticket is reviewed. `place` is the id of the ticket's place.
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
    let unclosed = filter.unclosed || matches!(filter.status, Some(Status::Open | Status::Active));
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
        waits.map(waiting),
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

fn marked(words: Vec<String>) -> Vec<String> {
    words.iter().map(|word| format!("{MARK}{word}")).collect()
}

const UNCLOSED: &str = "u";

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
