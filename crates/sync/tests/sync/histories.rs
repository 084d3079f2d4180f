//! Random histories: laptops, a hub and everything that can go wrong.
//!
//! Each run has a new seed, which is printed; `CAMPUS_DESK_SEED` repeats it, and `CAMPUS_DESK_HISTORIES` sets the number of
//! histories in memory (1,000). One for each forty of them runs on files, and one with a hub whose routes answer. A failing history is shrunk to a short one.

use std::time::Duration;

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sync::{Event, Failure};
use tickets::{Action, Category, Role, TextPart, TicketId};

use crate::checks::{conservation, convergence, edits_replace_what_was_seen};
use crate::disk::Disk;
use crate::faults::Fault;
use crate::laptop::Laptop;
use crate::world::{World, edit, message, report};

const SEED: &str = "CAMPUS_DESK_SEED";
const HISTORIES: &str = "CAMPUS_DESK_HISTORIES";

/// Attempts to make a failing history shorter.
const SHRINKS: u32 = 400;

const ROLES: [Role; 5] = [Role::User, Role::User, Role::User, Role::Helpdesk, Role::Helpdesk];

/// The most laptops, with clones.
const MOST: usize = 7;

/// One step. Numbers choose among what there is at that moment.
#[derive(Clone, Debug)]
pub enum Step {
    /// A person does something with one of the tickets on their screen.
    Give(usize, usize, Deed),
    /// The hub receives a request.
    Deliver(usize, usize),
    /// The laptop receives an answer; if repeated, it will receive the answer once more.
    Answer(usize, usize, bool),
    /// A request is lost on its way, or the hub fails on it.
    Fail(usize, usize, Failure),
    /// An answer is lost on its way.
    Cut(usize, usize),
    /// Everything on its way arrives.
    Settle(usize),
    Crash(usize),
    Wake(usize),
    Pass(u64),
    Full(usize, bool),
    Jump(usize, i64),
    BackUp,
    /// The backup is restored, with a new generation.
    Restore,
    /// The hub's machine goes back to a snapshot.
    Fork,
    Clone(usize),
}

#[derive(Clone, Debug)]
pub enum Deed {
    Report,
    Write,
    Edit,
    Start,
    Close,
    Correct,
    Remove,
}

#[test]
fn random_histories_lose_nothing_and_converge() {
    run(histories(), |seed, steps| replay_with(None, seed, steps));
}

#[test]
fn random_histories_on_files_lose_nothing_and_converge() {
    run(histories() / 40, |seed, steps| {
        replay(World::with(Disk::file, &ROLES, seed), steps);
    });
}

#[test]
fn random_histories_through_the_routes_lose_nothing_and_converge() {
    run(histories() / 40, |seed, steps| {
        replay(World::with_routes(&ROLES, seed), steps);
    });
}

fn histories() -> u32 {
    std::env::var(HISTORIES).map_or(1_000, |number| number.parse().unwrap())
}

/// Replays random histories.
pub fn run(histories: u32, replay: impl Fn(u64, Vec<Step>)) {
    let seed = std::env::var(SEED).map_or_else(
        |_| uuid::Uuid::new_v4().as_u64_pair().1,
        |seed| seed.parse().unwrap(),
    );
    eprintln!("{SEED}={seed}");
    let outcome = try_run(seed, histories, SHRINKS, replay);
    if let Err(failure) = outcome {
        panic!("with {SEED}={seed}: {failure}");
    }
}

/// Replays random histories; returns a failing one as text, made shorter in at most `shrinks` attempts.
pub fn try_run(
    seed: u64,
    histories: u32,
    shrinks: u32,
    replay: impl Fn(u64, Vec<Step>),
) -> Result<(), String> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: histories,
        failure_persistence: None,
        max_shrink_iters: shrinks,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let history = (any::<u64>(), prop::collection::vec(step(), 1..80));
    let outcome = runner.run(&history, |(seed, steps)| {
        replay(seed, steps);
        Ok(())
    });
    outcome.map_err(|failure| failure.to_string())
}

/// Takes the steps on laptops with a fault, and checks after each.
pub fn replay_with(fault: Option<Fault>, seed: u64, steps: Vec<Step>) {
    let mut world = World::new(&ROLES, seed);
    world.fault(fault);
    replay(world, steps);
}

fn replay(mut world: World, steps: Vec<Step>) {
    for (at, step) in steps.into_iter().enumerate() {
        if matches!(step, Step::Restore | Step::Fork) {
            edits_replace_what_was_seen(&world);
        }
        take(&mut world, at, step);
        conservation(&world);
    }
    world.heal();
    conservation(&world);
    edits_replace_what_was_seen(&world);
    convergence(&world);
}

/// Takes one step.
pub fn take(world: &mut World, at: usize, step: Step) {
    let laptops = world.laptops.len();
    match step {
        Step::Give(laptop, ticket, deed) => give(world, at, laptop % laptops, ticket, &deed),
        Step::Deliver(laptop, request) => {
            let laptop = laptop % laptops;
            if let Some(request) = choose(request, world.laptops[laptop].requests.len()) {
                world.deliver(laptop, request);
            }
        }
        Step::Answer(laptop, answer, repeated) => {
            let laptop = laptop % laptops;
            if let Some(answer) = choose(answer, world.laptops[laptop].answers.len()) {
                if repeated {
                    let copy = world.laptops[laptop].answers[answer].clone();
                    world.laptops[laptop].answers.push(copy);
                }
                world.answer(laptop, answer);
            }
        }
        Step::Fail(laptop, request, failure) => {
            let laptop = laptop % laptops;
            if let Some(request) = choose(request, world.laptops[laptop].requests.len()) {
                let request = world.laptops[laptop].requests.remove(request);
                world.on(laptop, Laptop::fail(&request, failure));
            }
        }
        Step::Cut(laptop, answer) => {
            let laptop = laptop % laptops;
            if let Some(answer) = choose(answer, world.laptops[laptop].answers.len()) {
                let (Event::HelloAnswer(request, _)
                | Event::PushAnswer(request, _)
                | Event::PullAnswer(request, _)
                | Event::Reset(request, _)) = world.laptops[laptop].answers.remove(answer)
                else {
                    return;
                };
                world.on(laptop, Event::Failed(request, Failure::Unreachable));
            }
        }
        Step::Settle(laptop) => world.settle(laptop % laptops),
        Step::Crash(laptop) => {
            let mono = world.mono;
            world.laptops[laptop % laptops].crash(mono);
        }
        Step::Wake(laptop) => world.on(laptop % laptops, Event::Woke),
        Step::Pass(seconds) => world.advance(Duration::from_secs(seconds)),
        Step::Full(laptop, full) => world.laptops[laptop % laptops].full = full,
        Step::Jump(laptop, hours) => world.laptops[laptop % laptops].skew += TimeDelta::hours(hours),
        Step::BackUp => world.backup = Some(world.hub.store.copy()),
        Step::Restore => {
            if let Some(backup) = &world.backup {
                let restored = backup.restored();
                world.restore(restored);
            }
        }
        Step::Fork => {
            if let Some(backup) = &world.backup {
                let fork = backup.copy();
                world.restore(fork);
            }
        }
        Step::Clone(laptop) if laptops < MOST => {
            let original = &mut world.laptops[laptop % laptops];
            let (role, disk, fault) = (original.role, original.disk.copy(), original.fault);
            world.disturbed = true;
            world.add(role, disk);
            world.fault(fault);
        }
        Step::Clone(_) => {}
    }
}

fn give(world: &mut World, at: usize, laptop: usize, ticket: usize, deed: &Deed) {
    let text = format!("Text {at}");
    let shown = world.laptops[laptop].disk.changes(0, usize::MAX).unwrap().tickets;
    let Some(ticket) = choose(ticket, shown.len()).map(|ticket| shown[ticket].id) else {
        world.give(laptop, TicketId::new(), report(&text));
        return;
    };
    let action = match deed {
        Deed::Report => {
            world.give(laptop, TicketId::new(), report(&text));
            return;
        }
        Deed::Write => message(&text),
        Deed::Edit => edit(world.version(laptop, ticket), &text),
        Deed::Start => Action::Start,
        Deed::Close => Action::Close,
        Deed::Correct => Action::Correct {
            category: Category::FacilityManagement,
        },
        Deed::Remove => Action::RemoveText {
            text: if at.is_multiple_of(2) {
                TextPart::All
            } else {
                TextPart::Description
            },
        },
    };
    world.give(laptop, ticket, action);
}

fn choose(number: usize, of: usize) -> Option<usize> {
    (of > 0).then(|| number % of)
}

fn step() -> impl Strategy<Value = Step> {
    let n = any::<usize>;
    let deed = prop_oneof![
        3 => Just(Deed::Report),
        4 => Just(Deed::Write),
        3 => Just(Deed::Edit),
        3 => Just(Deed::Start),
        2 => Just(Deed::Close),
        1 => Just(Deed::Correct),
        1 => Just(Deed::Remove),
    ];
    let failure = select(vec![
        Failure::Unreachable,
        Failure::Unreachable,
        Failure::Busy(Some(Duration::from_secs(3))),
        Failure::Busy(None),
        Failure::Broken,
        Failure::Untrusted,
        Failure::Key,
        Failure::Protocol,
    ]);
    prop_oneof![
        24 => (n(), n(), deed).prop_map(|(laptop, ticket, deed)| Step::Give(laptop, ticket, deed)),
        16 => (n(), n()).prop_map(|(laptop, request)| Step::Deliver(laptop, request)),
        16 => (n(), n(), prop::bool::weighted(0.2))
            .prop_map(|(laptop, answer, again)| Step::Answer(laptop, answer, again)),
        4 => (n(), n(), failure).prop_map(|(laptop, request, failure)| Step::Fail(laptop, request, failure)),
        3 => (n(), n()).prop_map(|(laptop, answer)| Step::Cut(laptop, answer)),
        12 => n().prop_map(Step::Settle),
        3 => n().prop_map(Step::Crash),
        1 => n().prop_map(Step::Wake),
        5 => (1..70_u64).prop_map(Step::Pass),
        2 => (n(), any::<bool>()).prop_map(|(laptop, full)| Step::Full(laptop, full)),
        1 => (n(), select(vec![-24_i64, 24])).prop_map(|(laptop, hours)| Step::Jump(laptop, hours)),
        2 => Just(Step::BackUp),
        1 => Just(Step::Restore),
        1 => Just(Step::Fork),
        1 => n().prop_map(Step::Clone),
    ]
}
