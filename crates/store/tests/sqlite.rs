//! The contract suite on SQLite.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use std::ops::Deref;

use store::contract::fixtures::{
    accepted, at, close, command, message, report, report_again, reported, start,
};
use store::{Arrival, Bulk, ClosedTicket, Feed, MemoryStore, Replica, SqliteStore, Store, TicketStore};
use tickets::Role;

/// A store in its own temporary folder.
struct Fresh {
    store: SqliteStore,
    _folder: tempfile::TempDir,
}

impl Deref for Fresh {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        &self.store
    }
}

fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    Fresh {
        store: SqliteStore::open(folder.path().join("desk.db")).unwrap(),
        _folder: folder,
    }
}

store::contract!(crate::fresh);

struct FreshReplica(Fresh);

impl Deref for FreshReplica {
    type Target = dyn Replica;

    fn deref(&self) -> &Self::Target {
        &self.0.store
    }
}

fn fresh_replica() -> FreshReplica {
    FreshReplica(fresh())
}

store::replica_contract!(crate::fresh_replica);

#[test]
fn a_removed_ticket_leaves_no_link_and_no_later_messages() {
    let hub = MemoryStore::new();
    let lift = reported(&hub, "The lift is stuck", 0);
    start(&hub, lift, 1);
    close(&hub, lift, 2);
    let again = accepted(&hub, report_again("It is stuck again", lift), 3)
        .ticket
        .id;
    for minute in 4..8 {
        accepted(
            &hub,
            command(Role::User, again, message(&"stuck ".repeat(600))),
            minute,
        );
    }
    let replica = fresh_replica();
    replica.join(Role::User).unwrap();
    let head = store::Answered {
        head: *hub.feed().borrow(),
        mark: None,
    };
    replica.begin(hub.generation(), head).unwrap();
    let changes = hub.changes(0, 100).unwrap();
    let gone = |id| ClosedTicket {
        id,
        number: None,
        closed_at: at(9),
    };
    let arrival = |closed, next| Arrival {
        tickets: Vec::new(),
        messages: Vec::new(),
        history: Vec::new(),
        closed,
        unreadable: Vec::new(),
        next,
        mark: changes.mark,
        confirmed: None,
    };
    let mut first = arrival(Vec::new(), changes.next);
    (first.tickets, first.messages, first.history) = (
        changes.tickets.clone(),
        changes.messages.clone(),
        changes.history.clone(),
    );
    replica.arrive(first).unwrap();
    replica.complete().unwrap();
    let file = rusqlite::Connection::open(replica.0.store.file()).unwrap();
    let rows = |table: &str| -> u64 {
        let sql = format!("select count(*) from {table}");
        file.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert!(rows("follow_up") == 1 && rows("later_messages") > 0);
    replica
        .arrive(arrival(vec![gone(lift), gone(again)], changes.next + 1))
        .unwrap();
    assert_eq!(
        (rows("follow_up"), rows("later_messages"), rows("ticket")),
        (0, 0, 0)
    );
}

#[test]
fn values_that_an_older_version_could_not_read_are_read_again() {
    let replica = fresh_replica();
    replica.join(Role::User).unwrap();
    let head = store::Answered { head: 1, mark: None };
    replica.begin(uuid::Uuid::from_u128(7), head).unwrap();
    let page = Arrival {
        unreadable: vec!["{}".to_owned()],
        next: 1,
        ..Arrival::default()
    };
    replica.arrive(page).unwrap();
    let of_another_version = || {
        let state = replica.sync_state().unwrap().unwrap();
        state.unreadable.of_another_version
    };
    assert!(!of_another_version());
    let file = rusqlite::Connection::open(replica.0.store.file()).unwrap();
    file.execute("update unreadable set version = '0.0.1'", [])
        .unwrap();
    assert!(of_another_version());
}

/// Each round, eight people report while the desk joins a hub: either the desk does not join, or all reports wait for the hub.
#[test]
fn a_report_at_the_moment_of_joining_is_not_left_behind() {
    for _ in 0..25 {
        let replica = fresh_replica();
        let begin = std::sync::Barrier::new(9);
        let (joined, tickets) = std::thread::scope(|scope| {
            let report = || {
                begin.wait();
                let report = report("The lift is stuck");
                replica.0.store.apply(report, at(0)).unwrap().unwrap().ticket
            };
            let callers: Vec<_> = (0..8).map(|_| scope.spawn(report)).collect();
            begin.wait();
            let joined = replica.join(Role::User).is_ok();
            let tickets = callers.into_iter().map(|caller| caller.join().unwrap());
            (joined, tickets.collect::<Vec<_>>())
        });
        assert!(tickets.iter().all(|ticket| ticket.number.is_none() == joined));
        assert_eq!(replica.outbox().unwrap().len(), if joined { 8 } else { 0 });
        assert_eq!(replica.is_replica(), joined);
    }
}

#[test]
fn nothing_is_imported_into_a_replica() {
    let replica = fresh_replica();
    replica.join(Role::Helpdesk).unwrap();
    let refused = replica.0.store.import(Vec::new(), &mut |_| ()).unwrap_err();
    assert!(refused.to_string().contains("import them there"), "{refused}");
}
