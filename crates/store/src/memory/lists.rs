//! Pages of lists: the whole list is filtered and sorted, then cut.

use tickets::{Order, QueueRow, Ticket};

use super::desk::{Desk, Row};
use super::search::matches;
use crate::shared::sort_key::sort_key;
use crate::shared::summary::summary;
use crate::{Anchor, Cursor, Listing, Page};

/// A page of a list, of what `convert` makes of each ticket.
pub(super) fn page<T>(desk: &Desk, listing: &Listing, convert: impl Fn(&Ticket) -> T) -> Page<T> {
    let list = list(desk, listing);
    let (from, until) = bounds(&list, listing);
    let shown = list.get(from..until).unwrap_or_default();
    Page {
        before: shown.first().filter(|_| from > 0).map(|(cursor, _)| *cursor),
        after: shown
            .last()
            .filter(|_| until < list.len())
            .map(|(cursor, _)| *cursor),
        items: shown.iter().map(|(_, row)| convert(&row.ticket)).collect(),
    }
}

/// The whole list, in order.
fn list<'a>(desk: &'a Desk, listing: &Listing) -> Vec<(Cursor, &'a Row)> {
    let matching = desk.rows.iter().zip(1..);
    let matching = matching.filter(|(row, _)| matches(&listing.filter, row));
    let mut list: Vec<_> = matching
        .map(|(row, number)| {
            let key = sort_key(&row.ticket, listing.order);
            (Cursor { key, row: number }, row)
        })
        .collect();
    list.sort_by_key(|(cursor, _)| position(*cursor, listing.order));
    list
}

/// A cursor as a number that ascends along the list.
fn position(cursor: Cursor, order: Order) -> (i64, i64) {
    match order {
        Order::Newest => (-cursor.key, -cursor.row),
        Order::Oldest | Order::LongestWaiting => (cursor.key, cursor.row),
    }
}

/// The indexes of the first item of the page and of the item after its last.
fn bounds(list: &[(Cursor, &Row)], listing: &Listing) -> (usize, usize) {
    let (limit, order) = (listing.limit, listing.order);
    let count = |cursor: Cursor, inclusive: bool| {
        let bound = position(cursor, order);
        list.partition_point(|(cursor, _)| {
            let at = position(*cursor, order);
            at < bound || inclusive && at == bound
        })
    };
    let onward = |from: usize| (from, (from + limit).min(list.len()));
    let back = |until: usize| (until.saturating_sub(limit), until);
    match listing.at {
        Anchor::Start => onward(0),
        Anchor::End => back(list.len()),
        Anchor::From(cursor) => onward(count(cursor, false)),
        Anchor::After(cursor) => onward(count(cursor, true)),
        Anchor::Before(cursor) => back(count(cursor, false)),
        Anchor::Around(ticket) => match list.iter().position(|(_, row)| row.ticket.id == ticket) {
            Some(at) => {
                // The ticket is in the middle, unless an end of the list is near.
                let rest = list.len() - at;
                let before = limit.saturating_sub(rest).max(limit / 2).min(at);
                onward(at - before)
            }
            None => onward(0),
        },
    }
}

pub(super) fn queue_row(ticket: &Ticket) -> QueueRow {
    QueueRow {
        id: ticket.id,
        number: ticket.number,
        summary: summary(ticket.description.as_str()),
        place: ticket.place.as_ref().map(|place| place.as_str().to_owned()),
        category: ticket.category,
        category_by: ticket.category_by,
        sure: ticket.sure(),
        status: ticket.status,
        opened_at: ticket.opened_at,
        closed_at: ticket.closed_at,
        messages: ticket.messages,
        last_word: ticket.last_word,
        waiting_since: ticket.waiting_since,
    }
}
