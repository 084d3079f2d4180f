//! Hubs on one PostgreSQL database, each a process of its own, and a laptop.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::campus::{Answer, Laptop, Person, Task};
use end_to_end::postgres_pair::signal;
use end_to_end::window::wait_until;
use end_to_end::{Hub, binary};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store_postgres::testing::{Template, cluster};
use tempfile::tempdir;
use tickets::{CommandId, Role};
use tokio::runtime::Runtime;
use wire::sync::{Device, Hello};
use wire::{Client, NewTicket, Received};

const ANY_PORT: &str = "127.0.0.1:0";

#[test]
fn a_killed_hub_is_replaced_by_another_one_and_laptops_and_followers_go_on() {
    let (one, two, on_the_laptop) = (
        tempdir().expect("a"),
        tempdir().expect("a"),
        tempdir().expect("a folder"),
    );
    let database = cluster().address(&cluster().database(Template::Empty));
    let hub = Hub::start_on_database(one.path(), &database, ANY_PORT);
    let address = hub.address().to_owned();
    let other = Hub::start_on_database(two.path(), &database, ANY_PORT);
    let lift = report(&hub.client("user"), "The lift is stuck");
    assert_eq!(ticket(&other, &lift), lift, "at once");
    let mut laptop = Laptop::start(on_the_laptop.path(), &address, Role::Helpdesk);
    wait_for(&mut laptop, &hub);
    let waiting = thread::spawn({
        let follower = other.client("service");
        move || runtime().block_on(follower.changes(1, 10, Duration::from_secs(30)))
    });
    give(&mut laptop);
    let woken = waiting.join().expect("no panic").expect("an answer");
    assert_eq!(
        (woken.next, woken.tickets.len()),
        (2, 1),
        "a change at one hub wakes the followers of the others"
    );
    hub.kill();
    give(&mut laptop);
    assert_eq!(ticket(&other, &lift), lift, "the other hub goes on");
    report(&other.client("user"), "No light in the hall");
    // As behind a load balancer, the laptop reaches another hub at the same address.
    let hub = Hub::start_on_database(one.path(), &database, address.trim_start_matches("http://"));
    wait_for(&mut laptop, &hub);
    assert_eq!(laptop.screen().len(), 4);
    let changes = runtime().block_on(hub.client("service").changes(0, 100, Duration::ZERO));
    let changes = changes.expect("the feed");
    let tickets = changes.tickets.into_iter().filter_map(Received::readable);
    let numbers: Vec<_> = tickets.map(|ticket| ticket.number).collect();
    assert_eq!(
        (changes.next, numbers),
        (4, vec![Some(1), Some(2), Some(3), Some(4)])
    );
    assert!(hub.stop().success());
    let settings = two.path().join("hub.toml");
    let devices = task(&["devices", "--config", &settings.to_string_lossy()]);
    let list = String::from_utf8_lossy(&devices.stdout);
    assert_eq!(
        list.lines().count(),
        3,
        "a title, the laptop that the stopped hub has seen, and this test: {list}"
    );
}

/// While a hub holds the lock of the desk, all others wait. The database ends the session of a hub that has stopped.
#[test]
fn a_hub_that_stops_in_a_transaction_delays_the_others_for_some_seconds() {
    let (one, two) = (tempdir().expect("a folder"), tempdir().expect("a folder"));
    let name = cluster().database(Template::Empty);
    let database = cluster().address(&name);
    let (stopped, other) = (
        Hub::start_on_database(one.path(), &database, ANY_PORT),
        Hub::start_on_database(two.path(), &database, ANY_PORT),
    );
    let client = stopped.client("user");
    let writer = thread::spawn(move || {
        let runtime = runtime();
        let report =
            |number| runtime.block_on(client.report(CommandId::new(), &new(&format!("Number {number}"))));
        (0..100_000).take_while(|number| report(*number).is_ok()).count()
    });
    let in_a_transaction = format!(
        "select 1 from pg_stat_activity where datname = '{name}' and state = 'idle in transaction' and backend_xid is not null"
    );
    let process = [stopped.id().to_string()];
    wait_until("the hub is stopped in a transaction", || {
        signal("STOP", &process);
        // What it had sent is executed first.
        thread::sleep(Duration::from_millis(50));
        let is_in_one = cluster().value(&name, &in_a_transaction).is_some();
        if !is_in_one {
            signal("CONT", &process);
        }
        is_in_one
    });
    let began = Instant::now();
    report(&other.client("user"), "The lift is stuck");
    let waited = began.elapsed();
    assert!(waited < Duration::from_secs(10), "{waited:?}");
    assert!(
        waited > Duration::from_secs(1),
        "the stopped hub held no lock: {waited:?}"
    );
    signal("CONT", &process);
    let after = report(&stopped.client("user"), "No light in the hall");
    assert_eq!(ticket(&other, &after), after, "the hub that was stopped goes on");
    stopped.kill();
    assert!(writer.join().expect("no panic") > 0);
}

#[test]
fn a_desk_is_imported_exported_forgotten_and_retained_in_a_database() {
    let folder = tempdir().expect("a folder");
    let database = cluster().address(&cluster().database(Template::Empty));
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(file("in.csv"), csv(3)).expect("written");
    assert_says(
        &["import", "--data", &database, &file("in.csv")],
        "imported 3 tickets",
    );
    assert_says(
        &["export", "--data", &database, &file("out.csv")],
        "exported 3 tickets",
    );
    assert!(
        fs::read_to_string(file("out.csv"))
            .expect("read")
            .contains("Number 2: the lift is stuck")
    );
    assert_says(
        &["forget", "--data", &database, "--ticket", "2"],
        "removed the text of ticket 2",
    );
    assert_says(
        &["retain", "--data", &database, "--months", "24"],
        "removed the texts and names of 3 tickets",
    );
    assert_says(
        &["export", "--data", &database, &file("after.csv")],
        "exported 3 tickets",
    );
    let after = fs::read_to_string(file("after.csv")).expect("read");
    assert_eq!(after.matches("Text removed").count(), 3, "{after}");
    assert_fails(&["backup", "--data", &database, &file("copy.db")], "pg_dump");
    assert_fails(
        &["restore", "--data", &database, &file("copy.db")],
        "PostgreSQL's programs",
    );
    let nowhere = cluster().address("no_such_database");
    assert_fails(
        &["export", "--data", &nowhere, &file("never.csv")],
        "does not exist",
    );
}

#[test]
fn a_move_that_is_killed_at_a_random_moment_leaves_a_whole_desk_or_one_that_no_hub_serves() {
    let folder = tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(file("in.csv"), csv(1_500)).expect("written");
    assert_says(
        &["import", "--data", &file("desk.db"), &file("in.csv")],
        "imported 1500 tickets",
    );
    let name = cluster().database(Template::Empty);
    let database = cluster().address(&name);
    let mut random = StdRng::seed_from_u64(9);
    let mut interrupted = 0;
    for _ in 0..6 {
        kill_later(
            &["move", "--from", &file("desk.db"), "--to", &database],
            random.random_range(30..700),
        );
        let hub = tempdir().expect("a folder");
        match state(&name) {
            Target::Empty => {}
            Target::Part => {
                let refused = Hub::fails_to_start_on_database(hub.path(), &database);
                assert!(refused.contains("part of a desk only"), "{refused}");
                interrupted += 1;
            }
            Target::Whole => break,
        }
    }
    println!("{interrupted} moves were interrupted");
    if state(&name) != Target::Whole {
        assert_says(
            &["move", "--from", &file("desk.db"), "--to", &database],
            "moved 1500 tickets",
        );
    }
    for _ in 0..3 {
        kill_later(
            &["move", "--from", &database, "--to", &file("back.db")],
            random.random_range(30..400),
        );
        if Path::new(&file("back.db")).exists() {
            fs::remove_file(file("back.db")).expect("removed");
        }
    }
    assert_says(
        &["move", "--from", &database, "--to", &file("back.db")],
        "they are equal",
    );
    let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert!(
        left.iter()
            .all(|entry| !entry.file_name().to_string_lossy().contains(".part")),
        "{left:?}"
    );
    for (desk, out) in [
        (file("desk.db"), "one.csv"),
        (database, "two.csv"),
        (file("back.db"), "three.csv"),
    ] {
        assert_says(&["export", "--data", &desk, &file(out)], "exported 1500 tickets");
    }
    let read = |name: &str| fs::read_to_string(file(name)).expect("read");
    assert!(read("one.csv") == read("two.csv") && read("one.csv") == read("three.csv"));
}

/// What a move has made of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// There is no table, or only an empty desk.
    Empty,
    /// Its desk is not complete.
    Part,
    /// A desk.
    Whole,
}

fn state(database: &str) -> Target {
    let is = |condition: &str| cluster().value(database, condition).is_some();
    if !is("select 1 from pg_tables where tablename = 'desk'") {
        Target::Empty
    } else if is("select 1 from desk where incomplete is not null") {
        Target::Part
    } else if is("select 1 from desk where feed > 0") {
        Target::Whole
    } else {
        Target::Empty
    }
}

/// Tickets that were closed long ago.
fn csv(tickets: u32) -> String {
    let head = "number,description,place,category,status,opened_at,modified_at,closed_at\n".to_owned();
    (1..=tickets).fold(head, |csv, number| {
        let times = "2020-01-05T09:00:00Z,2020-01-06T10:00:00Z,2020-01-06T10:00:00Z";
        csv + &format!(
            "{number},Number {number}: the lift is stuck,Hall B,facility-management,closed,{times}\n"
        )
    })
}

fn task(arguments: &[&str]) -> Output {
    let run = Command::new(binary("campus-desk-hub")).args(arguments).output();
    run.expect("the hub runs")
}

fn assert_says(arguments: &[&str], part: &str) {
    let run = task(arguments);
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(
        run.status.success() && stderr.contains(part),
        "{arguments:?}: {stderr}"
    );
}

fn assert_fails(arguments: &[&str], part: &str) {
    let run = task(arguments);
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(
        run.status.code() == Some(1) && stderr.contains(part),
        "{arguments:?}: {stderr}"
    );
}

fn kill_later(arguments: &[&str], milliseconds: u64) {
    let run = Command::new(binary("campus-desk-hub"))
        .args(arguments)
        .stderr(Stdio::null())
        .spawn();
    let mut run = run.expect("the hub runs");
    thread::sleep(Duration::from_millis(milliseconds));
    run.kill().expect("killed, or ended");
    run.wait().expect("gone");
}

/// The person at the laptop reports something, durably.
fn give(laptop: &mut Laptop) {
    let command = Person::new(Role::Helpdesk, 1).next(&[]);
    laptop.say(&Task::Give(Box::new(command)));
    assert!(matches!(laptop.answer(), Answer::Accepted));
}

/// Waits until the laptop has sent everything and has everything.
fn wait_for(laptop: &mut Laptop, hub: &Hub) {
    let began = Instant::now();
    loop {
        let (hello, state) = (hello(hub), laptop.state());
        if state.is_even_with(&hello) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(100), "{hello:?} {state:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn hello(hub: &Hub) -> Hello {
    let device = Device {
        id: uuid::Uuid::nil(),
        version: "test".to_owned(),
        waiting: 0,
    };
    runtime()
        .block_on(hub.client("helpdesk").sync_hello(&device))
        .expect("the hub")
}

fn new(description: &str) -> NewTicket {
    NewTicket {
        description: description.to_owned(),
        ..NewTicket::default()
    }
}

fn report(client: &Client, description: &str) -> wire::Ticket {
    runtime()
        .block_on(client.report(CommandId::new(), &new(description)))
        .expect("accepted")
}

fn ticket(hub: &Hub, ticket: &wire::Ticket) -> wire::Ticket {
    runtime()
        .block_on(hub.client("user").ticket(ticket.id))
        .expect("a ticket")
}

fn runtime() -> Runtime {
    Runtime::new().expect("a runtime")
}
