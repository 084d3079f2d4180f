//! How many tickets are not closed now: all of them by age, and those opened in a period by time.

use chrono::{DateTime, Utc};
use follower::{Columns, Moment, Question};
use serde::Serialize;

use crate::ages::Unclosed;
use crate::buckets::{boundaries, most_buckets};
use crate::by_category::{ByCategory, as_map};

/// The tickets opened in `[since, until)` that are not closed, and all others that are not closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BacklogFigures {
    pub count: u64,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Parts of the period, without gaps, at most 60. With few tickets there are fewer and longer parts.
    pub buckets: Vec<Bucket>,
    /// All tickets that are not closed, independent of the period.
    pub unclosed: Unclosed,
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
    #[serde(serialize_with = "as_map")]
    pub by_category: ByCategory,
}

/// Counts the tickets that a question selects.
pub fn count(columns: &Columns, question: &Question, moment: Moment) -> BacklogFigures {
    let since = question.last.map_or(moment.now, |last| last.since(moment.now));
    let in_period = question.filter(columns, moment.now);
    let all_time = Question {
        last: None,
        ..question.clone()
    };
    let selected = all_time.filter(columns, moment.now);
    let mut unclosed = Unclosed::empty(moment);
    let mut opened = Vec::new();
    for fact in columns.unclosed().filter(|fact| selected.matches(fact)) {
        unclosed.add(&fact, moment.now.timestamp_millis());
        if question.last.is_some() && in_period.matches(&fact) {
            opened.push((fact.opened_ms, fact.category));
        }
    }
    let count = opened.len() as u64;
    let mut buckets = empty_buckets(since, moment, count);
    for (opened_ms, category) in opened {
        let at = buckets.partition_point(|bucket| bucket.to.timestamp_millis() <= opened_ms);
        if let Some(bucket) = buckets.get_mut(at) {
            bucket.count += 1;
            bucket.by_category.add(category);
        }
    }
    BacklogFigures {
        count,
        since,
        until: moment.now,
        buckets,
        unclosed,
        // Closed tickets are searched only where no other ticket answers this.
        any_opened: count > 0 || columns.newest_first().any(|fact| in_period.matches(&fact)),
    }
}

fn empty_buckets(since: DateTime<Utc>, moment: Moment, count: u64) -> Vec<Bucket> {
    let boundaries = boundaries(since, moment.now, moment.calendar, most_buckets(count));
    let pairs = boundaries.iter().zip(boundaries.iter().skip(1));
    let bucket = |(from, to): (&DateTime<Utc>, &DateTime<Utc>)| Bucket {
        from: *from,
        to: *to,
        count: 0,
        by_category: ByCategory::default(),
    };
    pairs.map(bucket).collect()
}
