//! The SQL of each list: which tickets a page has, as their sort keys and rows. Every list has an index that returns it in order:
//!
//! ```text
//!   everything                             ticket_opened
//!   a status, a category, unclosed         ticket_queue, its cells merged: (status, category) by opening
//!   longest waiting                        ticket_waiting, then tickets whose user does not wait, as above
//!   waiting for us, longest first          ticket_waiting, up to the first ticket whose user does not wait
//!   terms, place, sureness, classified,
//!     waiting for us in another order      words_tokens; the matches are ordered
//!   a span of closing                      ticket_closed, ordered, if few or oldest first; else by opening
//!   a number                               ticket_number
//! ```

mod part;
mod windows;
mod words;

use store::Cursor;
use store::shared::places::folded;
use tickets::{Category, Filter, Order, Span, Status};

use crate::decode::get;
use crate::encode::millis;
use crate::failure::Result;
use crate::session::{Session, Value};
use crate::terms::Terms;
use part::Part;

/// The sort key of the order of waiting, as in the index.
const WAITING: &str = "coalesce(t.waiting_since, t.opened_at + 4503599627370496)";

/// The maximum number of tickets that are put in order for a page, where no index returns them in order.
const MOST_ORDERED: i64 = 2_000;

/// The cursor at which reading begins, and whether its ticket is included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct From {
    pub cursor: Cursor,
    pub inclusive: bool,
}

/// A query of two columns, the sort key and the row of a ticket, with its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Select {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Select {
    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Adds `sql` with a value in the place of its `?`.
    fn with(&mut self, sql: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let number = format!("${}", self.values.len());
        self.sql.push_str(&sql.replacen('?', &number, 1));
    }
}

/// A list that can be read from any position in either direction.
pub(crate) struct List<'a> {
    filter: &'a Filter,
    order: Order,
    plan: Plan,
    /// The id of the place that the filter names.
    place: Option<i64>,
    terms: Terms,
    /// Whether a term may be in a later message of a long thread.
    long_threads: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    /// The list is empty.
    Nothing,
    Number(u64),
    Words,
    /// So few tickets were closed in the span that they are put in order.
    ClosedFew,
    Everything,
    Cells,
    Waiting,
}

impl<'a> List<'a> {
    pub(crate) async fn new(session: &Session, filter: &'a Filter, order: Order) -> Result<Self> {
        let place = match &filter.place {
            Some(place) => find_place(session, place).await?,
            None => None,
        };
        let terms = Terms::of(filter);
        let mut list = Self {
            filter,
            order,
            plan: Plan::Nothing,
            place,
            long_threads: terms.exist() && long_threads_exist(session).await?,
            terms,
        };
        list.plan = list.choose(session).await?;
        Ok(list)
    }

    async fn choose(&self, session: &Session) -> Result<Plan> {
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
            } else if closed && few_closed(session, filter.closed).await? {
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

    /// The queries whose results, one after the other, are the list in its order or backward. `more` are words that a ticket must
    /// have besides the filter's ([`List::windows`]).
    pub(crate) fn parts(
        &self,
        backward: bool,
        from: Option<From>,
        limit: usize,
        more: &[String],
    ) -> Vec<Select> {
        let part = Part {
            list: self,
            ascending: self.is_ascending(backward),
            from,
            limit: crate::encode::limit(limit),
            more,
        };
        let mut parts = match self.plan {
            Plan::Cells | Plan::Waiting if part.ascending && self.filter.closed.from.is_some() => {
                vec![part.closed_in_order()]
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
            Plan::ClosedFew => vec![part.closed_in_order()],
            Plan::Everything => vec![part.everything()],
            Plan::Cells => vec![part.cells()],
            Plan::Waiting => self.waiting(part),
        };
        if backward {
            parts.reverse();
        }
        parts
    }

    /// Whether the sort keys ascend in a direction of reading.
    pub(crate) fn is_ascending(&self, backward: bool) -> bool {
        (self.order != Order::Newest) != backward
    }

    /// The sort key of the list's order, of the ticket `t`.
    pub(crate) fn key(&self) -> &'static str {
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
}

/// The id of a place, if it was ever used. A place has no NUL character, which the database cannot compare.
async fn find_place(session: &Session, place: &str) -> Result<Option<i64>> {
    let form = folded(place).replace('\0', " ");
    let found = session
        .optional("select id from place where folded = $1", &[&form])
        .await?;
    found.map(|row| get(&row, 0)).transpose()
}

/// Whether any thread of the desk is long.
async fn long_threads_exist(session: &Session) -> Result<bool> {
    let row = session
        .one("select exists (select 1 from later_words)", &[])
        .await?;
    get(&row, 0)
}

/// Whether so few tickets were closed in a span that they can be put in order for each page.
async fn few_closed(session: &Session, span: Span) -> Result<bool> {
    let (from, until) = (
        millis(span.from).unwrap_or(i64::MIN),
        millis(span.until).unwrap_or(i64::MAX),
    );
    let sql = "select count(*) from (
        select 1 from ticket where closed_at >= $1 and closed_at < $2 limit $3) c";
    let row = session.one(sql, &[&from, &until, &(MOST_ORDERED + 1)]).await?;
    Ok(get::<i64>(&row, 0)? <= MOST_ORDERED)
}
