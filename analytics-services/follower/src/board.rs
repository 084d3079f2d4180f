//! What a service knows, shared between the one who follows and those who ask.

use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Analysis, Calendar, Columns, Fact, Moment, Question, RowTooHigh};

/// So many changes are taken in at a time, in well under a millisecond; then those who ask have their turn.
const MOUTHFUL: usize = 2048;

/// The facts and the analysis of them.
pub struct Board<A> {
    calendar: Calendar,
    known: RwLock<Known<A>>,
    standing: watch::Sender<Standing>,
}

struct Known<A> {
    columns: Columns,
    analysis: A,
}

/// How far the service has come in the desk's feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The desk's generation, once it has answered.
    pub desk: Option<Uuid>,
    /// The number up to which the feed is known.
    pub position: u64,
    /// Whether the last answer reached the end of the feed.
    pub caught_up: bool,
    /// Whether the end was reached at least once, so that the figures are those of a whole desk.
    pub complete: bool,
    /// What is wrong, while the desk does not answer.
    pub trouble: Option<String>,
    /// When the desk answered last.
    pub heard_at: Option<DateTime<Utc>>,
}

impl<A: Analysis> Board<A> {
    /// A board without a ticket.
    #[must_use]
    pub fn new(calendar: Calendar) -> Self {
        Self {
            calendar,
            known: RwLock::new(Known::nothing(calendar)),
            standing: watch::Sender::new(Standing::default()),
        }
    }

    /// Answers a question.
    pub fn answer(&self, question: &Question, now: DateTime<Utc>) -> (A::Answer, Moment) {
        let moment = self.moment(now);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        (known.analysis.answer(&known.columns, question, moment), moment)
    }

    fn moment(&self, now: DateTime<Utc>) -> Moment {
        let standing = self.standing.borrow();
        Moment {
            now: tickets::to_millis(now),
            calendar: self.calendar,
            silent_since: standing.heard_at.filter(|_| standing.trouble.is_some()),
        }
    }

    /// How far it has come, and a way to wait until it has come further.
    #[must_use]
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    /// Takes in an answer of the desk to "what changed since `after`, at most `limit`". An answer that
    /// comes from another desk, or ends before it begins, means that what is known is worth nothing.
    ///
    /// # Errors
    /// [`RowTooHigh`] if the answer can't be right.
    pub async fn take_in(
        &self,
        page: &wire::Facts,
        limit: usize,
        now: DateTime<Utc>,
    ) -> Result<(), RowTooHigh> {
        let after = self.standing.borrow().position;
        if self.is_other_desk(page.desk) || page.next < after {
            self.forget();
            return Ok(());
        }
        for rows in page.rows.chunks(MOUTHFUL) {
            self.learn(rows, &page.places)?;
            tokio::task::yield_now().await;
        }
        self.reached(page, page_is_last(page, after, limit), now);
        Ok(())
    }

    fn is_other_desk(&self, desk: Uuid) -> bool {
        self.standing.borrow().desk.is_some_and(|known| known != desk)
    }

    fn learn(&self, rows: &[wire::FactRow], places: &[String]) -> Result<(), RowTooHigh> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            known.learn(row, places)?;
        }
        known.settle();
        Ok(())
    }

    fn reached(&self, page: &wire::Facts, last: bool, now: DateTime<Utc>) {
        self.standing.send_modify(|standing| {
            standing.desk = Some(page.desk);
            standing.position = page.next;
            standing.caught_up = last;
            standing.complete |= last;
            standing.trouble = None;
            standing.heard_at = Some(now);
        });
    }

    /// Starts from nothing.
    pub fn forget(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known::nothing(self.calendar);
        self.standing.send_replace(Standing::default());
    }

    /// Notes that the desk did not answer.
    pub fn note_trouble(&self, trouble: String) {
        self.standing.send_modify(|standing| {
            standing.caught_up = false;
            standing.trouble = Some(trouble);
        });
    }
}

impl<A: Analysis> Known<A> {
    fn nothing(calendar: Calendar) -> Self {
        Self {
            columns: Columns::default(),
            analysis: A::begin(calendar),
        }
    }

    fn learn(&mut self, row: &wire::FactRow, places: &[String]) -> Result<(), RowTooHigh> {
        let &wire::FactRow(row, opened_ms, closed_ms, status, category, place) = row;
        let name = place.and_then(|place| places.get(usize::try_from(place).ok()?));
        let after = Fact {
            opened_ms,
            closed_ms,
            status,
            category,
            place: name.and_then(|name| self.columns.learn_place(name)),
        };
        let before = self.columns.put(row, after)?;
        self.analysis.hear(row, before, after);
        Ok(())
    }

    fn settle(&mut self) {
        self.analysis.settle(&self.columns);
    }
}

/// Whether an answer reaches the end of the feed. Stamps that later ones have superseded may count
/// against the limit or not; in doubt one asks again and gets nothing.
fn page_is_last(page: &wire::Facts, after: u64, limit: usize) -> bool {
    let stamps = usize::try_from(page.next.saturating_sub(after)).unwrap_or(usize::MAX);
    page.rows.is_empty() || (page.rows.len() < limit && stamps < limit)
}
