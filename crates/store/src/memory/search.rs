//! Filters, by the letter of the contract.

use chrono::{DateTime, Utc};
use tickets::{Filter, Span, Term};

use super::desk::Row;
use crate::shared::places::{folded, is_beginning};
use crate::shared::spellings::{searchable, spellings};
use crate::shared::tokens::{Tokens, words};

/// Whether a ticket passes a filter.
pub(super) fn matches(filter: &Filter, row: &Row) -> bool {
    let ticket = &row.ticket;
    let place = ticket.place.as_ref().map(|place| folded(place.as_str()));
    filter.status.is_none_or(|status| status == ticket.status)
        && (!filter.unclosed || ticket.closed_at.is_none())
        && (!filter.waiting || ticket.waiting_since.is_some())
        && filter.category.is_none_or(|category| category == ticket.category)
        && filter
            .classified
            .is_none_or(|classified| row.reviewed_category() == Some(classified))
        && filter.sure.is_none_or(|sure| sure == ticket.sure())
        && filter
            .place
            .as_ref()
            .is_none_or(|wanted| place == Some(folded(wanted)))
        && within(filter.opened, Some(ticket.opened_at))
        && within(filter.closed, ticket.closed_at)
        && filter.number.is_none_or(|number| Some(number) == ticket.number)
        && meets_all(row, &filter.terms)
}

fn meets_all(row: &Row, terms: &[Term]) -> bool {
    let mut terms = terms.iter().filter(|term| searchable(term)).peekable();
    if terms.peek().is_none() {
        return true;
    }
    let texts = texts(row);
    terms.all(|term| meets(row, &texts, term))
}

fn meets(row: &Row, texts: &[Vec<String>], term: &Term) -> bool {
    match term {
        Term::Status(status) => row.ticket.status == *status,
        Term::Category(category) => row.ticket.category == *category,
        Term::Sure(sure) => row.ticket.sure() == *sure,
        Term::Place(searched) => {
            let place = row.ticket.place.as_ref().map_or("", |place| place.as_str());
            let place = words(place);
            let begins = |searched: &String| place.iter().any(|word| is_beginning(searched, word));
            words(searched).iter().all(begins)
        }
        Term::Any(terms) => terms
            .iter()
            .any(|term| searchable(term) && meets(row, texts, term)),
        Term::Not(term) => !meets(row, texts, term),
        Term::Word(_) | Term::Prefix(_) | Term::Unfinished(_) | Term::Phrase(_) => {
            let spellings = spellings(term);
            texts
                .iter()
                .any(|text| spellings.iter().any(|spelling| spelling.is_in(text)))
        }
    }
}

/// The tokens of everything that is searched in a ticket.
pub(super) fn texts(row: &Row) -> Vec<Vec<String>> {
    let ticket = &row.ticket;
    let messages = row.messages();
    let place = ticket.place.as_ref().map(|place| place.as_str());
    let history = row.history();
    let reporter = history.first().and_then(|line| line.name.as_ref());
    let authors = messages.iter().filter_map(|message| message.name.as_ref());
    let texts = [ticket.description.as_str()].into_iter().chain(place);
    let texts = texts.chain(messages.iter().map(|message| message.body.as_str()));
    let texts = texts.chain(reporter.into_iter().chain(authors).map(|name| name.as_str()));
    texts
        .map(Tokens::of)
        .flat_map(|tokens| [tokens.words, tokens.joined])
        .collect()
}

fn within(span: Span, time: Option<DateTime<Utc>>) -> bool {
    match time {
        Some(time) => {
            span.from.is_none_or(|from| from <= time) && span.until.is_none_or(|until| time < until)
        }
        None => span == Span::default(),
    }
}
