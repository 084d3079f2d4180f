//! A desk joins a hub while a person reports.

use std::sync::mpsc::sync_channel;
use std::thread;

use tickets::Role;

use crate::contract::fixtures::{at, report};
use crate::{Replica, SqliteStore, TicketStore};

/// Calls `first` and then `second` while the writer is busy: both wait in its queue, in this order. Returns what they return.
fn queued<A: Send, B: Send>(
    store: &SqliteStore,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    let writer = &store.open.writer;
    let before = writer.entered();
    let until_entered = |jobs| {
        while writer.entered() < before + jobs {
            thread::yield_now();
        }
    };
    let (go_on, waits) = sync_channel::<()>(0);
    thread::scope(|scope| {
        scope.spawn(move || {
            let long = move |_: &rusqlite::Connection| {
                waits.recv().unwrap();
                Ok(())
            };
            writer.write(Box::new(long)).unwrap();
        });
        until_entered(1);
        let first = scope.spawn(first);
        until_entered(2);
        let second = scope.spawn(second);
        until_entered(3);
        go_on.send(()).unwrap();
        (first.join().unwrap(), second.join().unwrap())
    })
}

#[test]
fn a_report_that_waits_for_the_writer_while_the_desk_joins_a_hub_is_sent_to_the_hub() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let store = SqliteStore::open(&file).unwrap();
    let stuck = report("The lift is stuck");
    let (joined, decided) = queued(
        &store,
        || store.join(Role::User),
        || store.apply(stuck.clone(), at(0)),
    );
    joined.unwrap();
    let accepted = decided.unwrap().unwrap();
    assert_eq!(accepted.ticket.number, None, "the hub numbers it");
    assert!(store.is_replica());
    drop(store);
    let waiting = SqliteStore::open(&file).unwrap().outbox().unwrap();
    let commands: Vec<_> = waiting.into_iter().map(|waiting| waiting.command).collect();
    assert_eq!(commands, [stuck]);
}

#[test]
fn a_desk_does_not_join_a_hub_behind_a_report_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
    let (decided, joined) = queued(
        &store,
        || store.apply(report("The lift is stuck"), at(0)),
        || store.join(Role::User),
    );
    assert_eq!(decided.unwrap().unwrap().ticket.number, Some(1));
    let error = joined.unwrap_err().to_string();
    assert!(error.contains("has tickets of its own"), "{error}");
    assert!(!store.is_replica());
    assert_eq!(store.sync_state().unwrap(), None);
    assert_eq!(store.outbox().unwrap(), []);
}
