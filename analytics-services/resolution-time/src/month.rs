//! The closed tickets that were opened in one month, from the quickest to the slowest.

use follower::{Columns, FactFilter};

use crate::durations::Durations;

/// The tickets are stored in order of duration, so that a percentile is a lookup. Adding marks the order as stale:
/// sorting a long ordered run with a few additions at its end takes one pass.
#[derive(Debug, Default)]
pub struct Month {
    rows: Vec<u32>,
    /// The sum of the real durations.
    total_ms: i64,
    unordered: bool,
}

impl Month {
    /// Adds a ticket. It counts after the next [`Self::order`].
    pub fn add(&mut self, row: u32) {
        self.rows.push(row);
        self.unordered = true;
    }

    pub fn remove(&mut self, row: u32) {
        self.rows.retain(|other| *other != row);
        self.unordered = true;
    }

    /// Orders the tickets by duration, if they changed.
    pub fn order(&mut self, columns: &Columns) {
        if self.unordered {
            self.rows.sort_by_key(|row| columns.lasted_ms(*row));
            let durations = self.rows.iter().filter_map(|row| columns.lasted_ms(*row));
            self.total_ms = durations.filter(|ms| is_real(*ms)).sum();
            self.unordered = false;
        }
    }

    /// All tickets.
    pub fn all<'a>(&'a self, columns: &'a Columns) -> Closed<'a> {
        let no_time = |row: &u32| columns.lasted_ms(*row).is_none_or(|ms| !is_real(ms));
        let left_out = self.rows.partition_point(no_time);
        Closed {
            left_out,
            total_ms: self.total_ms,
            durations: Durations::OfRows(self.rows.get(left_out..).unwrap_or_default(), columns),
        }
    }

    /// The selected tickets.
    pub fn selected<'a>(&self, columns: &Columns, selected: FactFilter) -> Closed<'a> {
        let facts = self.rows.iter().filter_map(|row| columns.get(*row));
        let durations = facts
            .filter(|fact| selected.matches(fact))
            .filter_map(|fact| fact.lasted_ms());
        let (real, left_out): (Vec<i64>, Vec<i64>) = durations.partition(|ms| is_real(*ms));
        Closed {
            left_out: left_out.len(),
            total_ms: real.iter().sum(),
            durations: Durations::Listed(real),
        }
    }
}

/// Closed tickets of one month.
pub struct Closed<'a> {
    /// The number of tickets without a real duration.
    pub left_out: usize,
    /// The sum of the durations.
    pub total_ms: i64,
    pub durations: Durations<'a>,
}

/// Whether work can have taken this time. A ticket that is dated in the future is closed at the moment of its opening
/// at the earliest, so that it seems to take no time at all.
fn is_real(duration_ms: i64) -> bool {
    duration_ms > 0
}
