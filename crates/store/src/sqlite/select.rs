//! The SQL of each list. Every list has an index that returns it in order:
//!
//! ```text
//!   everything                             ticket_opened
//!   a status, a category, unclosed         ticket_queue, its cells merged: (status, category) by opening
//!   longest waiting                        ticket_waiting, then tickets whose user does not wait, as above
//!   waiting for us, longest first          ticket_waiting, up to the first ticket whose user does not wait
//!   terms, place, sureness, classified,
//!     waiting for us in another order      the full-text index, whose rowids are in the list's order
//!   a span of closing                      ticket_closed, sorted, if few or oldest first; else by opening
//!   a number                               ticket_number
//! ```

use rusqlite::types::Value;
use rusqlite::{Connection, Result, params};
use tickets::{Category, Filter, Order, Span, Status};

use super::head::Head;
use super::match_expression::Terms;
use super::search_rowid::{ROW_BITS, ROW_MASK, search_rowid};
use super::{later_messages, places};
use crate::Cursor;
use crate::shared::codes::Coded;
use crate::shared::sort_key::ANSWERED;

/// The sort key of the order of waiting, as in the index.
const WAITING: &str = "coalesce(t.waiting_since, t.opened_at + 4503599627370496)";

/// The maximum number of tickets that are sorted for a page, where no index returns them in order.
const MOST_SORTED: i64 = 2_000;

/// The cursor at which reading begins, and whether its ticket is included.
#[derive(Clone, Copy, Debug)]
pub(super) struct From {
    pub cursor: Cursor,
    pub inclusive: bool,
}

/// A query and its values.
#[derive(Debug, Default)]
pub(super) struct Select {
    pub sql: String,
    pub values: Vec<Value>,
    /// The difference of the sort key to the first column: an index returns times in order, but not their sums.
    pub offset: i64,
}

impl Select {
    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Adds `sql` with a value in the place of its `?`.
    fn with(&mut self, sql: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let number = format!("?{}", self.values.len());
        self.sql.push_str(&sql.replacen('?', &number, 1));
    }
}

/// A list that can be read from any position in either direction.
pub(super) struct List<'a> {
    filter: &'a Filter,
    order: Order,
    plan: Plan,
    /// The id of the place that the filter names.
    place: Option<i64>,
    terms: Terms,
    /// The last row of the desk.
    last_row: i64,
    /// Whether a term may be in a later message of a long thread.
    long_threads: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    /// The list is empty.
    Nothing,
    Number(u64),
    Words,
    /// So few tickets were closed in the span that they are sorted.
    ClosedFew,
    Everything,
    Cells,
    Waiting,
}

impl<'a> List<'a> {
    pub(super) fn new(connection: &Connection, filter: &'a Filter, order: Order) -> Result<Self> {
        let place = match &filter.place {
            Some(place) => places::find(connection, place)?,
            None => None,
        };
        let terms = Terms::of(connection, filter)?;
        let mut list = Self {
            filter,
            order,
            plan: Plan::Nothing,
            place,
            last_row: Head::load(connection)?.row,
            long_threads: terms.exist() && later_messages::exist(connection)?,
            terms,
        };
        list.plan = list.choose(connection)?;
        Ok(list)
    }

    fn choose(&self, connection: &Connection) -> Result<Plan> {
        let filter = self.filter;
        let closed = filter.closed != Span::default();
        Ok(
            if filter.place.is_some() && self.place.is_none() || self.cells().is_empty() {
                Plan::Nothing
            } else if let Some(number) = filter.number {
                Plan::Number(number)
            } else if self.terms.exist()
                || self.place.is_some()
                || filter.sure.is_some()
                || filter.classified.is_some()
                || filter.waiting && self.order != Order::LongestWaiting
            {
                Plan::Words
            } else if closed && few_closed(connection, filter.closed)? {
                Plan::ClosedFew
            } else if self.order == Order::LongestWaiting {
                Plan::Waiting
            } else if filter.status.is_none() && !filter.unclosed && filter.category.is_none() && !closed {
                Plan::Everything
            } else {
                Plan::Cells
            },
        )
    }

    /// The queries whose results, one after the other, are the list in its order or backward.
    pub(super) fn parts(
        &self,
        columns: &str,
        backward: bool,
        from: Option<From>,
        limit: usize,
    ) -> Vec<Select> {
        let part = Part {
            list: self,
            columns,
            ascending: (self.order != Order::Newest) != backward,
            from,
            limit: i64::try_from(limit).unwrap_or(i64::MAX),
        };
        let mut parts = match self.plan {
            Plan::Cells | Plan::Waiting if part.ascending && self.filter.closed.from.is_some() => {
                vec![part.closed_sorted()]
            }
            Plan::Nothing => Vec::new(),
            Plan::Number(number) => vec![part.number(number)],
            Plan::Words if self.order == Order::LongestWaiting && self.filter.waiting => {
                vec![part.waiting_words()]
            }
            Plan::Words if self.order == Order::LongestWaiting => {
                vec![part.waiting_words(), part.answered_words()]
            }
            Plan::Words => vec![part.words()],
            Plan::ClosedFew => vec![part.closed_sorted()],
            Plan::Everything => vec![part.everything()],
            Plan::Cells => vec![part.cells()],
            Plan::Waiting => self.waiting(part),
        };
        if backward {
            parts.reverse();
        }
        parts
    }

    /// The sort key of the list's order.
    pub(super) fn key(&self) -> &'static str {
        match self.order {
            Order::Newest | Order::Oldest => "t.opened_at",
            Order::LongestWaiting => WAITING,
        }
    }

    /// The cells of `ticket_queue` that make up the list.
    fn cells(&self) -> Vec<(Status, Category)> {
        let filter = self.filter;
        let closed_only = filter.closed != Span::default();
        let statuses = Status::ALL.into_iter().filter(|status| {
            filter.status.is_none_or(|only| only == *status)
                && !((filter.unclosed || filter.waiting) && *status == Status::Closed)
                && (!closed_only || *status == Status::Closed)
        });
        let categories = |status| Category::ALL.into_iter().map(move |category| (status, category));
        statuses
            .flat_map(categories)
            .filter(|(_, category)| filter.category.is_none_or(|only| only == *category))
            .collect()
    }

    /// Unclosed tickets are in one index. If closed tickets follow, only waiting ones are read from it.
    fn waiting(&self, part: Part<'_>) -> Vec<Select> {
        let cells = self.cells();
        let closed = |(status, _): &(Status, Category)| *status == Status::Closed;
        if self.filter.waiting {
            vec![part.waiting()]
        } else if !cells.iter().any(closed) {
            vec![part.unclosed()]
        } else if cells.iter().all(closed) {
            vec![part.answered()]
        } else {
            vec![part.waiting(), part.answered()]
        }
    }

    fn matching(&self, waiting: Option<bool>) -> String {
        self.terms.with(self.filter, self.place, waiting)
    }
}

/// One reading of a list.
#[derive(Clone, Copy)]
struct Part<'a> {
    list: &'a List<'a>,
    columns: &'a str,
    ascending: bool,
    from: Option<From>,
    limit: i64,
}

impl Part<'_> {
    fn number(self, number: u64) -> Select {
        let mut select = Select::default();
        let key = self.list.key();
        self.columns(&mut select, key, "ticket t");
        select.with(" where t.number = ?", i64::try_from(number).unwrap_or(-1));
        self.bound_key(&mut select, key, 0);
        self.spans(&mut select);
        let expression = self.list.matching(None);
        if self.list.long_threads {
            self.each_condition(&mut select, None);
        } else if !expression.is_empty() {
            select.push(" and ");
            long_threads::in_words(&mut select, expression);
        }
        self.in_order(&mut select);
        select
    }

    fn words(self) -> Select {
        let mut select = self.matches("t.opened_at", None);
        self.bound_rowid(&mut select, 0);
        self.by_rowid(&mut select);
        self.with_long_threads(select, "t.opened_at", None)
    }

    /// Matches whose user waits: they are few, and sorted.
    fn waiting_words(self) -> Select {
        let mut select = self.matches(WAITING, Some(true));
        self.bound_key(&mut select, WAITING, 0);
        self.in_order(&mut select);
        self.with_long_threads(select, WAITING, Some(true))
    }

    /// Matches whose user does not wait, by opening.
    fn answered_words(self) -> Select {
        let mut select = self.matches(WAITING, Some(false));
        self.bound_rowid(&mut select, ANSWERED);
        self.by_rowid(&mut select);
        self.with_long_threads(select, WAITING, Some(false))
    }

    /// Tickets closed in a span, sorted within the index; only the page is read from the table. In ascending order
    /// a list by opening would scan all tickets that were closed before the span.
    fn closed_sorted(self) -> Select {
        let mut select = Select::default();
        if self.list.order == Order::LongestWaiting {
            select.offset = ANSWERED;
        }
        self.columns(
            &mut select,
            "t.opened_at",
            "(select t.row as found from ticket t indexed by ticket_closed",
        );
        select.push(" where t.closed_at is not null");
        let offset = select.offset;
        self.bound_key(&mut select, "t.opened_at", offset);
        self.spans(&mut select);
        if let Some(category) = self.list.filter.category {
            select.with(" and t.category = ?", category.code());
        }
        let direction = self.direction();
        select.push(&format!(" order by t.opened_at {direction}, t.row {direction}"));
        select.with(" limit ?)", self.limit);
        select.push(" cross join ticket t on t.row = found");
        self.in_order(&mut select);
        select
    }

    fn everything(self) -> Select {
        let mut select = Select::default();
        self.columns(&mut select, "t.opened_at", "ticket t indexed by ticket_opened");
        select.push(" where true");
        self.bound_key(&mut select, "t.opened_at", 0);
        self.spans(&mut select);
        self.in_order(&mut select);
        select
    }

    fn cells(self) -> Select {
        let mut select = Select::default();
        for (at, cell) in self.list.cells().into_iter().enumerate() {
            self.cell(&mut select, at, cell);
        }
        self.in_order(&mut select);
        select
    }

    /// Unclosed tickets, from one index.
    fn unclosed(self) -> Select {
        let mut select = self.by_waiting();
        self.in_order(&mut select);
        select
    }

    /// Tickets whose user waits.
    fn waiting(self) -> Select {
        let mut select = self.by_waiting();
        select.with(&format!(" and {WAITING} < ?"), ANSWERED);
        self.in_order(&mut select);
        select
    }

    /// Tickets whose user does not wait, most of them closed, by opening.
    fn answered(self) -> Select {
        let mut select = Select {
            offset: ANSWERED,
            ..Select::default()
        };
        for (at, cell) in self.list.cells().into_iter().enumerate() {
            self.cell(&mut select, at, cell);
            select.push(" and t.waiting_since is null");
        }
        self.in_order(&mut select);
        select
    }

    fn by_waiting(self) -> Select {
        let filter = self.list.filter;
        let mut select = Select::default();
        self.columns(&mut select, WAITING, "ticket t indexed by ticket_waiting");
        select.push(" where t.status < 2");
        if let Some(status) = filter.status {
            select.with(" and +t.status = ?", status.code());
        }
        if let Some(category) = filter.category {
            select.with(" and +t.category = ?", category.code());
        }
        self.bound_key(&mut select, WAITING, 0);
        self.spans(&mut select);
        select
    }

    /// One cell of `ticket_queue`.
    fn cell(self, select: &mut Select, at: usize, cell: (Status, Category)) {
        if at > 0 {
            select.push(" union all ");
        }
        let offset = select.offset;
        self.columns(select, "t.opened_at", "ticket t indexed by ticket_queue");
        select.with(" where t.status = ?", cell.0.code());
        select.with(" and t.category = ?", cell.1.code());
        self.bound_key(select, "t.opened_at", offset);
        self.spans(select);
    }

    /// The tickets of the matches, each found by the row in the low bits of the match's rowid.
    fn matches(self, key: &str, waiting: Option<bool>) -> Select {
        let mut select = Select::default();
        self.columns(&mut select, key, "words cross join ticket t");
        select.with(" where words match ?", self.list.matching(waiting));
        let row = format!("(words.rowid & {ROW_MASK})");
        if self.list.last_row <= ROW_MASK {
            select.push(&format!(" and t.row = {row}"));
        } else {
            let blocks =
                (0..=self.list.last_row >> ROW_BITS).map(|block| format!("{row} + {}", block << ROW_BITS));
            let candidates = blocks.collect::<Vec<_>>().join(", ");
            select.push(&format!(
                " and t.row in ({candidates}) and t.opened_at = words.rowid >> {ROW_BITS}"
            ));
        }
        self.spans(&mut select);
        self.without_excluded(&mut select);
        select
    }

    fn columns(self, select: &mut Select, key: &str, from: &str) {
        select.push(&format!("select {key}, t.row, {} from {from}", self.columns));
    }

    fn spans(self, select: &mut Select) {
        let filter = self.list.filter;
        for (column, span) in [("t.opened_at", filter.opened), ("t.closed_at", filter.closed)] {
            if let Some(from) = span.from {
                select.with(&format!(" and {column} >= ?"), from.timestamp_millis());
            }
            if let Some(until) = span.until {
                select.with(&format!(" and {column} < ?"), until.timestamp_millis());
            }
        }
        if let (Some(until), None) = (filter.closed.until, filter.opened.until) {
            // A ticket is opened before it is closed, which bounds the scan of the index.
            select.with(" and t.opened_at < ?", until.timestamp_millis());
        }
    }

    /// The bound of the cursor on `(key, row)`, where the cursor's key is `offset` more.
    fn bound_key(self, select: &mut Select, key: &str, offset: i64) {
        let Some(from) = self.from else { return };
        select.with(
            &format!(" and ({key}, t.row) {} (?", self.beyond(from)),
            from.cursor.key.saturating_sub(offset),
        );
        select.with(", ?)", from.cursor.row);
    }

    /// The bounds on the full-text rowid: of the cursor, and of the span of opening.
    fn bound_rowid(self, select: &mut Select, offset: i64) {
        if let Some(from) = self.from {
            let opened = from.cursor.key.saturating_sub(offset);
            select.with(
                &format!(" and words.rowid {} ?", self.beyond(from)),
                search_rowid(opened, from.cursor.row),
            );
        }
        let opened = self.list.filter.opened;
        if let Some(since) = opened.from {
            select.with(" and words.rowid >= ?", search_rowid(since.timestamp_millis(), 0));
        }
        if let Some(until) = opened.until {
            select.with(" and words.rowid < ?", search_rowid(until.timestamp_millis(), 0));
        }
    }

    fn beyond(self, from: From) -> &'static str {
        match (self.ascending, from.inclusive) {
            (true, true) => ">=",
            (true, false) => ">",
            (false, true) => "<=",
            (false, false) => "<",
        }
    }

    fn by_rowid(self, select: &mut Select) {
        select.push(&format!(" order by words.rowid {}", self.direction()));
        select.with(" limit ?", self.limit);
    }

    fn in_order(self, select: &mut Select) {
        let direction = self.direction();
        select.push(&format!(" order by 1 {direction}, 2 {direction}"));
        select.with(" limit ?", self.limit);
    }

    fn direction(self) -> &'static str {
        if self.ascending { "asc" } else { "desc" }
    }
}

/// Whether so few tickets were closed in a span that they can be sorted for each page.
fn few_closed(connection: &Connection, span: Span) -> Result<bool> {
    let from = span.from.map_or(i64::MIN, |time| time.timestamp_millis());
    let until = span.until.map_or(i64::MAX, |time| time.timestamp_millis());
    connection
        .prepare_cached(
            "select count(*) from (select 1 from ticket where closed_at >= ?1 and closed_at < ?2 limit ?3)",
        )?
        .query_row(params![from, until, MOST_SORTED + 1], |row| row.get::<_, i64>(0))
        .map(|count| count <= MOST_SORTED)
}

mod long_threads;
#[cfg(test)]
mod tests;
