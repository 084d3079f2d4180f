//! The closed tickets that were opened in one month, from the quickest to the slowest.

use follower::{Columns, FactFilter};

use crate::spread::Spread;

/// The tickets are stored in order of duration, so that a percentile is a lookup. Adding marks the order as stale:
/// sorting a long ordered run with a few additions at its end takes one pass.
#[derive(Debug, Default)]
pub struct Month {
    rows: Vec<u32>,
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
            self.total_ms = self.rows.iter().filter_map(|row| columns.lasted_ms(*row)).sum();
            self.unordered = false;
        }
    }

    /// The durations of all tickets.
    pub fn spread_of_all(&self, columns: &Columns) -> Option<Spread> {
        let nth = |at| columns.lasted_ms(*self.rows.get(at)?);
        Spread::of(self.rows.len(), self.total_ms, nth)
    }

    /// The durations of the selected tickets.
    pub fn spread_of(&self, columns: &Columns, selected: FactFilter) -> Option<Spread> {
        let facts = self.rows.iter().filter_map(|row| columns.get(*row));
        let in_order: Vec<i64> = facts
            .filter(|fact| selected.matches(fact))
            .filter_map(|fact| fact.lasted_ms())
            .collect();
        Spread::of(in_order.len(), in_order.iter().sum(), |at| {
            in_order.get(at).copied()
        })
    }
}
