//! How many tickets opened in a period are not closed now.

use chrono::{DateTime, Utc};
use follower::{Columns, Fact, Moment, Question};
use serde::Serialize;
use tickets::Category;

use crate::buckets::boundaries;

/// The tickets opened in `[since, until)` that are not closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BacklogFigures {
    pub count: u64,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Parts of the period, without gaps, at most 60.
    pub buckets: Vec<Bucket>,
    /// Whether any ticket was opened in the period, closed or not.
    #[serde(skip)]
    pub any_opened: bool,
}

/// The tickets opened in `[from, to)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub count: u64,
    /// In the order of [`Category::ALL`].
    #[serde(skip)]
    pub by_category: [u64; Category::ALL.len()],
}

/// Counts the tickets that a question selects.
pub fn count(columns: &Columns, question: &Question, moment: Moment) -> BacklogFigures {
    let since = question.last.map_or(moment.now, |last| last.since(moment.now));
    let mut figures = BacklogFigures::empty(since, moment);
    let selected = question.filter(columns, moment.now);
    for fact in columns.unclosed().filter(|fact| selected.matches(fact)) {
        figures.add(&fact);
    }
    // Closed tickets are searched only where no other ticket answers this.
    figures.any_opened = figures.count > 0 || columns.newest_first().any(|fact| selected.matches(&fact));
    figures
}

impl BacklogFigures {
    fn empty(since: DateTime<Utc>, moment: Moment) -> Self {
        let boundaries = boundaries(since, moment.now, moment.calendar);
        let pairs = boundaries.iter().zip(boundaries.iter().skip(1));
        Self {
            count: 0,
            since,
            until: moment.now,
            any_opened: false,
            buckets: pairs.map(|(from, to)| Bucket::empty(*from, *to)).collect(),
        }
    }

    fn add(&mut self, fact: &Fact) {
        let ends_before = |bucket: &Bucket| bucket.to.timestamp_millis() <= fact.opened_ms;
        let at = self.buckets.partition_point(ends_before);
        if let Some(bucket) = self.buckets.get_mut(at) {
            bucket.add(fact.category);
            self.count += 1;
        }
    }
}

impl Bucket {
    fn empty(from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self {
            from,
            to,
            count: 0,
            by_category: [0; Category::ALL.len()],
        }
    }

    fn add(&mut self, category: Category) {
        self.count += 1;
        for (count, of) in self.by_category.iter_mut().zip(Category::ALL) {
            *count += u64::from(of == category);
        }
    }
}
