//! Rows that cannot be decoded: one ticket fails, and the desk works.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use std::ops::ControlFlow;
use std::path::Path;

use store::contract::fixtures::{accepted, at, command, listing, message, report, report_at, reported};
use store::{Anchor, Bulk, Feed, Lessons, SqliteStore, StoreError, TicketStore};
use tickets::{Action, Category, Filter, Order, Role, TicketId, TicketRef};

/// A desk of three tickets. The second has a place, a message and a correction; `sql` changes its rows.
fn desk_with(folder: &Path, sql: &str) -> SqliteStore {
    let file = folder.join("desk.db");
    let store = SqliteStore::open(&file).unwrap();
    reported(&store, "The lift is stuck", 0);
    let report = report_at("The Wi-Fi drops", Some("Hall B"), Category::TechnicalIt);
    let wifi = accepted(&store, report, 1).ticket.id;
    accepted(&store, command(Role::User, wifi, message("Still")), 2);
    let category = Category::ServicesComplaints;
    accepted(
        &store,
        command(Role::Helpdesk, wifi, Action::Correct { category }),
        3,
    );
    reported(&store, "The heating is cold", 4);
    drop(store);
    let other_program = rusqlite::Connection::open(&file).unwrap();
    other_program.pragma_update(None, "foreign_keys", false).unwrap();
    assert!(other_program.execute(sql, []).unwrap() > 0, "{sql}");
    drop(other_program);
    SqliteStore::open(&file).unwrap()
}

/// The descriptions of a list that is read page by page, at most `limit` a page.
fn listed(store: &SqliteStore, order: Order, limit: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(Anchor::Start);
    while let Some(anchor) = next {
        let page = store
            .rows(&listing(Filter::default(), order, anchor, limit))
            .unwrap();
        found.extend(page.items.iter().map(|row| row.summary.clone()));
        next = page.after.map(Anchor::After);
    }
    found.sort();
    found
}

/// Everything but the second ticket can be read and written.
fn works_but_for_the_second(store: &SqliteStore, sql: &str) {
    for number in [1, 3] {
        let page = store.ticket_page(TicketRef::Number(number)).unwrap();
        assert!(page.is_some(), "{sql}: ticket {number}");
    }
    let expected = ["The heating is cold", "The lift is stuck"];
    let readable = |found: Vec<String>| {
        let others = found.into_iter().filter(|text| !text.contains("Wi-Fi"));
        assert_eq!(others.collect::<Vec<_>>(), expected, "{sql}");
    };
    for limit in [1, 2, 100] {
        readable(listed(store, Order::Newest, limit));
        readable(listed(store, Order::LongestWaiting, limit));
    }
    let all = listing(Filter::default(), Order::Newest, Anchor::Start, 100);
    assert!(store.tickets(&all).unwrap().items.len() >= 2, "{sql}");
    let changes = store.changes(0, 100).unwrap();
    assert_eq!(changes.next, *store.feed().borrow(), "{sql}");
    assert!(changes.tickets.len() >= 2 && changes.history.len() >= 2, "{sql}");
    let facts = store.facts(0, 100).unwrap();
    assert_eq!(facts.next, changes.next, "{sql}");
    assert!(facts.rows.len() >= 2, "{sql}");
    let mut exported = 0;
    let snapshot = store.snapshot().unwrap();
    let mut count = |_: &tickets::Ticket, _: &store::Reporter| {
        exported += 1;
        ControlFlow::Continue(())
    };
    snapshot.each_ticket(&mut count).unwrap();
    assert!(exported >= 2, "{sql}");
    snapshot
        .each_message(&mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    store.corrections().unwrap();
    store.counts().unwrap();
    let new = accepted(
        store,
        report_at("One more", Some("Hall C"), Category::TechnicalIt),
        5,
    );
    assert_eq!(new.ticket.number, Some(4), "{sql}: writing works");
}

#[test]
fn a_row_that_cannot_be_decoded_fails_one_ticket() {
    for sql in [
        "update ticket set status = 9 where number = 2",
        "update ticket set category = 9 where number = 2",
        "update ticket set category_by = 9 where number = 2",
        "update ticket set last_word = 9 where number = 2",
        "update ticket set assignment = '{\"category\":' where number = 2",
        "update ticket set assignment = '{}' where number = 2",
        "update ticket set modified_at = 9223372036854775807 where number = 2",
        "update ticket set messages = -1 where number = 2",
        "update ticket set description = cast(x'ff41' as text) where number = 2",
        "update ticket set id = x'00' where number = 2",
        "update history set event = '{\"event\":\"vanished\"}' where ticket = 2 and version = 1",
        "update history set event = 'broken' where ticket = 2 and version = 3",
        "update history set role = 9 where ticket = 2 and version = 2",
        "update history set command = x'00' where ticket = 2 and version = 3",
        "update ticket set place_id = 99 where number = 2",
        "update message set role = 9 where ticket = 2",
        "update message set at = 9223372036854775807 where ticket = 2",
        "update message set id = x'00' where ticket = 2",
        "update correction set at = 9223372036854775807 where ticket = 2",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let store = desk_with(folder.path(), sql);
        let page = store.ticket_page(TicketRef::Number(2));
        let is_in_the_page = !sql.starts_with("update correction") && !sql.contains("place_id");
        if is_in_the_page {
            let error = page.unwrap_err();
            assert!(matches!(error, StoreError::Unreadable { .. }), "{sql}: {error}");
            let place = folder.path().join("desk.db").display().to_string();
            assert!(error.to_string().contains(&place), "{sql}: {error}");
        }
        if let Some(wifi) = store.ticket(TicketRef::Number(2)).ok().flatten() {
            // What can be read of it can be written.
            accepted(&store, command(Role::User, wifi.id, message("Hello?")), 4);
        }
        works_but_for_the_second(&store, sql);
    }
}

/// The id of the second ticket.
fn second(store: &SqliteStore) -> TicketId {
    let desk = rusqlite::Connection::open(store.file()).unwrap();
    let sql = "select id from ticket where number = 2";
    let id: Vec<u8> = desk.query_row(sql, [], |row| row.get(0)).unwrap();
    TicketId(uuid::Uuid::from_slice(&id).unwrap())
}

#[test]
fn the_commands_behind_one_for_an_unreadable_ticket_are_applied() {
    let folder = tempfile::tempdir().unwrap();
    let store = desk_with(folder.path(), "update ticket set status = 9 where number = 2");
    let write = command(Role::User, second(&store), message("Hello?"));
    let (one, other) = (report("The door is stuck"), report("The tap drips"));
    let batch = vec![one, write.clone(), write, other];
    let decisions = store.apply_all(batch, at(6)).unwrap();
    assert!(matches!(
        &decisions[..],
        [
            Ok(Ok(_)),
            Err(StoreError::Unreadable { .. }),
            Err(StoreError::Unreadable { .. }),
            Ok(Ok(_))
        ]
    ));
    assert_eq!(store.counts().unwrap().of(None, None, None), 5);
}

/// A follower could not show them: the ticket is not in the feed.
#[test]
fn the_feed_leaves_out_the_messages_and_the_history_of_an_unreadable_ticket() {
    let folder = tempfile::tempdir().unwrap();
    let store = desk_with(folder.path(), "update ticket set status = 9 where number = 2");
    let wifi = second(&store);
    let head = *store.feed().borrow();
    for limit in [1, 2, 100] {
        let (mut after, mut lines) = (0, 0);
        while after < head {
            let changes = store.changes(after, limit).unwrap();
            assert!(changes.tickets.iter().all(|ticket| ticket.id != wifi));
            assert_eq!(changes.messages, []);
            assert!(changes.history.iter().all(|line| line.ticket != wifi));
            lines += changes.history.len();
            after = changes.next;
        }
        assert_eq!(lines, 2, "at most {limit} at once");
    }
}

#[test]
fn a_command_for_an_unreadable_ticket_fails_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = desk_with(folder.path(), "update ticket set status = 9 where number = 2");
    let wifi = second(&store);
    let head = *store.feed().borrow();
    std::thread::scope(|scope| {
        let failing = scope.spawn(|| {
            for _ in 0..50 {
                let write = command(Role::User, wifi, message("Hello?"));
                let error = store.apply(write, at(6)).unwrap_err();
                assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
            }
        });
        for _ in 0..50 {
            reported(&store, "Others go on", 6);
        }
        failing.join().unwrap();
    });
    assert_eq!(*store.feed().borrow(), head + 50);
}

#[test]
fn an_export_counts_the_tickets_that_it_leaves_out_and_can_be_imported() {
    let folder = tempfile::tempdir().unwrap();
    let store = desk_with(folder.path(), "update ticket set status = 9 where number = 2");
    let (tickets, messages) = (
        folder.path().join("tickets.csv"),
        folder.path().join("messages.csv"),
    );
    let export = store::csv::Export {
        tickets: &tickets,
        messages: Some(&messages),
        for_spreadsheets: false,
    };
    let exported = export.run(&*store.snapshot().unwrap(), &mut |_| ()).unwrap();
    let counts = (exported.tickets, exported.messages, exported.left_out);
    assert_eq!(counts, (2, 0, 1));
    assert_eq!(std::fs::read_to_string(messages).unwrap().lines().count(), 1);
}

#[test]
fn a_place_that_would_be_refused_today_is_readable() {
    let folder = tempfile::tempdir().unwrap();
    let sql = "update ticket set place = 'Hall B' || char(10) || 'room 2', description = '' where number = 2";
    let store = desk_with(folder.path(), sql);
    let page = store.ticket_page(TicketRef::Number(2)).unwrap().unwrap();
    assert_eq!(page.ticket.place.unwrap().as_str(), "Hall B\nroom 2");
    accepted(&store, command(Role::User, page.ticket.id, message("Hello?")), 4);
    reported(&store, "Writing works", 5);
}
