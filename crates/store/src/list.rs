//! Pages of a list: by key, never by offset.

use std::fmt;
use std::str::FromStr;

use tickets::{Filter, Order, TicketId};

/// Which page of which list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Which tickets.
    pub filter: Filter,
    /// In what order.
    pub order: Order,
    /// Where the page stands in the list.
    pub at: Anchor,
    /// The most that the page holds.
    pub limit: usize,
}

/// Where a page stands in its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// At the beginning.
    #[default]
    Start,
    /// At the end.
    End,
    /// From this place on, with what stands there.
    From(Cursor),
    /// Right after this place.
    After(Cursor),
    /// Right before this place.
    Before(Cursor),
    /// With this ticket in the middle (at the beginning if it is not in the list).
    Around(TicketId),
}

/// A place in a list: the sort key and local row of a ticket there. Means something only to the store and
/// the order that it came from. Written `KEY.ROW`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key.
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
    /// What is on it, in the list's order.
    pub items: Vec<T>,
    /// The place of its first item, if there is something before it.
    pub before: Option<Cursor>,
    /// The place of its last item, if there is something after it.
    pub after: Option<Cursor>,
}
