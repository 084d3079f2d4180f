//! Counts the tickets of a history that a search finds, with the parser of the desk.

use chrono::DateTime;
use tickets::{Filter, Span, Status, search};
use wire::FactRow;

use super::{History, PlainTicket};

impl History {
    /// The number of tickets that a search finds.
    #[must_use]
    pub fn found(&self, query: &str) -> u64 {
        let (filter, hints) = search::parse(query, &self.calendar.zone);
        assert!(hints.is_empty(), "{query}: {hints:?}");
        assert!(
            filter.terms.is_empty() && filter.closed == Span::default(),
            "{filter:?}"
        );
        self.tickets()
            .iter()
            .filter(|ticket| ticket.matches(&filter))
            .count() as u64
    }
}

impl PlainTicket {
    fn matches(&self, filter: &Filter) -> bool {
        let FactRow(_, opened_ms, _, status, category, _) = self.fact;
        let opened = DateTime::from_timestamp_millis(opened_ms).expect("a time");
        let place = self.place.map(str::to_lowercase);
        filter.status.is_none_or(|wanted| wanted == status)
            && (!filter.unclosed || status != Status::Closed)
            && filter.category.is_none_or(|wanted| wanted == category)
            && filter
                .place
                .as_ref()
                .is_none_or(|wanted| Some(wanted.to_lowercase()) == place)
            && filter.opened.from.is_none_or(|from| from <= opened)
            && filter.opened.until.is_none_or(|until| opened < until)
    }
}
