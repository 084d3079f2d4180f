//! Matches of words in tickets with a long thread, whose text is spread over two full-text tables
//! (see `later_messages`).
//!
//! `words` alone finds a ticket if every term is in its description, place or in the beginning of its thread. These are
//! nearly all matches, and they come in the order of the list. The other matches have a term in a later message. Their
//! tickets are few, and each is checked term by term:
//!
//! ```text
//!   (matches of words, a page)  ─┐
//!                                ├─ merged in order, a page
//!   (other matches, a page)     ─┘
//! ```

use rusqlite::types::Value;

use super::super::later_messages::VERSION_BITS;
use super::super::match_expression::filter_words;
use super::super::search_rowid::{ROW_BITS, ROW_MASK};
use super::{Part, Select};

/// The rowid in `words` of a ticket `t`.
pub(super) fn rowid_in_words() -> String {
    format!("((t.opened_at << {ROW_BITS}) | (t.row & {ROW_MASK}))")
}

impl Part<'_> {
    /// Adds the matches in long threads to a page of the other matches.
    pub(super) fn with_long_threads(self, page: Select, key: &str, waiting: Option<bool>) -> Select {
        let terms = &self.list.terms.required;
        if !self.list.long_threads || terms.is_empty() {
            return page;
        }
        let mut select = page;
        select.sql = format!("select * from ({}) union all select * from (", select.sql);
        self.columns(
            &mut select,
            key,
            &format!("(select distinct rowid >> {VERSION_BITS} as found from later_messages"),
        );
        let any = terms.iter().map(|term| format!("({term})")).collect::<Vec<_>>();
        select.with(" where later_messages match ?)", any.join(" OR "));
        select.push(" cross join ticket t on t.row = found where not ");
        in_words(&mut select, self.list.matching(waiting));
        self.each_condition(&mut select, waiting);
        self.spans(&mut select);
        self.bound_key(&mut select, key, 0);
        self.in_order(&mut select);
        select.push(")");
        self.in_order(&mut select);
        select
    }

    /// Adds that the ticket `t` has each filter word, each term in one of its texts, and no excluded term.
    pub(super) fn each_condition(self, select: &mut Select, waiting: Option<bool>) {
        let words = filter_words(self.list.filter, self.list.place, waiting);
        if !words.is_empty() {
            select.push(" and ");
            in_words(select, words.join(" AND "));
        }
        for term in &self.list.terms.required {
            select.push(" and (");
            in_words(select, term.clone());
            select.with(&format!(" or {})", later("in")), term.clone());
        }
        for term in &self.list.terms.excluded {
            select.push(" and not ");
            in_words(select, term.clone());
        }
        self.without_excluded(select);
    }

    /// Adds that no later message of the ticket `t` has an excluded term.
    pub(super) fn without_excluded(self, select: &mut Select) {
        if self.list.long_threads {
            for term in &self.list.terms.excluded {
                select.with(&format!(" and {}", later("not in")), term.clone());
            }
        }
    }
}

fn later(is: &str) -> String {
    format!("t.row {is} (select rowid >> {VERSION_BITS} from later_messages where later_messages match ?)")
}

/// Adds that the row of the ticket `t` in `words` matches an expression.
pub(super) fn in_words(select: &mut Select, expression: impl Into<Value>) {
    let rowid = rowid_in_words();
    let sql = format!("exists (select 1 from words where words.rowid = {rowid} and words match ?)");
    select.with(&sql, expression);
}
