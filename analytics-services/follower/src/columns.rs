//! The facts of all tickets, in columns: 22 bytes a ticket, at the ticket's row, updated in place.

use indexmap::IndexSet;
use tickets::{Category, Status};

/// A row this high means that something is wrong: the columns would take gigabytes.
const MOST_ROWS: usize = 100_000_000;

/// Stands in the column `closed` for "not closed". No ticket was closed 292 million years ago.
const NOT_CLOSED: i64 = i64::MIN;

/// Stands in the column `place` for "no place".
const NO_PLACE: PlaceId = PlaceId(u32::MAX);

/// How many rows are looked over at once for one that is not closed.
const STRIDE: usize = 64;

/// A place, as the columns know it. Places that differ only in case are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlaceId(u32);

/// What the analyses know of one ticket. Times in milliseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When it was opened.
    pub opened_ms: i64,
    /// When it was closed.
    pub closed_ms: Option<i64>,
    /// Where it stands.
    pub status: Status,
    /// What kind of problem it is.
    pub category: Category,
    /// Where it is.
    pub place: Option<PlaceId>,
}

impl Fact {
    /// From opening to closing, in milliseconds; `None` while it is not closed.
    #[must_use]
    pub fn lasted_ms(&self) -> Option<i64> {
        Some(self.closed_ms? - self.opened_ms)
    }
}

/// All tickets.
#[derive(Debug, Default)]
pub struct Columns {
    /// `None` where no ticket has this row.
    status: Vec<Option<Status>>,
    category: Vec<Category>,
    opened: Vec<i64>,
    closed: Vec<i64>,
    place: Vec<PlaceId>,
    /// In lower case; a place's position is its id.
    places: IndexSet<Box<str>>,
}

impl Columns {
    /// Puts a ticket at its row and says what stood there before.
    ///
    /// # Errors
    /// [`RowTooHigh`] if no desk has that many tickets.
    pub fn put(&mut self, row: u32, fact: Fact) -> Result<Option<Fact>, RowTooHigh> {
        let at = usize::try_from(row)
            .ok()
            .filter(|at| *at < MOST_ROWS)
            .ok_or(RowTooHigh(row))?;
        let before = self.get(row);
        self.reach(at + 1);
        set(&mut self.status, at, Some(fact.status));
        set(&mut self.category, at, fact.category);
        set(&mut self.opened, at, fact.opened_ms);
        set(&mut self.closed, at, fact.closed_ms.unwrap_or(NOT_CLOSED));
        set(&mut self.place, at, fact.place.unwrap_or(NO_PLACE));
        Ok(before)
    }

    fn reach(&mut self, rows: usize) {
        if rows > self.status.len() {
            self.status.resize(rows, None);
            self.category.resize(rows, Category::FacilityManagement);
            self.opened.resize(rows, 0);
            self.closed.resize(rows, NOT_CLOSED);
            self.place.resize(rows, NO_PLACE);
        }
    }

    /// The ticket at a row.
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

    /// How long the ticket at a row took from opening to closing, in milliseconds; `None` while it is not closed.
    #[must_use]
    pub fn lasted_ms(&self, row: u32) -> Option<i64> {
        let at = usize::try_from(row).ok()?;
        let closed = self.closed.get(at).filter(|closed| **closed != NOT_CLOSED)?;
        Some(closed - self.opened.get(at)?)
    }

    /// The tickets that are open or active. There are few of them among many that are closed, so that
    /// whole strides of closed ones are passed over without looking at each.
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

    /// All tickets, those that the desk met last first.
    pub fn newest_first(&self) -> impl Iterator<Item = Fact> {
        (0..self.status.len()).rev().filter_map(|at| self.at(at))
    }

    /// How many rows there are, the empty ones included.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.status.len()
    }

    /// The id of a place, which is given one if it has none.
    pub fn learn_place(&mut self, name: &str) -> Option<PlaceId> {
        let lower = name.to_lowercase();
        let position = match self.places.get_index_of(lower.as_str()) {
            Some(position) => position,
            None => self.places.insert_full(lower.into_boxed_str()).0,
        };
        u32::try_from(position).ok().map(PlaceId)
    }

    /// The id of a place; `None` if no ticket is there. Case does not count.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<PlaceId> {
        let position = self.places.get_index_of(name.to_lowercase().as_str())?;
        u32::try_from(position).ok().map(PlaceId)
    }
}

/// A ticket's row is higher than any desk has tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a ticket at row {0}: no desk has that many")]
pub struct RowTooHigh(pub u32);

fn is_unclosed(status: Option<Status>) -> bool {
    matches!(status, Some(Status::Open | Status::Active))
}

fn set<T>(column: &mut [T], at: usize, value: T) {
    if let Some(cell) = column.get_mut(at) {
        *cell = value;
    }
}
