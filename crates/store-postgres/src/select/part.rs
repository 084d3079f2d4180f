//! The parts of a list that indexes of `ticket` return in order.

use store::shared::codes::Coded;
use store::shared::sort_key::ANSWERED;
use tickets::{Category, Order, Status};

use super::{From, List, Select, WAITING};
use crate::encode::millis;

/// One reading of a list.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub list: &'a List<'a>,
    pub ascending: bool,
    pub from: Option<From>,
    pub limit: i64,
    /// Words that a ticket must have besides the filter's.
    pub more: &'a [String],
}

impl Part<'_> {
    pub(super) fn number(self, number: u64) -> Select {
        let mut select = Select::default();
        let key = self.list.key();
        select.push(&format!(
            "select {key}, t.row_id from ticket t join words w on w.ticket = t.row_id"
        ));
        select.with(" where t.number = ?", i64::try_from(number).unwrap_or(-1));
        self.bound(&mut select, key, "t.row_id", 0);
        self.spans(&mut select, "t.opened_at");
        self.each_condition(&mut select, None);
        self.in_order(&mut select);
        select
    }

    /// Tickets closed in a span, ordered. `offset 0` makes the database read them by their time of closing: by opening, it would
    /// read all tickets that were closed before the span.
    pub(super) fn closed_in_order(self) -> Select {
        let mut select = Select::default();
        let answered = self.list.order == Order::LongestWaiting;
        let offset = if answered { ANSWERED } else { 0 };
        let key = if answered {
            "t.opened_at + 4503599627370496"
        } else {
            "t.opened_at"
        };
        select.push(&format!(
            "select {key}, t.row_id from (select t.opened_at, t.row_id from ticket t where t.closed_at is not null"
        ));
        self.bound(&mut select, "t.opened_at", "t.row_id", offset);
        self.spans(&mut select, "t.opened_at");
        if let Some(category) = self.list.filter.category {
            select.with(" and t.category = ?", category.code());
        }
        select.push(" offset 0) t");
        self.in_order(&mut select);
        select
    }

    pub(super) fn everything(self) -> Select {
        let mut select = Select::default();
        select.push("select t.opened_at, t.row_id from ticket t where true");
        self.bound(&mut select, "t.opened_at", "t.row_id", 0);
        self.spans(&mut select, "t.opened_at");
        self.by(&mut select, "t.opened_at");
        select
    }

    pub(super) fn cells(self) -> Select {
        self.merged("t.opened_at", 0, "")
    }

    /// Tickets whose user does not wait, most of them closed, by opening.
    pub(super) fn answered(self) -> Select {
        self.merged(
            "t.opened_at + 4503599627370496",
            ANSWERED,
            " and t.waiting_since is null",
        )
    }

    /// The cells of `ticket_queue`, each a page in order, merged.
    fn merged(self, key: &str, offset: i64, condition: &str) -> Select {
        let mut select = Select::default();
        select.push("select * from (");
        for (at, cell) in self.list.cells().into_iter().enumerate() {
            select.push(if at > 0 { " union all (" } else { "(" });
            self.cell(&mut select, key, offset, cell);
            select.push(condition);
            self.by(&mut select, "t.opened_at");
            select.push(")");
        }
        select.push(") c");
        self.in_order(&mut select);
        select
    }

    fn cell(self, select: &mut Select, key: &str, offset: i64, cell: (Status, Category)) {
        select.push(&format!("select {key}, t.row_id from ticket t"));
        select.with(" where t.status = ?", cell.0.code());
        select.with(" and t.category = ?", cell.1.code());
        self.bound(select, "t.opened_at", "t.row_id", offset);
        self.spans(select, "t.opened_at");
    }

    /// Unclosed tickets, from one index.
    pub(super) fn unclosed(self) -> Select {
        let mut select = self.by_waiting();
        self.by(&mut select, WAITING);
        select
    }

    /// Tickets whose user waits.
    pub(super) fn waiting(self) -> Select {
        let mut select = self.by_waiting();
        select.with(&format!(" and {WAITING} < ?"), ANSWERED);
        self.by(&mut select, WAITING);
        select
    }

    fn by_waiting(self) -> Select {
        let filter = self.list.filter;
        let mut select = Select::default();
        select.push(&format!(
            "select {WAITING}, t.row_id from ticket t where t.status < 2"
        ));
        if let Some(status) = filter.status {
            select.with(" and t.status = ?", status.code());
        }
        if let Some(category) = filter.category {
            select.with(" and t.category = ?", category.code());
        }
        self.bound(&mut select, WAITING, "t.row_id", 0);
        self.spans(&mut select, "t.opened_at");
        select
    }

    /// Adds the spans of the filter.
    pub(super) fn spans(self, select: &mut Select, opened: &str) {
        let filter = self.list.filter;
        self.span_of_opening(select, opened);
        if let Some(from) = millis(filter.closed.from) {
            select.with(" and t.closed_at >= ?", from);
        }
        if let Some(until) = millis(filter.closed.until) {
            select.with(" and t.closed_at < ?", until);
            if filter.opened.until.is_none() {
                // A ticket is opened before it is closed, which bounds the scan of the index.
                select.with(&format!(" and {opened} < ?"), until);
            }
        }
    }

    /// Adds the span of opening.
    pub(super) fn span_of_opening(self, select: &mut Select, opened: &str) {
        let span = self.list.filter.opened;
        if let Some(from) = millis(span.from) {
            select.with(&format!(" and {opened} >= ?"), from);
        }
        if let Some(until) = millis(span.until) {
            select.with(&format!(" and {opened} < ?"), until);
        }
    }

    /// Adds the bound of the cursor on `(key, row)`, where the cursor's key is `offset` more.
    pub(super) fn bound(self, select: &mut Select, key: &str, row: &str, offset: i64) {
        let Some(from) = self.from else { return };
        let beyond = match (self.ascending, from.inclusive) {
            (true, true) => ">=",
            (true, false) => ">",
            (false, true) => "<=",
            (false, false) => "<",
        };
        select.with(
            &format!(" and ({key}, {row}) {beyond} (?"),
            from.cursor.key.saturating_sub(offset),
        );
        select.with(", ?)", from.cursor.row);
    }

    /// Orders by the columns of an index.
    fn by(self, select: &mut Select, key: &str) {
        let direction = self.direction();
        select.push(&format!(" order by {key} {direction}, t.row_id {direction}"));
        select.with(" limit ?", self.limit);
    }

    /// Orders by the key and the row that are selected.
    pub(super) fn in_order(self, select: &mut Select) {
        let direction = self.direction();
        select.push(&format!(" order by 1 {direction}, 2 {direction}"));
        select.with(" limit ?", self.limit);
    }

    fn direction(self) -> &'static str {
        if self.ascending { "asc" } else { "desc" }
    }
}
