//! The desk learns a campus's own words from the helpdesk's corrections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use classifier::Classifier;
use desk::{Desk, ModelSwitch, SystemClock};
use store::{Feed, Learning, Lessons, Replica, StoredModel, TicketStore};
use tickets::Category::{self, FacilityManagement, ServicesComplaints, TechnicalIt};
use tickets::{CommandId, Outcome, Role, Ticket};

use crate::test_desk::{TestDesk, helpdesk, test_desk};

/// Complaints that would suit any category: the shipped model has no word to decide by.
const COMPLAINTS: [&str; 10] = [
    "The Grimoire is terrible again",
    "why is the Grimoire like this",
    "third time this week that the Grimoire let me down",
    "I am fed up with the Grimoire",
    "Could somebody please look at the Grimoire",
    "nobody answers about the Grimoire",
    "when will the Grimoire be sorted out",
    "still waiting for news about the Grimoire",
    "Reported the Grimoire twice already",
    "does anyone even care about the Grimoire",
];

pub const NEXT: &str = "The Grimoire was rather strange today";

pub fn correct(desk: &Desk, ticket: &Ticket, category: Category) {
    let corrected = desk.correct(&helpdesk(), CommandId::new(), ticket.id, category, None);
    corrected.unwrap().expect("it is open");
}

/// A category that the shipped model does not assign to `NEXT`.
pub fn other_category(test: &TestDesk) -> Category {
    match test.desk.classify(NEXT).category {
        TechnicalIt => FacilityManagement,
        _ => TechnicalIt,
    }
}

/// Reports ten complaints and corrects each of them to one category, which is returned.
pub fn correct_ten_reports(test: &TestDesk) -> Category {
    let correct_category = other_category(test);
    for complaint in COMPLAINTS {
        correct(&test.desk, &test.report(complaint), correct_category);
    }
    correct_category
}

/// Closes the desk and opens the same file again, as a restart does.
pub fn reopened(test: TestDesk) -> TestDesk {
    test.reopened(|store| Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock)))
}

#[test]
fn ten_corrections_teach_a_new_word_and_the_model_survives_a_restart() {
    let test = test_desk();
    let correct_category = correct_ten_reports(&test);
    assert_eq!(test.desk.lesson_is_due().ok(), Some(true));
    let lesson = test.desk.learn(|| {}).unwrap();
    assert!(
        matches!(lesson.outcome, Outcome::Adopted(trial) if trial.corrections.after > trial.corrections.before),
        "{lesson:?}"
    );
    assert_eq!(lesson.corrections, 10);
    let next = test.report(NEXT);
    let assignment = next.assignment.unwrap();
    assert_eq!(
        (next.category, assignment.because[0].word.as_str()),
        (correct_category, "grimoire")
    );
    assert_eq!(
        assignment.model,
        test.desk.model_in_use(),
        "each assignment names its model"
    );
    assert_ne!(assignment.model, test.desk.shipped_model());

    let test = reopened(test);
    assert_eq!(test.desk.classify(NEXT).model, assignment.model);
    assert_eq!(test.desk.classify(NEXT).category, correct_category);
    assert_eq!(test.desk.lesson_is_due().ok(), Some(false), "nothing is new");
}

#[test]
fn one_wrong_correction_does_not_change_the_category_of_similar_reports() {
    let test = test_desk();
    let known = "The heating in my room is broken and it is freezing cold";
    correct(&test.desk, &test.report(known), ServicesComplaints);
    let lesson = test.desk.learn(|| {}).unwrap();
    assert_eq!(lesson.outcome, Outcome::TooFew);
    correct_ten_reports(&test);
    test.desk.learn(|| {}).unwrap();
    let other = "no heating in the seminar room, radiator stays cold";
    assert_eq!(test.report(other).category, FacilityManagement);
}

#[test]
fn only_the_last_correction_of_a_ticket_counts() {
    let test = test_desk();
    let correct_category = other_category(&test);
    let wrong = if correct_category == TechnicalIt {
        ServicesComplaints
    } else {
        TechnicalIt
    };
    for complaint in COMPLAINTS {
        let ticket = test.report(complaint);
        correct(&test.desk, &ticket, wrong);
        correct(&test.desk, &ticket, correct_category);
    }
    let lesson = test.desk.learn(|| {}).unwrap();
    assert_eq!(lesson.corrections, 10, "one for each ticket");
    assert_eq!(test.report(NEXT).category, correct_category);
}

#[test]
fn a_lesson_counts_corrections_as_the_chart_does() {
    let test = test_desk();
    correct_ten_reports(&test);
    // Three confirmations, and a ticket that is corrected and then corrected back.
    for text in [
        "the printer is out of toner",
        "no hot water in house 4",
        "my password has expired",
    ] {
        let ticket = test.report(text);
        correct(&test.desk, &ticket, ticket.category);
    }
    let back = test.report("the lamp in my room is broken");
    correct(&test.desk, &back, ServicesComplaints);
    correct(&test.desk, &back, back.category);
    let lesson = test.desk.learn(|| {}).unwrap();
    let (Outcome::Adopted(trial) | Outcome::Rejected(trial)) = lesson.outcome else {
        panic!("there are fourteen: {lesson:?}");
    };
    assert_eq!((lesson.corrections, trial.confirmed), (14, 4));
    assert_eq!(trial.corrections.of, 14, "all of them are tested");
    let in_chart = test.desk.classification().unwrap().corrected_at.len();
    assert_eq!(in_chart, 10);
}

#[test]
fn a_chosen_older_model_stays_in_use_until_a_new_correction_is_learned() {
    let test = test_desk();
    let correct_category = correct_ten_reports(&test);
    test.desk.learn(|| {}).unwrap();
    let learned = test.desk.model_in_use();
    let before = Classifier::shipped().classify(NEXT);

    assert_eq!(test.desk.use_model(None).unwrap(), ModelSwitch::Done);
    assert_eq!(test.desk.classify(NEXT), before);
    let test = reopened(test);
    assert_eq!(test.desk.classify(NEXT), before, "the choice survives a restart");
    assert_eq!(
        test.desk.lesson_is_due().ok(),
        Some(false),
        "the chosen model is not replaced without a new correction"
    );
    assert_eq!(
        test.desk.use_model(Some("no such")).unwrap(),
        ModelSwitch::NotStored
    );
    assert_eq!(test.desk.use_model(Some(&learned)).unwrap(), ModelSwitch::Done);
    assert_eq!(test.desk.classify(NEXT).category, correct_category);

    test.desk.use_model(None).unwrap();
    correct(
        &test.desk,
        &test.report("what happened to the Grimoire"),
        correct_category,
    );
    assert_eq!(test.desk.lesson_is_due().ok(), Some(true));
    test.desk.learn(|| {}).unwrap();
    assert_eq!(test.desk.classify(NEXT).category, correct_category);
    let classification = test.desk.classification().unwrap();
    assert_eq!(classification.versions.len(), 2);
    assert_eq!(classification.state.in_use, classification.versions[0].version);
}

#[test]
fn a_model_learned_from_contradicting_corrections_is_rejected_with_the_reason() {
    let test = test_desk();
    // Two people who never agree: a model trained on some of the corrections is wrong about the others.
    let (agrees, differs) = (test.desk.classify(NEXT).category, other_category(&test));
    for at in 0..40 {
        test.clock.advance(TimeDelta::seconds(1));
        let category = if at % 5 < 2 { agrees } else { differs };
        correct(&test.desk, &test.report(NEXT), category);
    }
    let lesson = test.desk.learn(|| {}).unwrap();
    let Outcome::Rejected(trial) = lesson.outcome else {
        panic!("contradicting corrections must be rejected: {lesson:?}");
    };
    assert!(
        trial.corrections.after < trial.corrections.before || trial.themes.after < trial.themes.before,
        "{trial:?}"
    );
    assert_eq!(test.desk.model_in_use(), test.desk.shipped_model());
    assert_eq!(test.desk.learning_state().unwrap().last, Some(lesson));
    assert!(test.desk.classification().unwrap().versions.is_empty());
}

#[test]
fn a_damaged_or_foreign_campus_model_is_reported_and_the_shipped_model_classifies() {
    for bytes in [&b"this is a shopping list"[..], b"", b"CDESKLAY\x01\x00\x00\x00"] {
        let test = test_desk();
        let correct_category = correct_ten_reports(&test);
        test.desk.learn(|| {}).unwrap();
        let (learned, before) = (test.desk.model_in_use(), test.store.learning().unwrap());
        let version = test.store.models().unwrap().remove(0);
        let layer = bytes.to_vec();
        test.store
            .save_lesson(before, Some(StoredModel { version, layer }))
            .unwrap();
        assert!(matches!(
            test.desk.use_model(Some(&learned)).unwrap(),
            ModelSwitch::Unusable(_)
        ));

        let test = reopened(test);
        assert_eq!(test.desk.model_in_use(), test.desk.shipped_model());
        let broken = test.desk.broken_model().expect("the broken model is reported");
        assert_eq!(broken.version, learned);
        // It was the newest model, so a lesson is due that learns the same corrections again.
        assert_eq!(test.desk.lesson_is_due().ok(), Some(true));
        test.desk.learn(|| {}).unwrap();
        assert_eq!(test.desk.classify(NEXT).category, correct_category);
        assert_eq!(test.desk.broken_model(), None);
        assert_eq!(reopened(test).desk.model_in_use(), learned);
    }
}

#[test]
fn a_campus_model_of_another_release_is_never_used_and_is_learned_again() {
    let test = test_desk();
    let correct_category = correct_ten_reports(&test);
    test.desk.learn(|| {}).unwrap();
    // The database as an older release would have left it.
    let shipped = Classifier::shipped();
    let older = test
        .store
        .layer(&test.desk.model_in_use())
        .unwrap()
        .and_then(|layer| shipped.with_layer(&layer).ok())
        .unwrap();
    let mut version = test.store.models().unwrap().remove(0);
    version.version = "shipped-old+campus-10-00000000".to_owned();
    version.base = "shipped-old".to_owned();
    let learning = Learning {
        in_use: Some(version.version.clone()),
        base: Some("shipped-old".to_owned()),
        ..test.store.learning().unwrap()
    };
    // The layer names the model it was trained over: here, not the model of this release.
    let layer = older.layer(&older);
    test.store
        .save_lesson(learning, Some(StoredModel { version, layer }))
        .unwrap();

    let test = reopened(test);
    assert_eq!(test.desk.model_in_use(), shipped.version());
    assert_eq!(test.desk.broken_model(), None, "a new release is no damage");
    assert_eq!(test.desk.lesson_is_due().ok(), Some(true));
    test.desk.learn(|| {}).unwrap();
    assert_eq!(test.desk.classify(NEXT).category, correct_category);
    let classification = test.desk.classification().unwrap();
    let usable: Vec<bool> = classification
        .versions
        .iter()
        .map(|version| classification.is_usable(version))
        .collect();
    assert_eq!(usable, [true, false]);
}

#[test]
fn reports_and_reads_are_answered_while_a_lesson_runs() {
    let test = test_desk();
    correct_ten_reports(&test);
    let reported = AtomicUsize::new(0);
    // Called during the lesson, on its thread: a lock held by the lesson would deadlock here.
    let in_the_middle = || {
        let state = test.desk.learning_state().unwrap();
        if state.running.is_some_and(|running| running.done > 0.0) {
            test.report("The lift is stuck");
            test.desk.classification().unwrap();
            reported.fetch_add(1, Ordering::Relaxed);
        }
    };
    test.desk.learn(in_the_middle).unwrap();
    assert!(reported.into_inner() > 0, "progress is reported");
    assert_eq!(test.desk.learning_state().unwrap().running, None);
}

#[test]
fn the_background_learner_learns_after_a_pause_in_corrections_and_at_the_next_start() {
    let test = test_desk();
    let notified = Arc::new(AtomicUsize::new(0));
    let count = notified.clone();
    let on_change = move || {
        count.fetch_add(1, Ordering::Relaxed);
    };
    let learner = test
        .desk
        .learn_in_background(Duration::from_millis(200), on_change)
        .unwrap();
    let correct_category = correct_ten_reports(&test);
    let began = Instant::now();
    while test.desk.model_in_use() == test.desk.shipped_model()
        || test.desk.learning_state().unwrap().running.is_some()
    {
        assert!(began.elapsed() < Duration::from_secs(60), "it has not learned");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(notified.load(Ordering::Relaxed) >= 3, "begun, in progress, done");
    assert_eq!(test.desk.classify(NEXT).category, correct_category);
    drop(learner);

    // A correction made while no learner runs is learned at the next start.
    correct(
        &test.desk,
        &test.report("what happened to the Grimoire"),
        correct_category,
    );
    let test = reopened(test);
    let _learner = test
        .desk
        .learn_in_background(Duration::from_secs(600), || {})
        .unwrap();
    let began = Instant::now();
    while test.store.learning().unwrap().learned_to < 11 {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "it has not learned at the start"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_laptop_with_the_learned_layer_predicts_what_the_hub_will_assign() {
    let hub = test_desk();
    let category = correct_ten_reports(&hub);
    hub.desk.learn(|| {}).unwrap();
    let version = hub.desk.model_in_use();
    let layer = hub.desk.model_layer(&version).unwrap().expect("it was learned");
    assert_eq!(
        (&*layer.version, &*layer.shipped),
        (&*version, hub.desk.shipped_model())
    );
    let laptop = Classifier::shipped().with_layer(&layer.layer).unwrap();
    assert_eq!(laptop.version(), version);
    assert_eq!(laptop.explain(NEXT).category, category);
    assert_eq!(hub.desk.model_layer(hub.desk.shipped_model()).unwrap(), None);
    assert_eq!(hub.desk.model_layer("campus-7").unwrap(), None);
}

#[test]
fn a_text_that_a_laptop_removes_is_forgotten_by_the_model() {
    let test = test_desk();
    correct_ten_reports(&test);
    test.desk.learn(|| {}).unwrap();
    let learned = test.desk.model_in_use();
    assert_ne!(learned, test.desk.shipped_model());
    let page = test.store.changes(0, 1).unwrap();
    let removal = serde_json::json!({ "protocol": 1, "device": uuid::Uuid::nil(), "desk": test.desk.generation(),
        "sent_at": "2026-03-02T09:00:00Z", "commands": [{ "id": CommandId::new(), "ticket": page.tickets[0].id,
            "given_at": "2026-03-02T09:00:00Z", "action": { "remove-text": { "text": "all" } } }] });
    let sent = serde_json::from_value(removal).unwrap();
    test.desk
        .answer_commands(tickets::Role::Helpdesk, sent)
        .unwrap()
        .unwrap();
    assert_eq!(test.desk.model_in_use(), test.desk.shipped_model());
    assert_eq!(test.desk.model_layer(&learned).unwrap(), None);
}

#[test]
fn a_replica_neither_learns_nor_removes_old_texts() {
    let (hub, laptop) = (test_desk(), test_desk());
    correct_ten_reports(&hub);
    let old = hub.report("An old report");
    hub.start(old.id);
    hub.close(old.id);
    for test in [&hub, &laptop] {
        test.clock.advance(TimeDelta::days(1_000));
    }
    laptop.store.join(Role::Helpdesk).unwrap();
    let head = store::Answered { head: 0, mark: None };
    laptop.store.begin(hub.store.generation(), head).unwrap();
    let changes = hub.store.changes(0, usize::MAX).unwrap();
    let page = store::Arrival {
        tickets: changes.tickets,
        messages: changes.messages,
        history: changes.history,
        next: changes.next,
        ..store::Arrival::default()
    };
    laptop.store.arrive(page).unwrap();
    let own = laptop.report("The Grimoire again");
    correct(&laptop.desk, &own, other_category(&laptop));
    assert!(hub.desk.lesson_is_due().unwrap() && !laptop.desk.lesson_is_due().unwrap());
    assert_eq!(hub.desk.count_past_retention(12).unwrap(), 1);
    assert_eq!(laptop.desk.count_past_retention(12).unwrap(), 0);
    assert_eq!(laptop.desk.apply_retention(12, || true).unwrap(), 0);
    assert_eq!(laptop.store.outbox().unwrap().len(), 2);
    assert!(laptop.desk.is_replica() && !hub.desk.is_replica());
    assert!(laptop.store.ticket(old.id.into()).unwrap().is_some());
}
