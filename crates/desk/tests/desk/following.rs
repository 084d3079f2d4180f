//! A laptop classifies with the model of its hub.

use desk::ModelSwitch;
use store::{Lessons, Replica};
use tickets::{Outcome, Role};
use wire::sync::ModelLayer;

use crate::learning::{NEXT, correct, correct_ten_reports, reopened};
use crate::test_desk::{TestDesk, test_desk};

/// A hub that has learned from ten corrections.
fn learned_hub() -> TestDesk {
    let hub = test_desk();
    correct_ten_reports(&hub);
    hub.desk.learn(|| {}).unwrap();
    assert_ne!(hub.desk.model_in_use(), hub.desk.shipped_model());
    hub
}

/// The layer that the hub classifies with; `None`: it classifies with the shipped model.
fn layer(hub: &TestDesk) -> Option<ModelLayer> {
    hub.desk.model_layer(&hub.desk.model_in_use()).unwrap()
}

fn laptop() -> TestDesk {
    let laptop = test_desk();
    laptop.store.join(Role::Helpdesk).unwrap();
    laptop
}

fn predicts_what_the_hub_assigns(laptop: &TestDesk, hub: &TestDesk) {
    assert_eq!(laptop.desk.model_in_use(), hub.desk.model_in_use());
    assert_eq!(laptop.desk.classify(NEXT), hub.desk.classify(NEXT));
    let own = laptop.report(NEXT);
    assert_eq!(own.category, hub.desk.classify(NEXT).category);
}

#[test]
fn ten_corrections_at_the_hub_change_what_a_laptop_predicts_also_after_a_restart() {
    let (hub, laptop) = (learned_hub(), laptop());
    assert_ne!(
        laptop.desk.classify(NEXT).category,
        hub.desk.classify(NEXT).category
    );
    let version = laptop.desk.follow_model(layer(&hub)).unwrap();
    assert_eq!(version, hub.desk.model_in_use());
    predicts_what_the_hub_assigns(&laptop, &hub);
    assert_eq!(laptop.desk.classify(NEXT).because[0].word, "grimoire");

    let laptop = reopened(laptop);
    predicts_what_the_hub_assigns(&laptop, &hub);
    let (own, hubs) = (
        laptop.desk.classification().unwrap(),
        hub.desk.classification().unwrap(),
    );
    assert_eq!(own.versions, hubs.versions, "with the hub's figures");
    let (own, hubs) = (own.state.last.unwrap(), hubs.state.last.unwrap());
    assert_eq!((own.corrections, own.outcome), (hubs.corrections, hubs.outcome));
    assert!(matches!(own.outcome, Outcome::Adopted(_)), "{own:?}");
}

#[test]
fn a_hub_that_goes_back_to_an_older_version_takes_its_laptops_along() {
    let (hub, laptop) = (learned_hub(), laptop());
    let first = hub.desk.model_in_use();
    let category = hub.desk.classify(NEXT).category;
    laptop.desk.follow_model(layer(&hub)).unwrap();
    correct(
        &hub.desk,
        &hub.report("The Grimoire is open on Sundays only"),
        category,
    );
    hub.desk.learn(|| {}).unwrap();
    let second = hub.desk.model_in_use();
    assert_ne!(second, first);
    laptop.desk.follow_model(layer(&hub)).unwrap();
    predicts_what_the_hub_assigns(&laptop, &hub);
    assert_eq!(
        laptop.store.layer(&first).unwrap(),
        None,
        "only the version in use is stored"
    );

    assert_eq!(hub.desk.use_model(Some(&first)).unwrap(), ModelSwitch::Done);
    laptop.desk.follow_model(layer(&hub)).unwrap();
    predicts_what_the_hub_assigns(&laptop, &hub);
    assert_eq!(laptop.store.layer(&second).unwrap(), None);

    assert_eq!(hub.desk.use_model(None).unwrap(), ModelSwitch::Done);
    assert_eq!(layer(&hub), None);
    laptop.desk.follow_model(None).unwrap();
    predicts_what_the_hub_assigns(&laptop, &hub);
    let laptop = reopened(laptop);
    predicts_what_the_hub_assigns(&laptop, &hub);
    assert!(laptop.store.models().unwrap().is_empty());
}

/// Also one whose texts may have been removed at the hub: the model before it does not stay.
#[test]
fn a_layer_that_cannot_be_used_here_is_refused_and_the_shipped_model_classifies() {
    let hub = learned_hub();
    let good = layer(&hub).unwrap();
    let with = |change: &dyn Fn(&mut ModelLayer)| {
        let mut layer = good.clone();
        change(&mut layer);
        layer
    };
    let bad = [
        (with(&|bad| bad.layer[40] ^= 1), "damaged"),
        (with(&|bad| bad.layer.truncate(100)), "damaged"),
        (with(&|bad| bad.layer = b"<html>".to_vec()), "not a model file"),
        (
            with(&|bad| bad.layer.resize((12 << 20) + 1, 0)),
            "not a model file",
        ),
        (
            with(&|bad| bad.version = "another".to_owned()),
            "not a model file",
        ),
        (
            with(&|bad| bad.shipped = "shipped-0".to_owned()),
            "learned over shipped-0",
        ),
        (with(&|bad| bad.layer = over_another_model(&bad.layer)), "damaged"),
    ];
    for (bad, why) in bad {
        let laptop = laptop();
        laptop.desk.follow_model(Some(good.clone())).unwrap();
        let version = laptop.desk.follow_model(Some(bad.clone())).unwrap();
        assert_eq!(version, laptop.desk.shipped_model(), "{why}");
        let broken = laptop.desk.broken_model().expect(why);
        assert!(broken.why.contains(why), "{broken:?}, expected {why}");
        assert_eq!(broken.version, bad.version);
        assert!(laptop.store.models().unwrap().is_empty());
        let laptop = reopened(laptop);
        assert_eq!(laptop.desk.model_in_use(), laptop.desk.shipped_model());
        assert_eq!(laptop.desk.broken_model(), None, "nothing is stored");
        laptop.desk.follow_model(Some(good.clone())).unwrap();
        assert_eq!(laptop.desk.model_in_use(), good.version);
    }
}

#[test]
fn a_version_for_another_release_is_refused_without_its_bytes() {
    let (hub, laptop) = (learned_hub(), laptop());
    laptop.desk.follow_model(layer(&hub)).unwrap();
    let other = ModelLayer::without_bytes("shipped-0+campus-10-0a1b2c3d");
    let version = laptop.desk.follow_model(Some(other)).unwrap();
    assert_eq!(version, laptop.desk.shipped_model());
    let broken = laptop.desk.broken_model().unwrap();
    assert!(broken.why.contains("learned over shipped-0"), "{broken:?}");
    assert!(laptop.store.models().unwrap().is_empty());
}

#[test]
fn the_version_of_a_learned_model_names_its_shipped_model() {
    let hub = learned_hub();
    let learned = hub.desk.model_in_use();
    assert_eq!(ModelLayer::shipped_of(&learned), hub.desk.shipped_model());
    assert_ne!(learned, hub.desk.shipped_model());
}

#[test]
fn the_model_of_an_older_hub_counts_as_adopted_when_it_arrived() {
    let (hub, laptop) = (learned_hub(), laptop());
    let older = ModelLayer {
        adopted_at: None,
        corrections: 0,
        ..layer(&hub).unwrap()
    };
    laptop.clock.advance(chrono::TimeDelta::hours(1));
    laptop.desk.follow_model(Some(older)).unwrap();
    predicts_what_the_hub_assigns(&laptop, &hub);
    let stored = laptop.store.models().unwrap().remove(0);
    assert_eq!(stored.adopted_at, laptop.desk.now());
}

/// The layer names another model inside, and its checksum does not fit.
fn over_another_model(layer: &[u8]) -> Vec<u8> {
    let mut other = layer.to_vec();
    // After magic bytes, format, checksum and the length of the name: "s" of "shipped-…".
    other[24] = b'S';
    other
}

#[test]
fn a_laptop_neither_chooses_a_version_nor_forgets_one_for_a_correction_of_its_own() {
    let (hub, laptop) = (learned_hub(), laptop());
    laptop.desk.follow_model(layer(&hub)).unwrap();
    let own = laptop.report(NEXT);
    correct(&laptop.desk, &own, tickets::Category::ServicesComplaints);
    assert!(!laptop.desk.lesson_is_due().unwrap());
    assert_eq!(laptop.desk.use_model(None).unwrap(), ModelSwitch::ChosenByHub);
    assert_eq!(laptop.desk.model_in_use(), hub.desk.model_in_use());
}
