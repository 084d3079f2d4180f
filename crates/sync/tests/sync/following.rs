//! The laptop's model follows the hub's.

use std::time::Duration;

use sync::{Ask, Engine, Event, Failure, Link, Request, Write};
use tickets::Role;
use uuid::Uuid;
use wire::sync::{Hello, ModelLayer};

use crate::engine::{START, hello, online, stored};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

fn with_model(version: &str) -> Hello {
    Hello {
        model: version.to_owned(),
        ..hello(1, 1)
    }
}

fn layer(version: &str) -> ModelLayer {
    ModelLayer {
        version: version.to_owned(),
        shipped: "shipped".to_owned(),
        layer: vec![7],
        adopted_at: Some("2026-03-02T09:00:00Z".parse().unwrap()),
        corrections: 10,
        trial: serde_json::from_str(
            r#"{"themes":{"of":1,"before":1,"after":1},"corrections":{"of":1,"before":0,"after":1}}"#,
        )
        .unwrap(),
    }
}

/// An engine that was introduced to a hub with a model. Returns what it asks for once the replica has read its position.
fn introduced(own: &str, hubs: &str) -> (Engine, Vec<Ask>) {
    introduced_by(1, own, hubs)
}

fn introduced_by(seed: u64, own: &str, hubs: &str) -> (Engine, Vec<Ask>) {
    let mut engine = Engine::new(seed);
    engine.on(Event::Woke, START);
    engine.on(stored(), START);
    engine.on(Event::Classifies(own.to_owned()), START);
    engine.on(Event::HelloAnswer(1, with_model(hubs)), START);
    let asks = engine.on(stored(), START);
    (engine, asks)
}

/// The request for a model, if there is one.
fn model(asks: &[Ask]) -> Option<(Request, &str)> {
    asks.iter().find_map(|ask| match ask {
        Ask::Model(request, version) => Some((*request, &**version)),
        _ => None,
    })
}

/// The number of a request for a model.
fn asked(asks: &[Ask]) -> Request {
    model(asks).unwrap().0
}

/// The request for the hub's introduction, if there is one.
fn hello_in(asks: &[Ask]) -> Option<Request> {
    asks.iter().find_map(|ask| match ask {
        Ask::Hello(request) => Some(*request),
        _ => None,
    })
}

/// The hub introduces itself again, ten minutes later; returns what the laptop asks for.
fn again(engine: &mut Engine, now: &mut Duration, own: &str, answer: Hello) -> Vec<Ask> {
    *now += 10 * MINUTE;
    let asks = engine.on(Event::Tick, *now);
    let request = hello_in(&asks).unwrap();
    engine.on(Event::Classifies(own.to_owned()), *now);
    engine.on(Event::HelloAnswer(request, answer), *now)
}

/// The same, once the next layer may be fetched.
fn hours_later(engine: &mut Engine, now: &mut Duration, own: &str, answer: Hello) -> Vec<Ask> {
    *now += 4 * HOUR;
    again(engine, now, own, answer)
}

#[test]
fn another_version_at_the_hub_is_fetched_once_beside_the_feed_and_followed() {
    let (mut engine, asks) = introduced("shipped", "shipped+campus-10");
    assert!(matches!(asks[0], Ask::Pull(..)), "{asks:?}");
    let (request, version) = model(&asks).unwrap();
    assert_eq!(version, "shipped+campus-10");
    assert_eq!(model(&engine.on(Event::Tick, START)), None, "it is on its way");
    let asks = engine.on(
        Event::ModelAnswer(request, Some(layer("shipped+campus-10"))),
        START,
    );
    assert_eq!(asks[0], Ask::Follow(Some(layer("shipped+campus-10"))));
    assert_eq!(model(&engine.on(Event::Tick, START)), None, "it is being stored");
    let asks = engine.on(Event::Classifies("shipped+campus-10".to_owned()), START);
    assert_eq!(model(&asks), None);
    let late = engine.on(
        Event::ModelAnswer(request, Some(layer("shipped+campus-10"))),
        START,
    );
    assert!(
        !late.iter().any(|ask| matches!(ask, Ask::Follow(_))),
        "an answer counts once"
    );
}

#[test]
fn the_hubs_own_version_is_not_fetched_and_nothing_before_the_own_one_is_known() {
    let (_, asks) = introduced("shipped+campus-10", "shipped+campus-10");
    assert_eq!(model(&asks), None);
    // The engine of a program without a classifier.
    let (mut engine, _) = online(1);
    assert_eq!(model(&engine.on(Event::Tick, START)), None);
}

#[test]
fn a_connected_laptop_notices_another_version_within_ten_minutes_also_an_older_one() {
    let (mut engine, asks) = introduced("shipped+campus-9", "shipped+campus-10");
    let mut now = START;
    engine.on(
        Event::ModelAnswer(asked(&asks), Some(layer("shipped+campus-10"))),
        now,
    );
    let asks = engine.on(Event::Classifies("shipped+campus-10".to_owned()), now);
    let wait = asks.iter().find_map(|ask| match ask {
        Ask::Wait(until) => Some(*until - START),
        _ => None,
    });
    let wait = wait.unwrap();
    assert!((5 * MINUTE..=10 * MINUTE).contains(&wait), "{wait:?}");
    assert_eq!(hello_in(&engine.on(Event::Tick, START + wait - MINUTE)), None);

    let asks = hours_later(
        &mut engine,
        &mut now,
        "shipped+campus-10",
        with_model("shipped+campus-9"),
    );
    assert_eq!(model(&asks).unwrap().1, "shipped+campus-9");
    assert!(
        !asks.iter().any(|ask| matches!(ask, Ask::Store(_))),
        "nothing is read again: {asks:?}"
    );
    let asks = engine.on(
        Event::ModelAnswer(asked(&asks), Some(layer("shipped+campus-9"))),
        now,
    );
    assert_eq!(asks[0], Ask::Follow(Some(layer("shipped+campus-9"))));
    engine.on(Event::Classifies("shipped+campus-9".to_owned()), now);
    // The hub's shipped model has no layer: the laptop's own shipped model is used at once.
    let asks = again(&mut engine, &mut now, "shipped+campus-9", with_model("shipped"));
    assert_eq!(model(&asks), None);
    assert!(asks.contains(&Ask::Follow(None)), "{asks:?}");
    let asks = engine.on(Event::Tick, now);
    assert!(!asks.contains(&Ask::Follow(None)), "once: {asks:?}");
}

#[test]
fn a_laptop_fetches_the_next_version_after_two_to_four_hours_and_not_when_the_others_do() {
    let mut moments: Vec<_> = (1..=100).map(next_fetch).collect();
    assert!(
        moments.iter().all(|after| (12..=25).contains(after)),
        "{moments:?}"
    );
    moments.sort_unstable();
    moments.dedup();
    assert!(moments.len() >= 10, "they come together: {moments:?}");
}

/// After how many times ten minutes a laptop fetches the next layer of a hub that learns a version every ten minutes. Neither
/// a sleep nor another network brings it sooner.
fn next_fetch(seed: u64) -> u32 {
    let (mut engine, asks) = introduced_by(seed, "shipped", "shipped+campus-1");
    let own = "shipped+campus-1";
    engine.on(Event::ModelAnswer(asked(&asks), Some(layer(own))), START);
    engine.on(Event::Classifies(own.to_owned()), START);
    for learned in 1..=30 {
        let now = START + learned * 10 * MINUTE;
        let newest = format!("shipped+campus-{}", learned + 1);
        engine.on(Event::Woke, now);
        let mut asks = engine.on(stored(), now);
        let request = hello_in(&asks).unwrap();
        engine.on(Event::Classifies(own.to_owned()), now);
        asks.extend(engine.on(Event::HelloAnswer(request, with_model(&newest)), now));
        if let Some((_, version)) = model(&asks) {
            let before = format!("shipped+campus-{learned}");
            assert!(
                [newest, before].contains(&version.to_owned()),
                "the newest: {version}"
            );
            return learned;
        }
    }
    panic!("never");
}

#[test]
fn a_layer_over_another_release_is_not_fetched_and_the_shipped_model_classifies() {
    for own in ["shipped", "shipped+campus-9"] {
        let theirs = "shipped-2+campus-10";
        let (mut engine, asks) = introduced(own, theirs);
        assert_eq!(model(&asks), None);
        let of_no_use = Ask::Follow(Some(ModelLayer::without_bytes(theirs)));
        assert!(asks.contains(&of_no_use), "{asks:?}");
        let asks = engine.on(Event::Classifies("shipped".to_owned()), START);
        assert!(!asks.contains(&of_no_use), "once: {asks:?}");
        let mut now = START;
        // That hub's shipped model, and a release whose name begins alike.
        for theirs in ["shipped-2", "shipped2+campus-3"] {
            let asks = again(&mut engine, &mut now, "shipped", with_model(theirs));
            assert_eq!(model(&asks), None, "{theirs}");
            assert!(
                !asks.contains(&Ask::Follow(None)),
                "the shipped one is in use: {asks:?}"
            );
        }
    }
}

#[test]
fn a_version_that_cannot_be_used_here_is_fetched_once_and_another_one_again() {
    let (mut engine, asks) = introduced("shipped", "shipped+campus-10");
    let mut now = START;
    engine.on(
        Event::ModelAnswer(asked(&asks), Some(layer("shipped+campus-10"))),
        now,
    );
    // It was refused: the shipped model stays.
    let asks = engine.on(Event::Classifies("shipped".to_owned()), now);
    assert_eq!(model(&asks), None);
    let asks = again(&mut engine, &mut now, "shipped", with_model("shipped+campus-10"));
    assert_eq!(model(&asks), None, "the same version");
    let asks = hours_later(&mut engine, &mut now, "shipped", with_model("shipped+campus-10"));
    assert_eq!(model(&asks), None, "still the same version");
    let asks = again(&mut engine, &mut now, "shipped", with_model("shipped+campus-11"));
    assert_eq!(model(&asks).unwrap().1, "shipped+campus-11");
}

#[test]
fn a_version_whose_layer_is_too_large_or_missing_is_asked_for_once() {
    let (mut engine, asks) = introduced("shipped", "shipped+campus-10");
    let mut now = START;
    let asks = engine.on(Event::ModelAnswer(asked(&asks), None), now);
    assert_eq!(asks[0], Ask::Follow(None));
    engine.on(Event::Classifies("shipped".to_owned()), now);
    for _ in 0..30 {
        let asks = again(&mut engine, &mut now, "shipped", with_model("shipped+campus-10"));
        assert_eq!(model(&asks), None, "after {:?}", now - START);
    }
    let asks = again(&mut engine, &mut now, "shipped", with_model("shipped+campus-11"));
    assert_eq!(
        model(&asks).unwrap().1,
        "shipped+campus-11",
        "nothing was fetched: no need to wait"
    );
}

#[test]
fn a_layer_that_did_not_arrive_or_was_not_stored_is_asked_for_again_after_a_pause() {
    let (mut engine, asks) = introduced("shipped", "shipped+campus-10");
    let request = asked(&asks);
    let asks = engine.on(Event::Failed(request, Failure::Unreachable), START);
    assert_eq!(model(&asks), None, "after a pause");
    assert_eq!(
        engine.link(),
        Link::Online,
        "the feed says whether the hub can be reached"
    );
    let mut now = START + MINUTE;
    let asks = engine.on(Event::Tick, now);
    engine.on(
        Event::ModelAnswer(asked(&asks), Some(layer("shipped+campus-10"))),
        now,
    );
    assert_eq!(
        model(&engine.on(Event::NotFollowed, now)),
        None,
        "the disk is full"
    );
    assert_eq!(model(&engine.on(Event::Tick, now + MINUTE)), None);
    now += 10 * MINUTE;
    let request = asked(&engine.on(Event::Tick, now));
    // A network's login page answers in place of the hub.
    engine.on(Event::Failed(request, Failure::Broken), now);
    assert_eq!(model(&engine.on(Event::Tick, now + MINUTE)), None);
    let asks = engine.on(Event::Tick, now + 10 * MINUTE);
    asked(&asks);
    engine.on(Event::Woke, now);
    let asks = engine.on(stored(), now);
    asked(&asks);
}

#[test]
fn an_introduction_that_fails_again_and_again_disturbs_nothing() {
    let (mut engine, pull) = online(1);
    let now = START + 10 * MINUTE;
    let request = hello_in(&engine.on(Event::Tick, now)).unwrap();
    let asks = engine.on(Event::Failed(request, Failure::Unreachable), now);
    assert_eq!((engine.link(), hello_in(&asks)), (Link::Online, None));
    let asks = engine.on(Event::Failed(pull, Failure::Unreachable), now);
    assert_eq!((engine.link(), hello_in(&asks)), (Link::Offline, None));
    let asks = engine.on(Event::Tick, now + MINUTE);
    assert!(matches!(asks[0], Ask::Pull(..)), "{asks:?}");
    assert_eq!(hello_in(&asks), None, "the pull finds out when the hub is back");
}

#[test]
fn a_hub_that_is_another_one_at_its_next_introduction_is_asked_once_more_before_its_feed_is_read() {
    for answer in [
        Hello {
            desk: Uuid::from_u128(8),
            ..hello(1, 1)
        },
        Hello {
            role: Role::Helpdesk.into(),
            ..hello(1, 1)
        },
    ] {
        let (mut engine, pull) = online(1);
        let mut now = START;
        let asks = again(&mut engine, &mut now, "shipped", answer.clone());
        let request = hello_in(&asks).unwrap();
        assert_eq!(asks.len(), 1, "nothing else: {asks:?}");
        assert!(
            hello_in(&engine.on(Event::PullAnswer(pull, None), now)).is_none(),
            "a late answer"
        );
        let asks = engine.on(Event::HelloAnswer(request, answer), now);
        assert!(
            asks.iter()
                .any(|ask| matches!(ask, Ask::Store(Write::Begin(..) | Write::ReadAgain(..)))),
            "{asks:?}"
        );
    }
}
