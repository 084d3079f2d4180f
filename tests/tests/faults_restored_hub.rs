//! A hub that is put back to an older desk, with twenty laptops that are ahead of it. Each laptop has a real replica and the
//! real sync; the hub is a process.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use chrono::Utc;
use end_to_end::campus::{Given, OnScreen, Person, ShippedModel, State, assert_equal, wait_until_even};
use end_to_end::{Hub, binary};
use store::{Feed, SqliteStore, TicketStore};
use sync::Standing;
use tempfile::{TempDir, tempdir};
use tickets::{Action, CommandId, Role, Ticket, TicketId};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use uuid::Uuid;
use wire::{Client, NewTicket};

const LAPTOPS: u64 = 20;

#[test]
fn a_hub_that_was_restored_from_a_backup_gets_everything_back_from_twenty_laptops() {
    let mut campus = Campus::open();
    campus.give(2);
    campus.calm();
    let backup = campus.file("backup.db");
    campus.hub_command("backup", &backup);
    let numbers = campus.gap();
    campus.hub_command("restore", &backup);
    campus.others_report(10);
    campus.start_again();
    campus.calm();
    // The restored desk leaves out a thousand numbers, so that those of the lost tickets are free.
    let restored: HashMap<_, _> = campus.check().into_iter().collect();
    for (ticket, number) in numbers {
        assert_eq!(restored.get(&ticket), Some(&number));
    }
}

#[test]
fn a_hub_whose_file_was_copied_back_gets_everything_back_from_twenty_laptops() {
    let mut campus = Campus::open();
    campus.give(2);
    campus.calm();
    let (desk, copy) = (campus.file("desk.db"), campus.file("copy.db"));
    assert!(campus.hub.take().expect("a hub").stop().success());
    fs::copy(&desk, &copy).expect("copied");
    campus.start_again();
    campus.gap();
    for log in ["desk.db-wal", "desk.db-shm"] {
        let _ = fs::remove_file(campus.file(log));
    }
    fs::copy(&copy, &desk).expect("copied back");
    // Other commands take the numbers of the lost ones, in the same generation.
    campus.others_report(10);
    campus.start_again();
    campus.calm();
    campus.check();
}

/// A ticket and its number.
type Numbered = (TicketId, Option<u64>);

/// A hub and its laptops.
struct Campus {
    /// There is none while it is away.
    hub: Option<Hub>,
    folder: TempDir,
    address: String,
    laptops: Vec<Laptop>,
    given: Given,
    reports: usize,
    runtime: Runtime,
}

/// A laptop that syncs while the test's runtime lives.
struct Laptop {
    role: Role,
    replica: SqliteStore,
    person: Person,
    /// The folder of the replica, deleted at the end.
    _folder: TempDir,
}

impl Campus {
    fn open() -> Self {
        let folder = tempdir().expect("a folder");
        let hub = Hub::start(folder.path());
        let address = hub.address().to_owned();
        let runtime = Runtime::new().expect("a runtime");
        let laptops = (0..LAPTOPS).map(|number| Laptop::start(&runtime, &address, number));
        let campus = Self {
            laptops: laptops.collect(),
            hub: Some(hub),
            folder,
            address,
            given: Given::default(),
            reports: 0,
            runtime,
        };
        campus.calm();
        campus
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command of the hub's program with its desk and a backup.
    fn hub_command(&self, command: &str, backup: &Path) {
        let mut hub = Command::new(binary("campus-desk-hub"));
        hub.arg(command)
            .arg("--data")
            .arg(self.file("desk.db"))
            .arg(backup);
        let output = hub.output().expect("the hub runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
    }

    /// What the hub will not know any more: commands that it has accepted, and some that it never gets. Returns the numbers of
    /// the tickets. The hub is away after that.
    fn gap(&mut self) -> Vec<Numbered> {
        self.give(3);
        self.calm();
        self.hub.take().expect("a hub").kill();
        let hub = SqliteStore::open(self.file("desk.db")).expect("the hub's desk");
        self.give(1);
        numbers(&hub)
    }

    /// Each person gives so many commands.
    fn give(&mut self, commands: u32) {
        for laptop in &mut self.laptops {
            for _ in 0..commands {
                laptop.give(&mut self.given, &mut self.reports);
            }
        }
    }

    /// Other people report, while the laptops do not find the hub.
    fn others_report(&mut self, reports: usize) {
        let elsewhere = Hub::start(self.folder.path());
        let user = elsewhere.client("user");
        for _ in 0..reports {
            let id = CommandId::new();
            let new = NewTicket {
                description: format!("Report {id}"),
                ..NewTicket::default()
            };
            self.runtime.block_on(user.report(id, &new)).expect("accepted");
            self.given.say(id);
            self.reports += 1;
        }
        elsewhere.kill();
    }

    fn start_again(&mut self) {
        let address = self.address.trim_start_matches("http://");
        self.hub = Some(Hub::start_at(self.folder.path(), address));
    }

    /// Everything arrives.
    fn calm(&self) {
        let hub = self.hub.as_ref().expect("a hub");
        let states = || self.laptops.iter().map(Laptop::state).collect();
        wait_until_even(&self.runtime, hub, states);
    }

    /// Compares the hub with the laptops; returns the numbers of the hub's tickets.
    fn check(mut self) -> Vec<Numbered> {
        self.runtime.shutdown_background();
        assert!(self.hub.take().expect("a hub").stop().success());
        let hub = SqliteStore::open(self.folder.path().join("desk.db")).expect("the hub's desk");
        let replicas = self.laptops.iter().map(|laptop| laptop.replica.clone());
        let replicas: Vec<_> = replicas.collect();
        self.given.assert_not_lost_and_not_doubled(&hub, &replicas, true);
        assert_eq!(everything(&hub).len(), self.reports, "each report is one ticket");
        for laptop in &self.laptops {
            assert_equal(&hub, &laptop.replica, laptop.role);
        }
        numbers(&hub)
    }
}

impl Laptop {
    /// One in five is of the helpdesk.
    fn start(runtime: &Runtime, hub: &str, number: u64) -> Self {
        let role = if number.is_multiple_of(5) {
            Role::Helpdesk
        } else {
            Role::User
        };
        let folder = tempdir().expect("a folder");
        let replica = SqliteStore::open(folder.path().join("desk.db")).expect("a replica");
        store::Replica::join(&replica, role).expect("an empty desk");
        let hub = sync::Hub {
            client: Client::of_hub(hub, &Hub::token(role.as_str()), None).expect("a client"),
            device: Uuid::new_v4(),
            version: "test".to_owned(),
        };
        let standing = watch::Sender::new(Standing::at_start(Utc::now()));
        runtime.spawn(sync::run(
            Arc::new(replica.clone()),
            Arc::new(ShippedModel),
            hub,
            Utc::now,
            standing,
        ));
        Self {
            role,
            replica,
            person: Person::new(role, number),
            _folder: folder,
        }
    }

    fn state(&self) -> State {
        State::of(&self.replica)
    }

    fn give(&mut self, given: &mut Given, reports: &mut usize) {
        let tickets = everything(&self.replica).into_iter();
        let screen: Vec<_> = tickets.map(|ticket| OnScreen::of(&ticket)).collect();
        let command = self.person.next(&screen);
        let accepted = self.replica.apply(command.clone(), Utc::now());
        if accepted.expect("a replica").is_ok() {
            *reports += usize::from(matches!(command.action, Action::Report { .. }));
            given.acknowledge(command);
        }
    }
}

fn numbers(desk: &SqliteStore) -> Vec<Numbered> {
    let tickets = everything(desk).into_iter();
    tickets.map(|ticket| (ticket.id, ticket.number)).collect()
}

fn everything(desk: &SqliteStore) -> Vec<Ticket> {
    desk.changes(0, 1_000_000).expect("a readable desk").tickets
}
