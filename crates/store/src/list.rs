//! Pages of a list. Paging is by key, never by offset.

use std::fmt;
use std::str::FromStr;

use tickets::{Filter, Order, TicketId};

/// A page of a list: filter, order, position and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The tickets of the list.
    pub filter: Filter,
    /// The order of the list.
    pub order: Order,
    /// The position of the page in the list.
    pub at: Anchor,
    /// The maximum number of tickets on the page.
    pub limit: usize,
}

/// The position of a page in its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// At the beginning.
    #[default]
    Start,
    /// At the end.
    End,
    /// From this cursor on, inclusive.
    From(Cursor),
    /// After this cursor, exclusive.
    After(Cursor),
    /// Before this cursor, exclusive.
    Before(Cursor),
    /// With this ticket in the middle (at the beginning if it is not in the list).
    Around(TicketId),
}

/// A position in a list: the sort key and row of the ticket there. It is valid only for the store and the order
/// that it came from. Written `KEY.ROW`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the list's order.
    pub key: i64,
    /// The row, which breaks ties.
    pub row: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.key, self.row)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, row) = text.split_once('.').ok_or(())?;
        Ok(Self {
            key: key.parse().map_err(|_| ())?,
            row: row.parse().map_err(|_| ())?,
        })
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The tickets, in the list's order.
    pub items: Vec<T>,
    /// The cursor of the first item, if the list has items before it.
    pub before: Option<Cursor>,
    /// The cursor of the last item, if the list has items after it.
    pub after: Option<Cursor>,
}
