//! Filters, by the letter of the contract.

use chrono::{DateTime, Utc};
use tickets::{Filter, Span, Term};

use super::desk::Row;
use crate::shared::places::folded;
use crate::shared::tokens::{contains, searchable, tokens};

/// Whether a ticket passes a filter.
pub(super) fn matches(filter: &Filter, row: &Row) -> bool {
    let ticket = &row.ticket;
    let place = ticket.place.as_ref().map(|place| folded(place.as_str()));
    filter.status.is_none_or(|status| status == ticket.status)
        && (!filter.unclosed || ticket.closed_at.is_none())
        && filter.category.is_none_or(|category| category == ticket.category)
        && filter
            .classified
            .is_none_or(|classified| row.reviewed_category() == Some(classified))
        && filter.sure.is_none_or(|sure| sure == ticket.sure())
        && filter
            .place
            .as_ref()
            .is_none_or(|wanted| place == Some(folded(wanted.trim())))
        && within(filter.opened, Some(ticket.opened_at))
        && within(filter.closed, ticket.closed_at)
        && filter.number.is_none_or(|number| Some(number) == ticket.number)
        && contains_all(row, &filter.terms)
}

/// Whether each term occurs in one of the ticket's texts.
fn contains_all(row: &Row, terms: &[Term]) -> bool {
    let mut terms = terms.iter().filter(|term| searchable(term)).peekable();
    if terms.peek().is_none() {
        return true;
    }
    let mut texts = vec![tokens(row.ticket.description.as_str())];
    texts.extend(row.ticket.place.as_ref().map(|place| tokens(place.as_str())));
    texts.extend(row.messages().iter().map(|message| tokens(message.body.as_str())));
    terms.all(|term| texts.iter().any(|text| contains(text, term)))
}

fn within(span: Span, time: Option<DateTime<Utc>>) -> bool {
    match time {
        Some(time) => {
            span.from.is_none_or(|from| from <= time) && span.until.is_none_or(|until| time < until)
        }
        None => span == Span::default(),
    }
}
