//! The database's server is lost under load, and its standby takes over.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::Hub;
use end_to_end::campus::{Answer, Laptop, Person, Task};
use end_to_end::postgres_pair::PostgresPair;
use end_to_end::window::wait_until;
use tempfile::tempdir;
use tickets::{CommandId, Role, TicketId};
use tokio::runtime::Runtime;
use wire::{Client, NewTicket, Received};

/// The longest time from the take-over to the next acknowledged command.
const BACK: Duration = Duration::from_secs(10);

/// The longest time until everything has arrived, on a busy machine. A laptop's pauses alone can take half a minute.
const CALM: Duration = Duration::from_secs(150);

#[test]
fn a_primary_is_killed_and_with_a_synchronous_standby_nothing_acknowledged_is_lost() {
    nothing_is_lost(PostgresPair::kill_primary);
}

#[test]
fn a_primary_is_frozen_and_with_a_synchronous_standby_nothing_acknowledged_is_lost() {
    nothing_is_lost(PostgresPair::freeze_primary);
}

/// Writes are back soon after the standby has taken over, and everything that was acknowledged is there once.
fn nothing_is_lost(lose: impl Fn(&PostgresPair)) {
    let (pair, folder) = (PostgresPair::start(), tempdir().expect("a folder"));
    pair.commit_on_both();
    wait_until("commits wait for the standby", || pair.commits_on_both());
    let hub = Hub::start_on_database(folder.path(), &pair.address(), "127.0.0.1:0");
    let reporters: Vec<Reporter> = (0..4).map(|_| Reporter::start(hub.client("user"))).collect();
    let acknowledged = || reporters.iter().map(Reporter::count).sum::<usize>();
    wait_until("the hub is under load", || acknowledged() > 40);
    lose(&pair);
    pair.promote();
    let (began, before) = (Instant::now(), acknowledged());
    wait_until("writes are back", || acknowledged() > before);
    let waited = began.elapsed();
    println!("writes were back {waited:?} after the standby took over");
    assert!(waited < BACK, "{waited:?}");
    wait_until("the hub is under load again", || acknowledged() > before + 40);
    let reported: Vec<TicketId> = reporters.into_iter().flat_map(Reporter::stop).collect();
    let there = tickets(&hub);
    let lost: Vec<_> = reported.iter().filter(|ticket| !there.contains(ticket)).collect();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), reported.len());
    assert_eq!(
        reported.iter().collect::<HashSet<_>>().len(),
        reported.len(),
        "a report counts once"
    );
    // A frozen server would not end.
    pair.kill_primary();
}

/// What was acknowledged and not copied is lost, and its numbers are given again. The laptop finds out and sends it again.
#[test]
fn with_an_asynchronous_standby_laptops_send_again_what_was_lost() {
    let (pair, folder, on_the_laptop) = (
        PostgresPair::start(),
        tempdir().expect("a"),
        tempdir().expect("a folder"),
    );
    let hub = Hub::start_on_database(folder.path(), &pair.address(), "127.0.0.1:0");
    let mut laptop = Laptop::start(on_the_laptop.path(), hub.address(), Role::User);
    let mut given = HashSet::new();
    for _ in 0..5 {
        given.insert(give(&mut laptop));
    }
    wait_until_even(&mut laptop, &hub);
    pair.stop_copying();
    for _ in 0..5 {
        given.insert(give(&mut laptop));
    }
    wait_until_even(&mut laptop, &hub);
    assert_eq!(tickets(&hub), given);
    pair.kill_primary();
    pair.promote();
    // Others take the numbers of the feed and of the tickets that were lost.
    let user = hub.client("user");
    let runtime = runtime();
    let others: HashSet<TicketId> = (0..5)
        .map(|number| report_until_accepted(&runtime, &user, &format!("Number {number}")))
        .collect();
    let began = Instant::now();
    loop {
        let there = tickets(&hub);
        if given.is_subset(&there) {
            assert_eq!(
                there,
                given.union(&others).copied().collect(),
                "nothing is there that nobody reported"
            );
            break;
        }
        assert!(
            began.elapsed() < CALM,
            "{} of {} are there",
            there.len(),
            given.len() + others.len()
        );
        thread::sleep(Duration::from_millis(50));
    }
    wait_until_even(&mut laptop, &hub);
    let on_screen: HashSet<TicketId> = laptop.screen().into_iter().map(|ticket| ticket.ticket).collect();
    assert_eq!(on_screen, tickets(&hub));
}

/// A caller that reports again and again, and repeats a report with its id until it is acknowledged.
struct Reporter {
    thread: thread::JoinHandle<()>,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
    tickets: Arc<Mutex<Vec<TicketId>>>,
}

impl Reporter {
    fn start(client: Client) -> Self {
        let (stop, acknowledged, tickets) = (Arc::default(), Arc::default(), Arc::default());
        let thread = thread::spawn({
            let (stop, acknowledged, tickets): (
                Arc<AtomicBool>,
                Arc<AtomicUsize>,
                Arc<Mutex<Vec<TicketId>>>,
            ) = (Arc::clone(&stop), Arc::clone(&acknowledged), Arc::clone(&tickets));
            move || {
                let runtime = runtime();
                while !stop.load(Ordering::SeqCst) {
                    let ticket = report_until_accepted(&runtime, &client, "The lift is stuck");
                    tickets.lock().expect("a list").push(ticket);
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Self {
            thread,
            stop,
            acknowledged,
            tickets,
        }
    }

    fn count(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    fn stop(self) -> Vec<TicketId> {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().expect("no panic");
        self.tickets.lock().expect("a list").clone()
    }
}

fn report_until_accepted(runtime: &Runtime, client: &Client, description: &str) -> TicketId {
    let id = CommandId::new();
    let new = NewTicket {
        description: description.to_owned(),
        ..NewTicket::default()
    };
    let began = Instant::now();
    loop {
        match runtime.block_on(client.report(id, &new)) {
            Ok(ticket) => return ticket.id,
            Err(error) => assert!(began.elapsed() < CALM, "{error}"),
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// All tickets at the hub.
fn tickets(hub: &Hub) -> HashSet<TicketId> {
    let (service, runtime) = (hub.client("service"), runtime());
    let (mut found, mut after) = (HashSet::new(), 0);
    loop {
        let page = runtime
            .block_on(service.changes(after, 1_000, Duration::ZERO))
            .expect("the feed");
        let tickets = page.tickets.into_iter().filter_map(Received::readable);
        found.extend(tickets.map(|ticket| ticket.id));
        if page.next <= after {
            return found;
        }
        after = page.next;
    }
}

/// The person at the laptop reports something, durably.
fn give(laptop: &mut Laptop) -> TicketId {
    let command = Person::new(Role::User, 1).next(&[]);
    let ticket = command.ticket;
    laptop.say(&Task::Give(Box::new(command)));
    assert!(matches!(laptop.answer(), Answer::Accepted));
    ticket
}

fn wait_until_even(laptop: &mut Laptop, hub: &Hub) {
    let device = wire::sync::Device {
        id: uuid::Uuid::nil(),
        version: "test".to_owned(),
        waiting: 0,
    };
    let (client, runtime) = (hub.client("helpdesk"), runtime());
    let began = Instant::now();
    loop {
        let state = laptop.state();
        let hello = runtime.block_on(client.sync_hello(&device)).expect("the hub");
        if state.is_even_with(&hello) {
            return;
        }
        assert!(began.elapsed() < CALM, "{hello:?} {state:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn runtime() -> Runtime {
    Runtime::new().expect("a runtime")
}
