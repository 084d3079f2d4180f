//! How many tickets that were opened in a period are not closed, now.

use chrono::{DateTime, Utc};
use follower::{Analysis, Calendar, Columns, Fact, Moment, Question};
use serde::Serialize;
use tickets::Category;

use crate::buckets::boundaries;
use crate::panel;

/// The analysis; it needs nothing but the columns.
pub struct Backlog;

/// The tickets opened in `[since, until)` that are not closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotClosed {
    pub count: u64,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// They cover the period without gaps, at most 60.
    pub buckets: Vec<Bucket>,
    /// Whether any were opened in the period, closed or not; looked up only where none is left.
    #[serde(skip)]
    pub any_opened: bool,
}

/// Those opened in `[from, to)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub count: u64,
    /// In the usual order of the categories.
    #[serde(skip)]
    pub by_category: [u64; Category::ALL.len()],
}

impl Analysis for Backlog {
    const NAME: &'static str = "backlog";
    const NEEDS_PERIOD: bool = true;

    type Answer = NotClosed;

    fn begin(_calendar: Calendar) -> Self {
        Self
    }

    fn answer(&self, columns: &Columns, question: &Question, moment: Moment) -> NotClosed {
        let since = question.last.map_or(moment.now, |last| last.since(moment.now));
        let mut not_closed = NotClosed::none(since, moment);
        let meant = question.test(columns, moment.now);
        for fact in columns.unclosed().filter(|fact| meant.holds(fact)) {
            not_closed.count(&fact);
        }
        not_closed.any_opened = not_closed.count > 0 || columns.newest_first().any(|fact| meant.holds(&fact));
        not_closed
    }

    fn panel(answer: &Self::Answer, question: &Question, moment: Moment) -> anyhow::Result<String> {
        panel::draw(answer, question, moment)
    }
}

impl NotClosed {
    fn none(since: DateTime<Utc>, moment: Moment) -> Self {
        let boundaries = boundaries(since, moment.now, moment.calendar);
        let pairs = boundaries.iter().zip(boundaries.iter().skip(1));
        Self {
            count: 0,
            since,
            until: moment.now,
            any_opened: false,
            buckets: pairs.map(|(from, to)| Bucket::none(*from, *to)).collect(),
        }
    }

    fn count(&mut self, fact: &Fact) {
        let later = |bucket: &Bucket| bucket.to.timestamp_millis() <= fact.opened_ms;
        let at = self.buckets.partition_point(later);
        if let Some(bucket) = self.buckets.get_mut(at) {
            bucket.count(fact.category);
            self.count += 1;
        }
    }
}

impl Bucket {
    fn none(from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self {
            from,
            to,
            count: 0,
            by_category: [0; Category::ALL.len()],
        }
    }

    fn count(&mut self, category: Category) {
        self.count += 1;
        for (count, of) in self.by_category.iter_mut().zip(Category::ALL) {
            *count += u64::from(of == category);
        }
    }
}

#[cfg(test)]
mod tests {
    use follower::Last;
    use follower::testing::{asked_at, histories, questions};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_counts_what_counting_by_hand_counts(history in histories(), mut question in questions()) {
            question.last = question.last.or(Some(Last::Days(365)));
            let now = asked_at();
            let (answer, _) = history.board::<Backlog>().answer(&question, now);

            let mut tickets = history.tickets();
            tickets.retain(|ticket| ticket.fact.2.is_none() && ticket.is_meant(&question, now));
            prop_assert_eq!(answer.count, tickets.len() as u64);
            prop_assert_eq!(answer.until - answer.since, question.last.expect("set above").length());
            for bucket in &answer.buckets {
                let within = bucket.from.timestamp_millis()..bucket.to.timestamp_millis();
                let here = tickets.iter().filter(|ticket| within.contains(&ticket.fact.1)).count();
                prop_assert_eq!(bucket.count, here as u64);
                prop_assert_eq!(bucket.by_category.iter().sum::<u64>(), bucket.count);
            }
            prop_assert_eq!(answer.buckets.iter().map(|bucket| bucket.count).sum::<u64>(), answer.count);
        }
    }
}
