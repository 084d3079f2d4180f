//! Several hubs on one database.

use std::collections::BTreeSet;
use std::time::Duration;

use store::Store;
use store::contract::fixtures::{accepted, at, command, message, report, reported, start};
use tickets::{Role, TicketId};
use tokio::runtime::Builder;
use tokio::time::timeout;

use store_postgres::testing::{Desk, cluster};

/// Waits until a hub has announced a number.
fn wait_for(store: &dyn Store, number: u64) {
    let mut feed = store.feed();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let arrived = async { feed.wait_for(|feed| *feed >= number).await.map(drop) };
    let arrived = runtime.block_on(async {
        let limit = Duration::from_secs(60);
        timeout(limit, arrived).await
    });
    arrived.expect("the hub is notified").unwrap();
}

#[test]
fn the_feed_of_four_hubs_has_no_gaps_and_every_hub_is_notified() {
    let desk = Desk::fresh();
    let hubs: Vec<_> = (0..3).map(|_| desk.another_hub()).collect();
    let hubs: Vec<&dyn Store> = std::iter::once(&*desk)
        .chain(hubs.iter().map(|hub| hub as &dyn Store))
        .collect();
    let (callers, each) = (3, 12);
    std::thread::scope(|scope| {
        for hub in hubs.iter().flat_map(|hub| std::iter::repeat_n(*hub, callers)) {
            scope.spawn(move || {
                for number in 0..each {
                    let ticket = reported(hub, &format!("Number {number}"), 0);
                    accepted(hub, command(Role::User, ticket, message("Hello?")), 1);
                }
            });
        }
    });
    let commands = u64::try_from(2 * hubs.len() * callers * each).unwrap();
    for hub in &hubs {
        wait_for(*hub, commands);
        let changes = hub.changes(0, 10_000).unwrap();
        assert_eq!((changes.next, changes.desk), (commands, desk.generation()));
        let lines = changes.history.len();
        let marks: BTreeSet<_> = (1..=commands)
            .map(|number| hub.mark_at(number).unwrap().unwrap())
            .collect();
        assert_eq!((u64::try_from(lines).unwrap(), marks.len()), (commands, lines));
    }
    let numbers: BTreeSet<_> = desk
        .changes(0, 10_000)
        .unwrap()
        .tickets
        .iter()
        .map(|ticket| ticket.number)
        .collect();
    let tickets = commands / 2;
    assert_eq!(numbers, (1..=tickets).map(Some).collect());
}

#[test]
fn a_command_counts_once_whichever_hub_receives_it() {
    let desk = Desk::fresh();
    let other = desk.another_hub();
    let lift = report("The lift is stuck");
    let first = accepted(&*desk, lift.clone(), 0);
    let again = accepted(&other, lift, 5);
    assert!(again.repeated && again.ticket == first.ticket);
    start(&other, first.ticket.id, 6);
    assert_eq!(
        desk.ticket(first.ticket.id.into()).unwrap().unwrap().version,
        2,
        "at once"
    );
}

/// The administrator ends all connections again and again while commands are given: some end before the commit, some in it.
#[test]
fn commands_whose_connection_is_lost_are_written_once() {
    let desk = Desk::fresh();
    let other = desk.another_hub();
    let hubs: [&dyn Store; 2] = [&other, &*desk];
    let each = 60;
    let end_all = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}'",
        desk.database
    );
    let tickets: Vec<TicketId> = std::thread::scope(|scope| {
        let callers = hubs.map(|hub| {
            scope.spawn(move || {
                let report = |number| {
                    hub.apply(report(&format!("Number {number}")), at(0))
                        .unwrap()
                        .unwrap()
                };
                (0..each)
                    .map(|number| report(number).ticket.id)
                    .collect::<Vec<_>>()
            })
        });
        for number in (0..2 * each).step_by(8) {
            wait_for(&*desk, u64::try_from(number).unwrap());
            cluster().execute(&end_all);
        }
        callers
            .into_iter()
            .flat_map(|caller| caller.join().unwrap())
            .collect()
    });
    let changes = desk.changes(0, 10_000).unwrap();
    let written: BTreeSet<_> = changes.tickets.iter().map(|ticket| ticket.id).collect();
    assert_eq!(written, tickets.into_iter().collect());
    assert_eq!(changes.next, u64::try_from(2 * each).unwrap());
    assert_eq!(changes.history.len(), 2 * each);
}
