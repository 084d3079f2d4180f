//! The feed: gap-free, each ticket in its latest state, never behind a read.

use crate::shared::mark::mark;
use crate::{LINES, Store};
use tickets::{Action, Category, Name, Role, Status};

use super::fixtures::{accepted, at, close, command, message, new_description, report_at, reported, start};

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
    assert_eq!(
        closed.row, facts.rows[0].row,
        "the row of a ticket does not change"
    );
    assert_eq!(closed.closed_ms, Some(at(5).timestamp_millis()));
    assert_eq!(
        (closed.status, closed.category),
        (Status::Closed, Category::FacilityManagement)
    );
    assert_eq!(closed.opened_ms, at(0).timestamp_millis());
    let one = store.facts(0, 1).unwrap();
    assert_eq!((one.rows.len(), one.next), (1, 3));
}

pub fn each_command_is_a_line_of_history_in_the_feed(store: &dyn Store) {
    let ticket = reported(store, "The lift is stuck", 0);
    let mut write = command(Role::User, ticket, message("Still stuck"));
    write.given_at = at(-600);
    write.name = Name::new("Ada").ok();
    accepted(store, write.clone(), 1);
    start(store, ticket, 2);
    let all = store.changes(0, 100).unwrap();
    let page = store.ticket_page(ticket.into()).unwrap().unwrap();
    let entries: Vec<_> = all.history.iter().map(|line| line.entry.clone()).collect();
    assert_eq!(entries, page.history);
    assert!(all.history.iter().all(|line| line.ticket == ticket));
    let [_, wrote, _] = &all.history[..] else {
        panic!("three lines: {:?}", all.history);
    };
    assert_eq!((wrote.entry.command, wrote.entry.version), (write.id, 2));
    assert_eq!((wrote.entry.at, wrote.given_at), (at(1), Some(at(-600))));
    assert_eq!((wrote.entry.role, &wrote.entry.name), (Role::User, &write.name));
    let since = store.changes(2, 100).unwrap();
    assert_eq!(since.history, all.history[2..], "each line once");
}

pub fn the_mark_of_a_number_is_made_of_its_command_and_the_time(store: &dyn Store) {
    let first = report_at("Stuck", None, Category::FacilityManagement);
    let ticket = accepted(store, first.clone(), 0).ticket.id;
    let second = command(Role::User, ticket, message("Still stuck"));
    accepted(store, second.clone(), 1);
    let marks = (mark(first.id, at(0)), mark(second.id, at(1)));
    assert_ne!(mark(first.id, at(0)), mark(first.id, at(1)), "accepted again");
    assert_eq!(store.mark_at(0).unwrap(), None);
    assert_eq!(store.mark_at(1).unwrap(), Some(marks.0));
    assert_eq!(store.mark_at(2).unwrap(), Some(marks.1));
    for beyond in [3, 1_000, u64::MAX] {
        assert_eq!(store.mark_at(beyond).unwrap(), None);
    }
    for after in [0, 1, 2, 9] {
        let changes = store.changes(after, 10).unwrap();
        assert_eq!((changes.next, changes.mark), (2, Some(marks.1)));
        let facts = store.facts(after, 10).unwrap();
        assert_eq!((facts.next, facts.mark), (2, Some(marks.1)));
    }
}

pub fn a_new_desk_has_no_mark(store: &dyn Store) {
    let changes = store.changes(0, 10).unwrap();
    assert_eq!((changes.next, changes.mark), (0, None));
    assert_eq!(store.facts(0, 10).unwrap().mark, None);
}

pub fn an_answer_has_a_limited_number_of_lines(store: &dyn Store) {
    let quiet = reported(store, "Nobody writes here", 0);
    let busy = reported(store, "Everybody edits here", 0);
    for version in 1..=50 {
        let edit = new_description(version, &format!("Version {version}"));
        accepted(store, command(Role::User, busy, edit), 1);
    }
    let first = store.changes(0, 1).unwrap();
    assert_eq!((first.next, first.history.len()), (1, 1));
    assert_eq!(first.tickets[0].id, quiet);
    let mut after = first.next;
    let mut versions = Vec::new();
    while after < 52 {
        let page = store.changes(after, 1).unwrap();
        assert!(page.next > after && page.history.len() <= LINES);
        assert_eq!(page.mark, store.mark_at(page.next).unwrap());
        assert_eq!(
            page.tickets.is_empty(),
            page.next < 52,
            "the ticket comes with its last line"
        );
        versions.extend(page.history.iter().map(|line| line.entry.version));
        after = page.next;
    }
    assert_eq!(versions, (1..=51).collect::<Vec<_>>());
}
