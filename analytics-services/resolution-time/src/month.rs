//! The closed tickets that were opened in one month, from the quickest to the slowest.

use follower::{Columns, Test};

use crate::spread::Spread;

/// They are kept in order, so that a percentile is looked up, and put in order again only when one was
/// added: a sort that meets a long run in order and a few more takes one pass.
#[derive(Debug, Default)]
pub struct Month {
    rows: Vec<u32>,
    total_ms: i64,
    unsettled: bool,
}

impl Month {
    /// Adds a ticket; it counts once the month is settled.
    pub fn add(&mut self, row: u32) {
        self.rows.push(row);
        self.unsettled = true;
    }

    /// Takes a ticket out again.
    pub fn take_out(&mut self, row: u32) {
        self.rows.retain(|other| *other != row);
        self.unsettled = true;
    }

    /// Puts the tickets in order, if any were added.
    pub fn settle(&mut self, columns: &Columns) {
        if self.unsettled {
            self.rows.sort_by_key(|row| columns.lasted_ms(*row));
            self.total_ms = self.rows.iter().filter_map(|row| columns.lasted_ms(*row)).sum();
            self.unsettled = false;
        }
    }

    /// How long all of them took.
    pub fn of_all(&self, columns: &Columns) -> Option<Spread> {
        let nth = |at| columns.lasted_ms(*self.rows.get(at)?);
        Spread::of(self.rows.len(), self.total_ms, nth)
    }

    /// How long those took that a question means.
    pub fn of_those(&self, columns: &Columns, meant: Test) -> Option<Spread> {
        let facts = self.rows.iter().filter_map(|row| columns.get(*row));
        let in_order: Vec<i64> = facts
            .filter(|fact| meant.holds(fact))
            .filter_map(|fact| fact.lasted_ms())
            .collect();
        Spread::of(in_order.len(), in_order.iter().sum(), |at| {
            in_order.get(at).copied()
        })
    }
}
