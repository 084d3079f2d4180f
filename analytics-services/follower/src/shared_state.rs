//! The state of a service: written by the follower of the feed, read by the request handlers.

use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Analysis, Calendar, Columns, Fact, FactPage, Moment, Question, RowTooHigh};

/// Rows are applied in batches of this size, each in well under a millisecond, so that requests do not wait for a
/// whole page.
const BATCH: usize = 2048;

/// The facts, the analysis of them, and the position in the feed.
pub struct SharedState<A> {
    calendar: Calendar,
    data: RwLock<Data<A>>,
    status: watch::Sender<FeedStatus>,
}

struct Data<A> {
    columns: Columns,
    analysis: A,
}

/// How far the service has read the desk's feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedStatus {
    /// The desk's generation; `None` before its first answer.
    pub desk: Option<Uuid>,
    /// The feed is applied up to this number.
    pub position: u64,
    /// The mark of `position`, if the desk has one.
    pub mark: Option<Uuid>,
    /// Whether the last answer reached the end of the feed.
    pub caught_up: bool,
    /// Whether the end was reached at least once: before, the figures miss tickets.
    pub complete: bool,
    /// Why the desk does not answer; `None` while it does.
    pub error: Option<String>,
    /// The time of the desk's last answer.
    pub last_answer_at: Option<DateTime<Utc>>,
    /// The rows that were skipped since the last reset: this version does not understand them.
    pub skipped_rows: u64,
}

impl<A: Analysis> SharedState<A> {
    /// The state before the first ticket.
    #[must_use]
    pub fn new(calendar: Calendar) -> Self {
        Self {
            calendar,
            data: RwLock::new(Data::empty(calendar)),
            status: watch::Sender::new(FeedStatus::default()),
        }
    }

    /// The figures, and the moment that they are of.
    pub fn answer(&self, question: &Question, now: DateTime<Utc>) -> (A::Answer, Moment) {
        let moment = self.moment(now);
        let data = self.data.read().unwrap_or_else(PoisonError::into_inner);
        (data.analysis.answer(&data.columns, question, moment), moment)
    }

    fn moment(&self, now: DateTime<Utc>) -> Moment {
        let status = self.status.borrow();
        Moment {
            now: tickets::to_millis(now),
            calendar: self.calendar,
            silent_since: status.last_answer_at.filter(|_| status.error.is_some()),
        }
    }

    /// The current status, and a way to wait for the next one.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<FeedStatus> {
        self.status.subscribe()
    }

    /// Applies the desk's answer to "what changed since the position, at most `limit` numbers". An answer that does not
    /// continue from the position resets the state: the desk was replaced, restored or forked. Rows that cannot be right are skipped: their
    /// tickets do not change.
    pub async fn apply(&self, page: &FactPage, limit: usize, now: DateTime<Utc>) {
        let after = self.status.borrow().position;
        if !self.status.borrow().is_continued_by(page) {
            self.reset();
            return;
        }
        for row in &page.rows.unreadable {
            self.skip(&format!("the row {row} is not understood"));
        }
        for rows in page.rows.readable.chunks(BATCH) {
            self.apply_batch(rows, page);
            tokio::task::yield_now().await;
        }
        self.advance(page, page_is_last(page, after, limit), now);
    }

    fn apply_batch(&self, rows: &[wire::FactRow], page: &FactPage) {
        let mut data = self.data.write().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            let applied = check_row(row.0, page.next).and_then(|()| data.apply(row, &page.places));
            if let Err(error) = applied {
                self.skip(&error.to_string());
            }
        }
        data.finish_batch();
    }

    fn skip(&self, why: &str) {
        tracing::warn!("{why}; it is skipped");
        self.status.send_modify(|status| status.skipped_rows += 1);
    }

    fn advance(&self, page: &FactPage, last: bool, now: DateTime<Utc>) {
        self.status.send_modify(|status| {
            status.desk = Some(page.desk);
            status.position = page.next;
            status.mark = page.mark;
            status.caught_up = last;
            status.complete |= last;
            status.error = None;
            status.last_answer_at = Some(now);
        });
    }

    /// Drops all tickets; the feed is read from its beginning.
    pub fn reset(&self) {
        let mut data = self.data.write().unwrap_or_else(PoisonError::into_inner);
        *data = Data::empty(self.calendar);
        self.status.send_replace(FeedStatus::default());
    }

    /// Records why the desk did not answer.
    pub fn set_error(&self, error: String) {
        self.status.send_modify(|status| {
            status.caught_up = false;
            status.error = Some(error);
        });
    }
}

impl<A: Analysis> Data<A> {
    fn empty(calendar: Calendar) -> Self {
        Self {
            columns: Columns::default(),
            analysis: A::empty(calendar),
        }
    }

    fn apply(&mut self, row: &wire::FactRow, places: &[String]) -> Result<(), RowTooHigh> {
        let &wire::FactRow(row, opened_ms, closed_ms, status, category, place) = row;
        let name = place.and_then(|place| places.get(usize::try_from(place).ok()?));
        let after = Fact {
            opened_ms,
            closed_ms,
            status,
            category,
            place: name.and_then(|name| self.columns.intern_place(name)),
        };
        let before = self.columns.put(row, after)?;
        self.analysis.update(row, before, after);
        Ok(())
    }

    fn finish_batch(&mut self) {
        self.analysis.finish_batch(&self.columns);
    }
}

impl FeedStatus {
    /// Whether a page is of the desk that was read until now. A desk at the same number must have the same mark; a
    /// number without a mark is not compared.
    fn is_continued_by(&self, page: &FactPage) -> bool {
        let same_desk = self.desk.is_none_or(|desk| desk == page.desk);
        let same_mark =
            page.next > self.position || self.mark.zip(page.mark).is_none_or(|(mark, other)| mark == other);
        same_desk && page.next >= self.position && same_mark
    }
}

/// Rows up to this one are accepted from every desk: they take 22 MB.
const SMALL_DESK: u64 = 1_000_000;

/// Rejects a row that the desk cannot have: each ticket took a number of the feed, so there are at most `next` rows. The
/// columns take memory for all rows up to the highest.
fn check_row(row: u32, next: u64) -> Result<(), RowTooHigh> {
    if u64::from(row) > next.max(SMALL_DESK) {
        return Err(RowTooHigh(row));
    }
    Ok(())
}

/// Whether a page reaches the end of the feed. Numbers that later ones superseded may count against the limit or not:
/// in doubt the page is not the last, and the next one is empty.
fn page_is_last(page: &FactPage, after: u64, limit: usize) -> bool {
    let numbers = usize::try_from(page.next.saturating_sub(after)).unwrap_or(usize::MAX);
    page.rows.is_empty() || (page.rows.len() < limit && numbers < limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_beyond_the_numbers_of_the_feed_takes_no_memory() {
        assert_eq!(check_row(50_000_000, 7), Err(RowTooHigh(50_000_000)));
        assert_eq!(check_row(50_000_000, 60_000_000), Ok(()));
        assert_eq!(check_row(100_000, 7), Ok(()));
    }
}
