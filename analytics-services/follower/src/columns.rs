//! The facts of all tickets in columns: 22 bytes a ticket, indexed by the ticket's row.

use indexmap::IndexSet;
use tickets::{Category, Status};

/// A higher row number is an error: the columns would take gigabytes.
const MAX_ROWS: usize = 100_000_000;

/// The value in the column `closed` of a ticket that is not closed.
const NOT_CLOSED: i64 = i64::MIN;

/// The value in the column `place` of a ticket without a place.
const NO_PLACE: PlaceId = PlaceId(u32::MAX);

/// Runs of this many closed tickets are skipped at once.
const STRIDE: usize = 64;

/// The number of a place in the columns. Places that differ only in case have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlaceId(u32);

/// The facts of one ticket. Times are milliseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When the ticket was opened.
    pub opened_ms: i64,
    /// `None` while the ticket is not closed.
    pub closed_ms: Option<i64>,
    /// Open, active or closed.
    pub status: Status,
    /// As assigned by the classifier or the helpdesk.
    pub category: Category,
    /// `None` if the reporter gave no place.
    pub place: Option<PlaceId>,
}

impl Fact {
    /// From opening to closing, in milliseconds; `None` while the ticket is not closed.
    #[must_use]
    pub fn lasted_ms(&self) -> Option<i64> {
        Some(self.closed_ms? - self.opened_ms)
    }
}

/// The facts of all tickets.
#[derive(Debug, Default)]
pub struct Columns {
    /// `None` where no ticket has this row.
    status: Vec<Option<Status>>,
    category: Vec<Category>,
    opened: Vec<i64>,
    closed: Vec<i64>,
    place: Vec<PlaceId>,
    /// In lower case; the index of a place is its [`PlaceId`].
    places: IndexSet<Box<str>>,
}

impl Columns {
    /// Writes the facts of the ticket at `row`, and returns the facts that they replace.
    ///
    /// # Errors
    /// [`RowTooHigh`] from 100 million on.
    pub fn put(&mut self, row: u32, fact: Fact) -> Result<Option<Fact>, RowTooHigh> {
        let at = usize::try_from(row)
            .ok()
            .filter(|at| *at < MAX_ROWS)
            .ok_or(RowTooHigh(row))?;
        let before = self.get(row);
        self.grow(at + 1);
        set(&mut self.status, at, Some(fact.status));
        set(&mut self.category, at, fact.category);
        set(&mut self.opened, at, fact.opened_ms);
        set(&mut self.closed, at, fact.closed_ms.unwrap_or(NOT_CLOSED));
        set(&mut self.place, at, fact.place.unwrap_or(NO_PLACE));
        Ok(before)
    }

    fn grow(&mut self, rows: usize) {
        if rows > self.status.len() {
            self.status.resize(rows, None);
            self.category.resize(rows, Category::FacilityManagement);
            self.opened.resize(rows, 0);
            self.closed.resize(rows, NOT_CLOSED);
            self.place.resize(rows, NO_PLACE);
        }
    }

    /// The facts of the ticket at a row.
    #[must_use]
    pub fn get(&self, row: u32) -> Option<Fact> {
        self.at(usize::try_from(row).ok()?)
    }

    fn at(&self, at: usize) -> Option<Fact> {
        Some(Fact {
            status: (*self.status.get(at)?)?,
            category: *self.category.get(at)?,
            opened_ms: *self.opened.get(at)?,
            closed_ms: Some(*self.closed.get(at)?).filter(|closed| *closed != NOT_CLOSED),
            place: Some(*self.place.get(at)?).filter(|place| *place != NO_PLACE),
        })
    }

    /// [`Fact::lasted_ms`] of the ticket at a row, without its other facts.
    #[must_use]
    pub fn lasted_ms(&self, row: u32) -> Option<i64> {
        let at = usize::try_from(row).ok()?;
        let closed = self.closed.get(at).filter(|closed| **closed != NOT_CLOSED)?;
        Some(closed - self.opened.get(at)?)
    }

    /// The open and active tickets. Most tickets are closed, so whole strides of closed tickets are skipped without a
    /// test of each.
    pub fn unclosed(&self) -> impl Iterator<Item = Fact> {
        let strides = self.status.chunks(STRIDE).enumerate();
        strides
            .filter(|(_, stride)| {
                stride
                    .iter()
                    .fold(false, |any, status| any | is_unclosed(*status))
            })
            .flat_map(move |(number, stride)| {
                let statuses = stride.iter().enumerate();
                statuses
                    .filter(|(_, status)| is_unclosed(**status))
                    .filter_map(move |(offset, _)| self.at(number * STRIDE + offset))
            })
    }

    /// All tickets, from the highest row to the lowest.
    pub fn newest_first(&self) -> impl Iterator<Item = Fact> {
        (0..self.status.len()).rev().filter_map(|at| self.at(at))
    }

    /// The number of rows, with rows that no ticket has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.status.len()
    }

    /// The number of a place; a new place gets the next number.
    pub fn intern_place(&mut self, name: &str) -> Option<PlaceId> {
        let lower = name.to_lowercase();
        let position = match self.places.get_index_of(lower.as_str()) {
            Some(position) => position,
            None => self.places.insert_full(lower.into_boxed_str()).0,
        };
        u32::try_from(position).ok().map(PlaceId)
    }

    /// The number of a place, in any case; `None` if no ticket has the place.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<PlaceId> {
        let position = self.places.get_index_of(name.to_lowercase().as_str())?;
        u32::try_from(position).ok().map(PlaceId)
    }
}

/// The row number is higher than any desk has tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the row number {0} is higher than any desk has tickets")]
pub struct RowTooHigh(pub u32);

fn is_unclosed(status: Option<Status>) -> bool {
    matches!(status, Some(Status::Open | Status::Active))
}

fn set<T>(column: &mut [T], at: usize, value: T) {
    if let Some(cell) = column.get_mut(at) {
        *cell = value;
    }
}
