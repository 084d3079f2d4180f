//! Moves a whole desk to another storage, row by row.
//!
//! ```text
//!   source ──rows, table by table──▶ target ──▶ derive the rest ──▶ compare every row ──▶ finish: a new generation
//! ```
//!
//! Values are copied without decoding them, so that a ticket that cannot be read moves, too. A storage derives its full text and
//! the words of places from the rows. Until a target is finished, no program opens it as a desk.

mod table;

use thiserror::Error;

use crate::StoreError;

pub use table::{Kind, Row, Table, Value};

/// The number of rows in a page.
pub const PAGE: usize = 1_000;

/// The rows of a desk.
pub trait Rows {
    /// Up to [`PAGE`] rows of a table, in the order of their keys: those after the row `after`, or the first ones.
    fn page(&mut self, table: Table, after: Option<&Row>) -> Result<Vec<Row>, StoreError>;
}

/// An empty storage that becomes a desk.
pub trait Target: Rows {
    /// Writes rows of a table. A table's rows come in the order of their keys, after the rows of the tables before it.
    fn write(&mut self, table: Table, rows: Vec<Row>) -> Result<(), StoreError>;

    /// Derives what is not copied, after all rows. `progress` receives the number of tickets that are done.
    fn derive(&mut self, progress: &mut dyn FnMut(u64)) -> Result<(), StoreError>;

    /// Makes the target a desk, durably. It gets a generation of its own: laptops and other followers read it from the beginning.
    fn finish(self: Box<Self>) -> Result<(), StoreError>;
}

/// A step of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Copying rows.
    Copying,
    /// Indexing tickets.
    Indexing,
    /// Comparing rows.
    Comparing,
}

/// What was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// The number of tickets.
    pub tickets: u64,
    /// The number of all rows.
    pub rows: u64,
}

/// Why a desk was not moved. The source is unchanged, and the target is no desk.
#[derive(Debug, Error)]
pub enum MoveFailed {
    /// One of the storages.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The storages differ.
    #[error(
        "the copy differs from the desk in the table {table}: after the row {after} of the desk. Nothing was moved"
    )]
    Different {
        /// The table.
        table: Table,
        /// The key of the last row that is equal; empty for the first row.
        after: String,
    },
}

/// Moves a desk, and compares every row at the end. `progress` receives the step and the number of its rows that are done.
pub fn move_desk(
    source: &mut dyn Rows,
    mut target: Box<dyn Target>,
    progress: &mut dyn FnMut(Step, u64),
) -> Result<Moved, MoveFailed> {
    let mut moved = Moved::default();
    for table in Table::ALL {
        let rows = copy(source, &mut *target, table, &mut |rows| {
            progress(Step::Copying, moved.rows + rows)
        })?;
        moved.rows += rows;
        if table == Table::Tickets {
            moved.tickets = rows;
        }
    }
    target.derive(&mut |tickets| progress(Step::Indexing, tickets))?;
    let mut compared = 0;
    for table in Table::ALL {
        compared += compare(source, &mut *target, table, &mut |rows| {
            progress(Step::Comparing, compared + rows)
        })?;
    }
    target.finish()?;
    Ok(moved)
}

/// Copies a table; returns the number of its rows.
fn copy(
    source: &mut dyn Rows,
    target: &mut dyn Target,
    table: Table,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, StoreError> {
    let (mut last, mut done) = (None, 0);
    loop {
        let rows = source.page(table, last.as_ref())?;
        let Some(end) = rows.last() else { return Ok(done) };
        last = Some(end.clone());
        done += count(&rows);
        target.write(table, rows)?;
        progress(done);
    }
}

/// Compares a table; returns the number of its rows.
fn compare(
    source: &mut dyn Rows,
    target: &mut dyn Rows,
    table: Table,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, MoveFailed> {
    let (mut last, mut done): (Option<Row>, u64) = (None, 0);
    loop {
        let rows = source.page(table, last.as_ref())?;
        let copied = target.page(table, last.as_ref())?;
        if rows != copied {
            let equal = rows.iter().zip(&copied).take_while(|(row, copy)| row == copy);
            let equal = equal.last().map(|(row, _)| row).or(last.as_ref());
            let after = equal.map(|row| table.key_text(row)).unwrap_or_default();
            return Err(MoveFailed::Different { table, after });
        }
        let Some(end) = rows.last() else { return Ok(done) };
        last = Some(end.clone());
        done += count(&rows);
        progress(done);
    }
}

fn count(rows: &[Row]) -> u64 {
    u64::try_from(rows.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
