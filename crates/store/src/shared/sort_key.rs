//! The sort keys of lists, from which cursors are made.

use tickets::{Order, Ticket};

/// Added to the time of opening of a ticket whose user does not wait: in the order of waiting such tickets follow
/// all waiting ones. Indexes contain the same number.
pub const ANSWERED: i64 = 1 << 52;

/// The sort key of a ticket in an order. [`Order::Newest`] is descending by key, the other orders are ascending.
#[must_use]
pub fn sort_key(ticket: &Ticket, order: Order) -> i64 {
    let opened = ticket.opened_at.timestamp_millis();
    match order {
        Order::Newest | Order::Oldest => opened,
        Order::LongestWaiting => {
            let waiting = ticket.waiting_since.map(|since| since.timestamp_millis());
            waiting.unwrap_or(opened + ANSWERED)
        }
    }
}
