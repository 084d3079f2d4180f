//! What the engine asks for, event by event.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::TimeDelta;
use store::{Answered, Feed, HubPosition, SyncState, Unreadable};
use sync::{Ask, Engine, Event, Failure, Link, Queued, Request, Stored, Write};
use tickets::{CommandId, Role, TicketId};
use uuid::Uuid;
use wire::sync::{Hello, Page, Protocols, Reset, ResetReason, Scope};

use crate::disk::Disk;
use crate::world::{World, report};

pub const START: Duration = Duration::from_secs(1_000);

/// The pause after a refusal.
const REFUSED: RangeInclusive<Duration> = Duration::from_secs(30)..=Duration::from_secs(60);

pub fn hello(from: u32, to: u32) -> Hello {
    Hello {
        protocol: Protocols { from, to },
        version: "0.4.0".to_owned(),
        desk: Uuid::from_u128(7),
        head: 0,
        mark: None,
        role: Role::User.into(),
        now: "2026-03-02T09:00:00Z".parse().unwrap(),
        batch: 100,
        bytes: 1 << 19,
        keep_sent_days: 30,
        model: "shipped".to_owned(),
    }
}

/// A replica that has read everything.
fn complete(unreadable: Unreadable) -> Event {
    let position = HubPosition {
        desk: Uuid::from_u128(7),
        after: 0,
        mark: None,
        answered: None,
        fresh: 0,
        epoch: 1,
        unclosed_first: false,
        complete: true,
    };
    Event::Stored(Stored {
        state: Some(SyncState {
            role: Role::User,
            position: Some(position),
            unreadable,
        }),
        outbox: Vec::new(),
    })
}

pub fn stored() -> Event {
    complete(Unreadable::default())
}

/// An engine whose pull is on its way.
pub fn online(seed: u64) -> (Engine, Request) {
    let mut engine = Engine::new(seed);
    assert_eq!(engine.on(Event::Woke, START), [Ask::Load]);
    assert_eq!(engine.on(stored(), START), [Ask::Hello(1)]);
    let forget = engine.on(Event::HelloAnswer(1, hello(1, 1)), START);
    assert!(matches!(forget[..], [Ask::Store(Write::Forget(_))]), "{forget:?}");
    let asks = engine.on(stored(), START);
    let Some(Ask::Pull(request, _)) = asks.first() else {
        panic!("a pull: {asks:?}");
    };
    let request = *request;
    (engine, request)
}

/// When the engine wants to be woken.
fn waits_until(asks: &[Ask]) -> Duration {
    match asks {
        [Ask::Wait(until)] => *until,
        _ => panic!("nothing but a wait: {asks:?}"),
    }
}

fn after(asks: &[Ask]) -> Duration {
    waits_until(asks) - START
}

#[test]
fn laptops_that_lose_their_connections_at_once_come_back_at_different_moments() {
    let mut moments = [0; 50];
    for seed in 0..2_000 {
        let (mut engine, pull) = online(seed);
        let asks = engine.on(Event::Failed(pull, Failure::Unreachable), START);
        let pause = after(&asks);
        assert!(pause <= Duration::from_secs(5), "{pause:?}");
        moments[usize::try_from(pause.as_millis() / 100).unwrap().min(49)] += 1;
        assert_eq!(engine.link(), Link::Offline);
        let asks = engine.on(Event::Tick, START + pause);
        assert!(matches!(asks[0], Ask::Pull(..)), "{asks:?}");
    }
    // 40 in the mean in each tenth of a second.
    assert!(
        moments.iter().all(|count| (10..=80).contains(count)),
        "{moments:?}"
    );
}

#[test]
fn pauses_grow_to_a_minute_and_stay_random_there() {
    let mut longest = Duration::ZERO;
    let mut at_the_limit = 0;
    for seed in 0..300 {
        let (mut engine, mut pull) = online(seed);
        let mut now = START;
        for failures in 0..10 {
            let asks = engine.on(Event::Failed(pull, Failure::Unreachable), now);
            let pause = waits_until(&asks) - now;
            let limit = match failures {
                0 => 5,
                n => (1_u64 << n).min(60),
            };
            assert!(pause <= Duration::from_secs(limit), "{failures}: {pause:?}");
            longest = longest.max(pause);
            if failures == 9 && pause > Duration::from_secs(55) {
                at_the_limit += 1;
            }
            now += pause;
            let asks = engine.on(Event::Tick, now);
            let Some(Ask::Pull(request, _)) = asks.first() else {
                panic!("a pull: {asks:?}");
            };
            pull = *request;
        }
    }
    assert!(longest > Duration::from_secs(50), "{longest:?}");
    assert!(
        at_the_limit < 100,
        "{at_the_limit} of 300 laptops meet at the limit"
    );
}

#[test]
fn a_busy_hub_says_when_to_come_back_and_a_machine_that_woke_tries_at_once() {
    let (mut engine, pull) = online(1);
    let busy = Failure::Busy(Some(Duration::from_secs(9)));
    let asks = engine.on(Event::Failed(pull, busy), START);
    assert_eq!(after(&asks), Duration::from_secs(9));
    let asks = engine.on(Event::Tick, START + Duration::from_secs(8));
    assert_eq!(after(&asks), Duration::from_secs(9));
    assert_eq!(engine.on(Event::Woke, START), [Ask::Load]);
    let asks = engine.on(stored(), START);
    assert!(matches!(asks[0], Ask::Pull(..)), "{asks:?}");
}

#[test]
fn an_untrusted_certificate_is_no_missing_network_and_is_tried_again_within_a_minute() {
    let mut engine = Engine::new(1);
    engine.on(Event::Woke, START);
    engine.on(stored(), START);
    let asks = engine.on(Event::Failed(1, Failure::Untrusted), START);
    assert_eq!(engine.link(), Link::Untrusted);
    assert!(REFUSED.contains(&after(&asks)), "{asks:?}");
}

#[test]
fn laptops_whose_key_was_refused_at_once_come_back_at_different_moments() {
    let mut moments = [0; 60];
    for seed in 0..2_000 {
        let (mut engine, pull) = online(seed);
        let asks = engine.on(Event::Failed(pull, Failure::Key), START);
        assert_eq!(engine.link(), Link::KeyRefused);
        let pause = after(&asks);
        assert!(REFUSED.contains(&pause), "{pause:?}");
        moments[usize::try_from(pause.as_secs()).unwrap().min(59)] += 1;
    }
    // 67 in the mean in each second of the last thirty.
    assert!(
        moments[30..].iter().all(|count| (25..=120).contains(count)),
        "{moments:?}"
    );
}

#[test]
fn a_newer_hub_is_spoken_to_in_the_common_protocol_and_a_too_new_one_not_at_all() {
    for (hub, speaks) in [((1, 2), true), ((2, 3), false)] {
        let mut engine = Engine::new(1);
        engine.on(Event::Woke, START);
        engine.on(stored(), START);
        let asks = engine.on(Event::HelloAnswer(1, hello(hub.0, hub.1)), START);
        if speaks {
            let asks = engine.on(stored(), START);
            assert!(
                matches!(&asks[0], Ask::Pull(_, query) if query.protocol == 1),
                "{asks:?}"
            );
        } else {
            assert_eq!(engine.link(), Link::NeedsUpdate);
            assert!(
                REFUSED.contains(&after(&asks)),
                "an update is looked for: {asks:?}"
            );
        }
    }
}

#[test]
fn a_full_disk_is_tried_again_after_a_pause_and_nothing_is_sent_until_then() {
    let (mut engine, pull) = online(1);
    let asks = engine.on(Event::Given, START);
    assert_eq!(asks, [Ask::Load]);
    let asks = engine.on(Event::StoreFailed, START);
    let pause = after(&asks);
    assert!(pause <= Duration::from_secs(1));
    let asks = engine.on(Event::Failed(pull, Failure::Unreachable), START);
    assert_eq!(after(&asks), pause, "no answer could be stored");
    let later = START + Duration::from_secs(10);
    let asks = engine.on(Event::Tick, later);
    assert_eq!(asks, [Ask::Load], "the command that was given is not known yet");
    let asks = engine.on(stored(), later);
    assert!(matches!(asks[0], Ask::Pull(..)), "{asks:?}");
}

/// A page that ends at `next`; the hub's last number was `head` when it was read.
fn page(next: u64, head: u64) -> Page {
    Page {
        desk: Uuid::from_u128(7),
        next,
        mark: None,
        head,
        now: "2026-03-02T09:00:00Z".parse().unwrap(),
        tickets: Vec::new(),
        messages: Vec::new(),
        history: Vec::new(),
        closed: Vec::new(),
    }
}

const ANSWERED: Answered = Answered {
    head: 9,
    mark: Some(Uuid::from_u128(99)),
};

/// A replica that has read nothing since the hub answered, with a command that waits.
fn answered() -> Event {
    let Event::Stored(mut stored) = stored() else {
        panic!("a state");
    };
    let state = stored.state.as_mut().unwrap();
    state.position.as_mut().unwrap().answered = Some(ANSWERED);
    stored.outbox.push(Queued {
        command: CommandId::new(),
        ticket: TicketId::new(),
        bytes: 100,
    });
    Event::Stored(stored)
}

#[test]
fn the_hub_is_asked_for_what_it_answered_by_each_request_until_it_confirms_it() {
    let (mut engine, pull) = online(1);
    engine.on(Event::Given, START);
    let asks = engine.on(answered(), START);
    assert!(
        matches!(asks[0], Ask::Push(_, to, _) if to.known == ANSWERED),
        "{asks:?}"
    );
    let asks = engine.on(Event::PullAnswer(pull, Some(page(1, 9))), START);
    let stores = |asks: &[Ask], expected: Option<Answered>| match asks {
        [Ask::Store(Write::Page(_, confirmed))] => assert_eq!(*confirmed, expected),
        _ => panic!("a page to store: {asks:?}"),
    };
    // This pull was sent before the answer.
    stores(&asks, None);
    let asks = engine.on(answered(), START);
    let Some(Ask::Pull(pull, query)) = asks.first() else {
        panic!("a pull: {asks:?}");
    };
    assert_eq!((query.answered, query.answered_mark), (Some(9), ANSWERED.mark));
    let asks = engine.on(Event::PullAnswer(*pull, Some(page(9, 9))), START);
    stores(&asks, Some(ANSWERED));
    let asks = engine.on(answered(), START);
    let Some(Ask::Pull(pull, _)) = asks.first() else {
        panic!("a pull: {asks:?}");
    };
    let asks = engine.on(Event::PullAnswer(*pull, None), START);
    assert_eq!(asks, [Ask::Store(Write::Confirm(ANSWERED))]);
}

#[test]
fn a_hub_that_resets_again_and_again_is_asked_after_growing_pauses_until_a_page_is_stored() {
    let (mut engine, mut pull) = online(1);
    let reset = Reset {
        reset: ResetReason::Fork.into(),
        desk: Uuid::from_u128(7),
        head: 0,
    };
    let mut now = START;
    let mut longest = Duration::ZERO;
    for resets in 0..9 {
        let mut asks = engine.on(Event::Reset(pull, reset.clone()), now);
        if resets > 0 {
            let pause = waits_until(&asks) - now;
            assert!(pause > Duration::ZERO, "at network speed");
            longest = longest.max(pause);
            now += pause;
            asks = engine.on(Event::Tick, now);
        }
        pull = introduce(&mut engine, &asks, now);
    }
    assert!(longest > Duration::from_secs(10), "{longest:?}");
    engine.on(Event::PullAnswer(pull, Some(page(0, 0))), now);
    let asks = engine.on(stored(), now);
    let Some(Ask::Pull(pull, _)) = asks.first() else {
        panic!("a pull: {asks:?}");
    };
    let asks = engine.on(Event::Reset(*pull, reset), now);
    assert!(matches!(asks[..], [Ask::Hello(_)]), "at once: {asks:?}");
}

/// The hub answers a hello after a reset; returns the next pull.
fn introduce(engine: &mut Engine, asks: &[Ask], now: Duration) -> Request {
    let [Ask::Hello(request)] = asks else {
        panic!("a hello: {asks:?}");
    };
    let asks = engine.on(Event::HelloAnswer(*request, hello(1, 1)), now);
    assert!(matches!(asks[..], [Ask::Store(Write::Begin(..))]), "{asks:?}");
    let asks = engine.on(stored(), now);
    let Some(Ask::Pull(request, _)) = asks.first() else {
        panic!("a pull: {asks:?}");
    };
    *request
}

#[test]
fn another_role_reads_again_and_sends_nothing_again() {
    let mut engine = Engine::new(1);
    engine.on(Event::Woke, START);
    engine.on(stored(), START);
    let hello = Hello {
        role: Role::Helpdesk.into(),
        ..hello(1, 1)
    };
    let asks = engine.on(Event::HelloAnswer(1, hello), START);
    let joins = Ask::Store(Write::Join(Role::Helpdesk));
    let reads = Ask::Store(Write::ReadAgain(Uuid::from_u128(7), 0));
    assert_eq!(asks, [joins, reads]);
}

#[test]
fn what_an_older_version_could_not_read_is_read_again() {
    let mut engine = Engine::new(1);
    engine.on(Event::Woke, START);
    let of = |of_another_version| {
        complete(Unreadable {
            values: 2,
            of_another_version,
        })
    };
    engine.on(of(true), START);
    let asks = engine.on(Event::HelloAnswer(1, hello(1, 1)), START);
    assert!(matches!(asks[..], [Ask::Store(Write::Begin(..))]), "{asks:?}");
}

fn hub_with_reports(number: usize) -> World {
    let mut world = World::new(&[Role::User], 1);
    for n in 0..number {
        world.reports(0, &format!("Report {n}"));
    }
    world.heal();
    world
}

/// The pulls that are on their way.
fn pulls(world: &World, laptop: usize) -> Vec<wire::sync::ChangesQuery> {
    let requests = world.laptops[laptop].requests.iter();
    let pull = |request: &Ask| match request {
        Ask::Pull(_, query) => Some(*query),
        _ => None,
    };
    requests.filter_map(pull).collect()
}

#[test]
fn a_first_sync_is_usable_after_its_first_page_and_goes_on_after_a_kill() {
    let mut world = hub_with_reports(9);
    world.add(Role::User, Disk::memory());
    world.laptops[1].limit = Some(3);
    for page in 1..=2_u64 {
        while pulls(&world, 1).is_empty() {
            world.deliver(1, 0);
            world.answer(1, 0);
        }
        world.deliver(1, 0);
        world.answer(1, 0);
        let counts = world.laptops[1].disk.counts().unwrap();
        assert_eq!(
            counts.of(None, None, None),
            3 * page,
            "tickets are shown page by page"
        );
    }
    let mono = world.mono;
    world.laptops[1].crash(mono);
    while pulls(&world, 1).is_empty() {
        world.deliver(1, 0);
        world.answer(1, 0);
    }
    let query = pulls(&world, 1)[0];
    assert_eq!((query.after, query.wait), (6, None), "not from the start");
    world.heal();
    crate::checks::convergence(&world);
}

#[test]
fn a_helpdesk_laptop_reads_its_queue_first() {
    let mut world = hub_with_reports(2);
    world.add(Role::Helpdesk, Disk::memory());
    let mut scopes = Vec::new();
    while world.laptops[1]
        .disk
        .sync_state()
        .unwrap()
        .is_none_or(|state| state.position.is_none_or(|position| !position.complete))
    {
        scopes.extend(pulls(&world, 1).iter().map(|query| query.scope));
        world.deliver(1, 0);
        world.answer(1, 0);
    }
    scopes.dedup();
    assert_eq!(scopes, [Some(Scope::Unclosed), None]);
}

#[test]
fn accepted_commands_are_forgotten_after_thirty_days_by_the_hubs_clock() {
    let mut world = World::new(&[Role::User], 1);
    world.heal();
    // The laptop's clock is wrong by forty days.
    world.laptops[0].skew = TimeDelta::days(40);
    world.gives(0, tickets::TicketId::new(), report("The lift is stuck"));
    world.heal();
    let day = Duration::from_secs(24 * 60 * 60);
    for _ in 0..29 {
        world.advance(day);
        world.heal();
    }
    assert_eq!(world.laptops[0].sent().len(), 1);
    for _ in 0..3 {
        world.advance(day);
        world.heal();
    }
    assert!(world.laptops[0].sent().is_empty());
    assert_eq!(*world.hub.store.feed().borrow(), 1);
}
