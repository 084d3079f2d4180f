//! The feed: gap-free, in the latest state, never behind a read.

use crate::Store;
use tickets::{Action, Category, Role, Status};

use super::fixtures::{accepted, at, close, command, message, report_at, reported, start};

pub fn each_change_moves_it_by_one(store: &dyn Store) {
    assert_eq!(*store.feed().borrow(), 0);
    let first = reported(store, "First", 0);
    let second = reported(store, "Second", 0);
    accepted(store, command(Role::User, first, message("Hello?")), 1);
    assert!(
        store
            .apply(command(Role::User, first, Action::Start), at(1))
            .unwrap()
            .is_err()
    );
    start(store, first, 2);
    assert_eq!(*store.feed().borrow(), 4);

    let all = store.changes(0, 100).unwrap();
    assert_eq!((all.desk, all.next), (store.generation(), 4));
    let order: Vec<_> = all.tickets.iter().map(|ticket| ticket.id).collect();
    assert_eq!(
        order,
        [second, first],
        "each once, in the order of its last change"
    );
    assert_eq!(all.tickets[1].status, Status::Active, "in its latest state");
    assert_eq!(all.messages.len(), 1);

    let since = store.changes(3, 100).unwrap();
    assert_eq!((since.tickets.len(), since.messages.len(), since.next), (1, 0, 4));
    let nothing = store.changes(4, 100).unwrap();
    assert!(nothing.tickets.is_empty() && nothing.messages.is_empty() && nothing.next == 4);
}

pub fn what_shares_a_stamp_is_never_split(store: &dyn Store) {
    let tickets: Vec<_> = (0..4)
        .map(|n| reported(store, &format!("Number {n}"), n))
        .collect();
    for ticket in &tickets {
        accepted(
            store,
            command(Role::User, *ticket, message("And another thing")),
            5,
        );
    }
    let mut after = 0;
    for ticket in &tickets {
        let page = store.changes(after, 1).unwrap();
        assert_eq!(page.tickets.iter().map(|t| t.id).collect::<Vec<_>>(), [*ticket]);
        assert_eq!(
            page.messages.iter().map(|m| m.ticket).collect::<Vec<_>>(),
            [*ticket]
        );
        after = page.next;
    }
    assert_eq!(after, 8);
}

pub fn a_follower_beyond_the_head_receives_the_head(store: &dyn Store) {
    reported(store, "Only one", 0);
    for after in [1, 2, 1_000, u64::MAX] {
        let changes = store.changes(after, 10).unwrap();
        assert!(changes.tickets.is_empty());
        assert_eq!(changes.next, 1);
        assert_eq!(store.facts(after, 10).unwrap().next, 1);
    }
}

pub fn waiting_followers_wake(store: &dyn Store) {
    let mut feed = store.feed();
    feed.mark_unchanged();
    std::thread::scope(|scope| {
        let follower = scope.spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(feed.changed()).unwrap();
            *feed.borrow()
        });
        reported(store, "Wake up", 0);
        assert_eq!(follower.join().unwrap(), 1);
    });
}

pub fn facts_follow_the_tickets(store: &dyn Store) {
    let lift = report_at("Stuck", Some("Library"), Category::FacilityManagement);
    let lift = accepted(store, lift, 0).ticket;
    let wifi = accepted(
        store,
        report_at("Slow", Some("LIBRARY"), Category::TechnicalIt),
        1,
    )
    .ticket;
    reported(store, "Nowhere", 2);
    let facts = store.facts(0, 100).unwrap();
    assert_eq!((facts.rows.len(), facts.next), (3, 3));
    assert_eq!(facts.places, ["Library"]);
    let places: Vec<_> = facts.rows.iter().map(|fact| fact.place).collect();
    assert_eq!(places, [Some(0), Some(0), None]);

    accepted(store, command(Role::User, wifi.id, message("Still slow")), 3);
    start(store, lift.id, 4);
    close(store, lift.id, 5);
    let later = store.facts(3, 100).unwrap();
    assert_eq!(later.rows.len(), 2);
    let closed = later.rows[1];
    assert_eq!(closed.row, facts.rows[0].row, "a ticket keeps its row");
    assert_eq!(closed.closed_ms, Some(at(5).timestamp_millis()));
    assert_eq!(
        (closed.status, closed.category),
        (Status::Closed, Category::FacilityManagement)
    );
    assert_eq!(closed.opened_ms, at(0).timestamp_millis());
    let one = store.facts(0, 1).unwrap();
    assert_eq!((one.rows.len(), one.next), (1, 3));
}
