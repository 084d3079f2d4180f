//! The parts of a list that the index of tokens finds.
//!
//! The row of a ticket in `words` alone matches if every term is in its description, place or in the beginning of its thread. These
//! are nearly all matches. The other matches have a term in a later message of a long thread. Their tickets are few, and each is
//! checked term by term.

use store::shared::sort_key::ANSWERED;
use tickets::Span;

use super::part::Part;
use super::{Select, WAITING};
use crate::terms::{any, filter_query};

/// The ticket is read only if a condition needs it.
const TICKET: &str = " join ticket t on t.row_id = w.ticket";

impl Part<'_> {
    pub(super) fn words(self) -> Select {
        self.matches("w.opened_at", 0, None)
    }

    /// Matches whose user waits.
    pub(super) fn waiting_words(self) -> Select {
        self.matches(WAITING, 0, Some(true))
    }

    /// Matches whose user does not wait, by opening.
    pub(super) fn answered_words(self) -> Select {
        self.matches("w.opened_at + 4503599627370496", ANSWERED, Some(false))
    }

    /// The matches in order. `offset` is what the sort key is more than the time that the cursor is compared with.
    fn matches(self, key: &str, offset: i64, waits: Option<bool>) -> Select {
        let mut select = Select::default();
        let query = self
            .list
            .terms
            .with(self.list.filter, self.list.place, waits, self.more);
        let long_threads = self.list.long_threads && !self.list.terms.required.is_empty();
        if long_threads {
            select.push("(");
        }
        self.begin(&mut select, key);
        select.with(" where w.tokens @@ ?::tsquery", query.clone());
        self.bounds(&mut select, key, offset);
        self.without_excluded(&mut select);
        self.in_order(&mut select);
        if long_threads {
            select.push(")");
            self.add_long_threads(&mut select, key, offset, waits, query);
            self.in_order(&mut select);
        }
        select
    }

    /// Adds the matches in long threads to a page of the other matches.
    fn add_long_threads(
        self,
        select: &mut Select,
        key: &str,
        offset: i64,
        waits: Option<bool>,
        query: String,
    ) {
        let terms = &self.list.terms.required;
        select.push(" union all (");
        self.begin(select, key);
        select.with(
            " where w.ticket in (select l.ticket from later_words l where l.tokens @@ ?::tsquery)",
            any(terms.iter().cloned()),
        );
        select.with(" and not w.tokens @@ ?::tsquery", query);
        self.each_condition(select, waits);
        self.bounds(select, key, offset);
        self.in_order(select);
        select.push(")");
    }

    fn begin(self, select: &mut Select, key: &str) {
        let needs_ticket = key.contains("t.") || self.list.filter.closed != Span::default();
        select.push(&format!("select {key}, w.ticket from words w"));
        if needs_ticket {
            select.push(TICKET);
        }
    }

    fn bounds(self, select: &mut Select, key: &str, offset: i64) {
        let time = if offset == 0 { key } else { "w.opened_at" };
        self.bound(select, time, "w.ticket", offset);
        self.spans(select, "w.opened_at");
    }

    /// Adds that the ticket of `w` has each filter word, each term in one of its texts, and no excluded term.
    pub(super) fn each_condition(self, select: &mut Select, waits: Option<bool>) {
        if let Some(words) = filter_query(self.list.filter, self.list.place, waits, self.more) {
            select.with(" and w.tokens @@ ?::tsquery", words);
        }
        for term in &self.list.terms.required {
            select.with(" and (w.tokens @@ ?::tsquery", term.clone());
            if self.list.long_threads {
                select.with(" or exists (select 1 from later_words l where l.ticket = w.ticket and l.tokens @@ ?::tsquery)", term.clone());
            }
            select.push(")");
        }
        for term in &self.list.terms.excluded {
            select.with(" and not w.tokens @@ ?::tsquery", term.clone());
        }
        self.without_excluded(select);
    }

    /// Adds that no later message of the ticket of `w` has an excluded term.
    fn without_excluded(self, select: &mut Select) {
        if !self.list.long_threads {
            return;
        }
        for term in &self.list.terms.excluded {
            select.with(
                " and not exists (select 1 from later_words l where l.ticket = w.ticket and l.tokens @@ ?::tsquery)",
                term.clone(),
            );
        }
    }
}
