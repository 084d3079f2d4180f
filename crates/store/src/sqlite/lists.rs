//! Reads pages of lists, by key.

use rusqlite::{Connection, OptionalExtension, Result, Row, params_from_iter};
use tickets::{Filter, Order, TicketId};

use super::decode::{self, Listed};
use super::select::{From, List, Select};
use crate::{Anchor, Cursor, Listing, Page};

/// One page of a list.
pub(super) fn page<T: Listed>(connection: &Connection, listing: &Listing) -> Result<Page<T>> {
    let list = List::new(connection, &listing.filter, listing.order)?;
    Reading {
        connection,
        list: &list,
        limit: listing.limit,
    }
    .page(listing.at)
}

/// The number of tickets that pass a filter; `most` if there are more.
pub(super) fn count(connection: &Connection, filter: &Filter, most: usize) -> Result<usize> {
    let list = List::new(connection, filter, Order::Newest)?;
    let reading = Reading {
        connection,
        list: &list,
        limit: most,
    };
    Ok(reading.read::<Anything>(false, None, most)?.len())
}

/// The rows of a page; `None`: the row cannot be decoded. Such rows count for the page's limit, so that the list does
/// not seem to end there.
type Found<T> = Vec<(Cursor, Option<T>)>;

struct Reading<'a> {
    connection: &'a Connection,
    list: &'a List<'a>,
    limit: usize,
}

impl Reading<'_> {
    fn page<T: Listed>(&self, at: Anchor) -> Result<Page<T>> {
        match at {
            Anchor::Start => self.onward(None),
            Anchor::End => self.back(None),
            Anchor::From(cursor) => self.onward(Some(From {
                cursor,
                inclusive: true,
            })),
            Anchor::After(cursor) => self.onward(Some(after(cursor))),
            Anchor::Before(cursor) => self.back(Some(after(cursor))),
            Anchor::Around(ticket) => self.around(ticket),
        }
    }

    fn onward<T: Listed>(&self, from: Option<From>) -> Result<Page<T>> {
        let mut found = self.read::<T>(false, from, self.limit + 1)?;
        let more_after = found.len() > self.limit;
        found.truncate(self.limit);
        let more_before = from.is_some() && self.anything::<T>(true, found.first())?;
        Ok(finished(found, more_before, more_after))
    }

    fn back<T: Listed>(&self, from: Option<From>) -> Result<Page<T>> {
        let mut found = self.read::<T>(true, from, self.limit + 1)?;
        let more_before = found.len() > self.limit;
        found.truncate(self.limit);
        found.reverse();
        let more_after = from.is_some() && self.anything::<T>(false, found.last())?;
        Ok(finished(found, more_before, more_after))
    }

    fn around<T: Listed>(&self, ticket: TicketId) -> Result<Page<T>> {
        let Some(cursor) = self.cursor_of(ticket)? else {
            return self.onward(None);
        };
        let here = From {
            cursor,
            inclusive: true,
        };
        let mut after_it = self.read::<T>(false, Some(here), self.limit + 1)?;
        if after_it.first().is_none_or(|(first, _)| *first != cursor) {
            return self.onward(None);
        }
        let mut found = self.read::<T>(true, Some(after(cursor)), self.limit + 1)?;
        // The ticket is in the middle, unless an end of the list is near.
        let behind = self
            .limit
            .saturating_sub(after_it.len())
            .max(self.limit / 2)
            .min(found.len());
        let ahead = (self.limit - behind).min(after_it.len());
        let (more_before, more_after) = (found.len() > behind, after_it.len() > ahead);
        found.truncate(behind);
        found.reverse();
        after_it.truncate(ahead);
        found.append(&mut after_it);
        Ok(finished(found, more_before, more_after))
    }

    fn cursor_of(&self, ticket: TicketId) -> Result<Option<Cursor>> {
        let sql = format!("select {}, t.row from ticket t where t.id = ?1", self.list.key());
        self.connection
            .prepare_cached(&sql)?
            .query_row([ticket.0.as_bytes()], |row| {
                Ok(Cursor {
                    key: row.get(0)?,
                    row: row.get(1)?,
                })
            })
            .optional()
    }

    /// Whether the list continues beyond an item.
    fn anything<T: Listed>(&self, backward: bool, item: Option<&(Cursor, Option<T>)>) -> Result<bool> {
        match item {
            Some((cursor, _)) => Ok(!self
                .read::<Anything>(backward, Some(after(*cursor)), 1)?
                .is_empty()),
            None => Ok(false),
        }
    }

    fn read<T: Listed>(&self, backward: bool, from: Option<From>, limit: usize) -> Result<Found<T>> {
        let mut found = Vec::with_capacity(limit.min(512));
        for part in self.list.parts(T::COLUMNS, backward, from, limit) {
            if found.len() < limit {
                self.add(&part, limit, &mut found)?;
            }
        }
        Ok(found)
    }

    fn add<T: Listed>(&self, part: &Select, limit: usize, found: &mut Found<T>) -> Result<()> {
        let mut query = self.connection.prepare_cached(&part.sql)?;
        let mut rows = query.query(params_from_iter(&part.values))?;
        while found.len() < limit {
            let Some(row) = rows.next()? else { break };
            let cursor = Cursor {
                key: row.get::<_, i64>(0)?.saturating_add(part.offset),
                row: row.get(1)?,
            };
            let item = decode::readable(T::read(row, 2), || format!("row {} of a list", cursor.row))?;
            found.push((cursor, item));
        }
        Ok(())
    }
}

/// A ticket of which no column is read.
struct Anything;

impl Listed for Anything {
    const COLUMNS: &'static str = "null";

    fn read(_: &Row<'_>, _: usize) -> Result<Self> {
        Ok(Self)
    }
}

fn after(cursor: Cursor) -> From {
    From {
        cursor,
        inclusive: false,
    }
}

fn finished<T>(found: Found<T>, more_before: bool, more_after: bool) -> Page<T> {
    let first = found.first().map(|(cursor, _)| *cursor);
    let last = found.last().map(|(cursor, _)| *cursor);
    Page {
        before: first.filter(|_| more_before),
        after: last.filter(|_| more_after),
        items: found.into_iter().filter_map(|(_, item)| item).collect(),
    }
}
