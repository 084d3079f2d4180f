//! The feed of a replica that contains unclosed tickets only.

use std::collections::BTreeSet;

use tickets::{Role, TicketId};

use super::fixtures::{accepted, close, command, message, reported, start};
use crate::{Store, UnclosedChanges};

/// Reads one answer with any number of stamps, as a replica that has finished its first sync.
fn all_after(store: &dyn Store, after: u64) -> UnclosedChanges {
    store.unclosed_changes(after, 0, 1_000).unwrap()
}

fn closed_ticket(store: &dyn Store, text: &str) -> TicketId {
    let ticket = reported(store, text, 0);
    start(store, ticket, 1);
    close(store, ticket, 2);
    ticket
}

/// Follows the feed page by page; returns the tickets of the replica at the end.
fn replica(store: &dyn Store, fresh: u64, limit: usize) -> BTreeSet<TicketId> {
    let mut tickets = BTreeSet::new();
    let mut after = 0;
    loop {
        let page = store.unclosed_changes(after, fresh, limit).unwrap();
        tickets.extend(page.changes.tickets.iter().map(|ticket| ticket.id));
        for closed in &page.closed {
            tickets.remove(&closed.id);
        }
        if page.changes.next == page.head {
            return tickets;
        }
        assert!(page.changes.next > after, "each page moves on");
        after = page.changes.next;
    }
}

pub fn a_closed_ticket_leaves_the_replica(store: &dyn Store) {
    let lift = reported(store, "Stuck", 0);
    let heat = reported(store, "Cold", 0);
    accepted(store, command(Role::User, lift, message("Hello?")), 1);
    let before = all_after(store, 0);
    assert_eq!((before.changes.tickets.len(), before.head), (2, 3));
    assert_eq!(
        (before.changes.messages.len(), before.changes.history.len()),
        (1, 3)
    );
    start(store, lift, 2);
    let lift = close(store, lift, 3).ticket;
    let page = all_after(store, 3);
    assert!(page.changes.tickets.is_empty() && page.changes.history.is_empty());
    let [gone] = page.closed[..] else {
        panic!("one closed ticket: {:?}", page.closed)
    };
    assert_eq!(
        (gone.id, gone.number, Some(gone.closed_at)),
        (lift.id, lift.number, lift.closed_at)
    );
    assert_eq!(
        (page.changes.next, page.changes.mark),
        (5, store.mark_at(5).unwrap())
    );
    let all = all_after(store, 0);
    assert_eq!(
        all.changes
            .tickets
            .iter()
            .map(|ticket| ticket.id)
            .collect::<Vec<_>>(),
        [heat]
    );
    assert!(all.changes.messages.is_empty(), "no text of a closed ticket");
    assert!(all.changes.history.iter().all(|line| line.ticket == heat));
}

pub fn a_first_sync_needs_no_closed_tickets(store: &dyn Store) {
    for n in 0..5 {
        closed_ticket(store, &format!("Closed {n}"));
        reported(store, &format!("Open {n}"), 3);
    }
    let head = *store.feed().borrow();
    let page = store.unclosed_changes(0, head, 1_000).unwrap();
    assert_eq!((page.changes.tickets.len(), page.closed.len()), (5, 0));
    assert_eq!((page.changes.next, page.head), (head, head));
    let first = store.unclosed_changes(0, head, 2).unwrap();
    assert_eq!(
        (first.changes.tickets.len(), first.changes.next),
        (2, 8),
        "closed tickets do not count"
    );
    assert_eq!(first.changes.mark, store.mark_at(8).unwrap());
}

pub fn a_ticket_that_is_closed_during_a_first_sync_leaves_the_replica_at_its_end(store: &dyn Store) {
    let tickets: Vec<_> = (0..4)
        .map(|n| reported(store, &format!("Number {n}"), n))
        .collect();
    let fresh = *store.feed().borrow();
    let first = store.unclosed_changes(0, fresh, 2).unwrap();
    assert_eq!(first.changes.next, 2);
    start(store, tickets[0], 5);
    close(store, tickets[0], 6);
    reported(store, "Later", 7);
    let second = store.unclosed_changes(first.changes.next, fresh, 100).unwrap();
    assert_eq!(
        (second.changes.next, second.closed.len()),
        (fresh, 0),
        "it ends where the sync began"
    );
    let third = store.unclosed_changes(fresh, fresh, 100).unwrap();
    assert_eq!(
        third.closed.iter().map(|closed| closed.id).collect::<Vec<_>>(),
        [tickets[0]]
    );
    assert_eq!((third.changes.tickets.len(), third.changes.next), (1, third.head));
    for limit in 1..6 {
        assert_eq!(
            replica(store, fresh, limit).len(),
            4,
            "three of the first four, and the later one"
        );
    }
}

pub fn messages_of_a_ticket_that_changed_later_are_not_lost(store: &dyn Store) {
    let lift = reported(store, "Stuck", 0);
    let heat = reported(store, "Cold", 0);
    let early = accepted(store, command(Role::User, lift, message("Hello?")), 1).message;
    accepted(store, command(Role::User, heat, message("Brr")), 2);
    accepted(store, command(Role::User, lift, message("Still stuck")), 3);
    let first = store.unclosed_changes(2, 0, 1).unwrap();
    assert_eq!(
        (first.changes.next, first.changes.tickets.len()),
        (4, 1),
        "the lift comes with its last change"
    );
    assert_eq!(first.changes.messages.first(), early.as_ref());
    assert_eq!(first.changes.messages.len(), 2);
    let second = store.unclosed_changes(4, 0, 1).unwrap();
    assert_eq!((second.changes.messages.len(), second.changes.next), (1, 5));
}
