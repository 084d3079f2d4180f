//! A hub and three laptops, each a process of its own, which are killed in turn while the network between them breaks. What a
//! laptop has acknowledged is neither lost nor doubled.
//!
//! Each run has a new seed, which is printed; `CAMPUS_DESK_SEED` repeats its choices.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

use std::thread;
use std::time::Duration;

use end_to_end::Hub;
use end_to_end::campus::{
    Answer, Cable, End, Flow, Given, Laptop, Person, Task, assert_equal, wait_until_even,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::SqliteStore;
use tempfile::{TempDir, tempdir};
use tickets::{Command, Role};
use tokio::runtime::Runtime;

const SEED: &str = "CAMPUS_DESK_SEED";

/// How often each process is killed.
const CYCLES: usize = 5;

#[test]
fn a_hub_and_three_laptops_are_killed_in_turn_on_a_bad_network_and_nothing_is_lost_or_doubled() {
    let seed = std::env::var(SEED).map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    eprintln!("{SEED}={seed}");
    let mut campus = Campus::open(seed);
    for _ in 0..CYCLES {
        for victim in 0..=campus.places.len() {
            campus.break_network();
            campus.give_some();
            campus.kill(victim);
        }
        campus.calm();
    }
    campus.check();
}

/// A hub, and laptops at their places.
struct Campus {
    /// There is none only while it is killed.
    hub: Option<Hub>,
    folder: TempDir,
    address: String,
    places: Vec<Place>,
    given: Given,
    random: StdRng,
    runtime: Runtime,
}

/// A laptop with its network, and the person in front of it.
struct Place {
    role: Role,
    folder: TempDir,
    cable: Cable,
    /// There is none only while it is killed.
    laptop: Option<Laptop>,
    person: Person,
    /// The commands that the laptop has not answered.
    unanswered: Vec<Command>,
}

impl Campus {
    fn open(seed: u64) -> Self {
        let folder = tempdir().expect("a folder");
        let hub = Hub::start(folder.path());
        let address = hub.address().to_owned();
        let roles = [Role::User, Role::User, Role::Helpdesk].into_iter().zip(1..);
        let places = roles.map(|(role, n)| Place::new(&address, role, seed.wrapping_add(n)));
        let mut campus = Self {
            places: places.collect(),
            hub: Some(hub),
            folder,
            address,
            given: Given::default(),
            random: StdRng::seed_from_u64(seed),
            runtime: Runtime::new().expect("a runtime"),
        };
        campus.calm();
        campus
    }

    /// Something happens to the network of each place.
    fn break_network(&mut self) {
        for place in &self.places {
            let cable = &place.cable;
            match self.random.random_range(0..8) {
                0 => cable.set(Flow::Trickles),
                1 => cable.set(Flow::Stalls),
                2 => cable.set(Flow::Absent),
                3 => cable.cut(End::Closed),
                4 => cable.cut(End::Reset),
                5 | 6 => cable.reset_after(self.random.random_range(0..6_000)),
                _ => cable.heal(),
            }
        }
    }

    /// Each person gives some commands; the laptops answer later.
    fn give_some(&mut self) {
        for place in &mut self.places {
            place.take_answers(&mut self.given);
            for _ in 0..self.random.random_range(1..6) {
                place.give(&mut self.given);
            }
        }
    }

    /// Kills a laptop, or the hub, at a random moment, and starts it again.
    fn kill(&mut self, victim: usize) {
        // Half of the kills hit a command that is being written.
        let longest = if self.random.random_bool(0.5) {
            2_000
        } else {
            60_000
        };
        thread::sleep(Duration::from_micros(self.random.random_range(0..longest)));
        match self.places.get_mut(victim) {
            Some(place) => place.kill(&mut self.given),
            None => {
                self.hub.take().expect("a hub").kill();
                let address = self.address.trim_start_matches("http://");
                self.hub = Some(Hub::start_at(self.folder.path(), address));
            }
        }
    }

    /// The network is repaired, and everything arrives.
    fn calm(&mut self) {
        for place in &mut self.places {
            place.cable.heal();
            place.take_answers(&mut self.given);
        }
        let hub = self.hub.as_ref().expect("a hub");
        let places = &mut self.places;
        let states = || places.iter_mut().map(|place| place.laptop().state()).collect();
        wait_until_even(&self.runtime, hub, states);
    }

    /// All end, and their files are compared.
    fn check(mut self) {
        assert!(self.hub.take().expect("a hub").stop().success());
        let hub = SqliteStore::open(self.folder.path().join("desk.db")).expect("the hub's desk");
        let mut replicas = Vec::new();
        for place in &mut self.places {
            let _ = place.laptop.take().expect("a laptop").kill();
            let file = Laptop::desk(place.folder.path());
            replicas.push(SqliteStore::open(file).expect("a replica"));
        }
        println!("{} commands were acknowledged", self.given.acknowledged());
        assert!(
            self.given.acknowledged() > 10 * CYCLES,
            "too few to prove anything"
        );
        self.given.assert_not_lost_and_not_doubled(&hub, &replicas, false);
        for (place, replica) in self.places.iter().zip(&replicas) {
            assert_equal(&hub, replica, place.role);
        }
    }
}

impl Place {
    fn new(hub: &str, role: Role, seed: u64) -> Self {
        let (folder, cable) = (tempdir().expect("a folder"), Cable::to(hub));
        let laptop = Laptop::start(folder.path(), &cable.address, role);
        Self {
            role,
            folder,
            cable,
            laptop: Some(laptop),
            person: Person::new(role, seed),
            unanswered: Vec::new(),
        }
    }

    fn laptop(&mut self) -> &mut Laptop {
        self.laptop.as_mut().expect("a laptop")
    }

    /// The person gives a command, and does not wait.
    fn give(&mut self, given: &mut Given) {
        self.take_answers(given);
        let screen = self.laptop().screen();
        let command = self.person.next(&screen);
        self.say(command, given);
    }

    fn say(&mut self, command: Command, given: &mut Given) {
        given.say(command.id);
        self.laptop().say(&Task::Give(Box::new(command.clone())));
        self.unanswered.push(command);
    }

    /// Waits for the answers to all commands.
    fn take_answers(&mut self, given: &mut Given) {
        for command in std::mem::take(&mut self.unanswered) {
            let answer = self.laptop().answer();
            note(command, answer, given);
        }
    }

    /// The laptop is killed. After its start, the page sends again what was not answered.
    fn kill(&mut self, given: &mut Given) {
        let mut answers = self.laptop.take().expect("a laptop").kill().into_iter();
        let before = std::mem::take(&mut self.unanswered);
        self.laptop = Some(Laptop::start(self.folder.path(), &self.cable.address, self.role));
        for command in before {
            match answers.next() {
                Some(answer) => note(command, answer, given),
                None => self.say(command, given),
            }
        }
    }
}

fn note(command: Command, answer: Answer, given: &mut Given) {
    match answer {
        Answer::Accepted => given.acknowledge(command),
        // Somebody was faster: the person sees that at once, and has the text.
        Answer::Refused(_) => {}
        other => panic!("not a decision: {other:?}"),
    }
}
