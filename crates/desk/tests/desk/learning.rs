//! The desk learns this campus's words from the helpdesk, safely.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use classifier::Classifier;
use desk::{Desk, GoneBack, SystemClock};
use store::{Learning, Lessons, StoredModel};
use tickets::Category::{self, FacilityManagement, ServicesComplaints, TechnicalIt};
use tickets::{CommandId, Outcome, Ticket};

use crate::office::{Office, helpdesk, office};

/// What one can say of anything; the shipped model hears nothing in it.
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

const NEXT: &str = "The Grimoire was rather strange today";

fn correct(desk: &Desk, ticket: &Ticket, category: Category) {
    let corrected = desk.correct(&helpdesk(), CommandId::new(), ticket.id, category);
    corrected.unwrap().expect("it is open");
}

/// A category that the shipped model does not give to the next report.
fn another(office: &Office) -> Category {
    match office.desk.classify(NEXT).category {
        TechnicalIt => FacilityManagement,
        _ => TechnicalIt,
    }
}

/// The helpdesk says of ten reports where the Grimoire belongs.
fn taught(office: &Office) -> Category {
    let belongs = another(office);
    for complaint in COMPLAINTS {
        correct(&office.desk, &office.report(complaint), belongs);
    }
    belongs
}

/// The same file, opened once more.
fn again(office: Office) -> Office {
    office.opened_again(|store| Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock)))
}

#[test]
fn ten_alike_corrections_on_a_new_word_classify_the_next_report_and_the_next_start_still_knows() {
    let office = office();
    let belongs = taught(&office);
    assert_eq!(office.desk.has_to_learn().ok(), Some(true));
    let lesson = office.desk.learn(|| {}).unwrap();
    assert!(
        matches!(lesson.outcome, Outcome::Taken(trial) if trial.corrections.after > trial.corrections.before),
        "{lesson:?}"
    );
    assert_eq!(lesson.corrections, 10);
    let next = office.report(NEXT);
    let said = next.assignment.unwrap();
    assert_eq!(
        (next.category, said.because[0].word.as_str()),
        (belongs, "grimoire")
    );
    assert_eq!(
        said.model,
        office.desk.model_in_use(),
        "each assignment names its model"
    );
    assert_ne!(said.model, office.desk.shipped_model());

    let office = again(office);
    assert_eq!(office.desk.classify(NEXT).model, said.model);
    assert_eq!(office.desk.classify(NEXT).category, belongs);
    assert_eq!(office.desk.has_to_learn().ok(), Some(false), "nothing is new");
}

#[test]
fn one_wrong_correction_flips_nothing() {
    let office = office();
    let known = "The heating in my room is broken and it is freezing cold";
    correct(&office.desk, &office.report(known), ServicesComplaints);
    let lesson = office.desk.learn(|| {}).unwrap();
    assert_eq!(lesson.outcome, Outcome::TooFew);
    taught(&office);
    office.desk.learn(|| {}).unwrap();
    let other = "no heating in the seminar room, radiator stays cold";
    assert_eq!(office.report(other).category, FacilityManagement);
}

#[test]
fn what_somebody_said_last_of_a_ticket_counts_and_an_import_teaches_nothing() {
    let office = office();
    let belongs = another(&office);
    let wrong = if belongs == TechnicalIt {
        ServicesComplaints
    } else {
        TechnicalIt
    };
    for complaint in COMPLAINTS {
        let ticket = office.report(complaint);
        correct(&office.desk, &ticket, wrong);
        correct(&office.desk, &ticket, belongs);
    }
    let lesson = office.desk.learn(|| {}).unwrap();
    assert_eq!(lesson.corrections, 10, "one for each ticket");
    assert_eq!(office.report(NEXT).category, belongs);
}

#[test]
fn one_can_go_back_until_a_new_correction_teaches_something() {
    let office = office();
    let belongs = taught(&office);
    office.desk.learn(|| {}).unwrap();
    let learned = office.desk.model_in_use();
    let before = Classifier::shipped().classify(NEXT);

    assert_eq!(office.desk.go_back(None).unwrap(), GoneBack::Done);
    assert_eq!(office.desk.classify(NEXT), before);
    let office = again(office);
    assert_eq!(office.desk.classify(NEXT), before, "the next start keeps it");
    assert_eq!(
        office.desk.has_to_learn().ok(),
        Some(false),
        "nothing is learned unasked"
    );
    assert_eq!(office.desk.go_back(Some("no such")).unwrap(), GoneBack::NotStored);
    assert_eq!(office.desk.go_back(Some(&learned)).unwrap(), GoneBack::Done);
    assert_eq!(office.desk.classify(NEXT).category, belongs);

    office.desk.go_back(None).unwrap();
    correct(
        &office.desk,
        &office.report("what happened to the Grimoire"),
        belongs,
    );
    assert_eq!(office.desk.has_to_learn().ok(), Some(true));
    office.desk.learn(|| {}).unwrap();
    assert_eq!(office.desk.classify(NEXT).category, belongs);
    let classification = office.desk.classification().unwrap();
    assert_eq!(classification.versions.len(), 2);
    assert_eq!(classification.state.in_use, classification.versions[0].version);
}

#[test]
fn corrections_that_contradict_everything_are_dropped_and_the_desk_says_why() {
    let office = office();
    // Two who never agree: whatever is learned from the others' corrections is wrong of the ones left out.
    let (agrees, differs) = (office.desk.classify(NEXT).category, another(&office));
    for at in 0..40 {
        office.clock.turn(TimeDelta::seconds(1));
        let category = if at % 5 < 2 { agrees } else { differs };
        correct(&office.desk, &office.report(NEXT), category);
    }
    let lesson = office.desk.learn(|| {}).unwrap();
    let Outcome::Dropped(trial) = lesson.outcome else {
        panic!("nothing can be learned from that: {lesson:?}");
    };
    assert!(
        trial.corrections.after < trial.corrections.before || trial.themes.after < trial.themes.before,
        "{trial:?}"
    );
    assert_eq!(office.desk.model_in_use(), office.desk.shipped_model());
    assert_eq!(office.desk.learning_state().unwrap().last, Some(lesson));
    assert!(office.desk.classification().unwrap().versions.is_empty());
}

#[test]
fn a_damaged_or_foreign_model_is_told_and_the_shipped_one_classifies() {
    for bytes in [&b"this is a shopping list"[..], b"", b"CDESKLAY\x01\x00\x00\x00"] {
        let office = office();
        let belongs = taught(&office);
        office.desk.learn(|| {}).unwrap();
        let (learned, before) = (office.desk.model_in_use(), office.store.learning().unwrap());
        let version = office.store.models().unwrap().remove(0);
        let layer = bytes.to_vec();
        office
            .store
            .save_lesson(before, Some(StoredModel { version, layer }))
            .unwrap();
        assert!(matches!(
            office.desk.go_back(Some(&learned)).unwrap(),
            GoneBack::Unusable(_)
        ));

        let office = again(office);
        assert_eq!(office.desk.model_in_use(), office.desk.shipped_model());
        let broken = office.desk.broken_model().expect("it is told");
        assert_eq!(broken.version, learned);
        // It was the latest, so what it knew is learned again.
        assert_eq!(office.desk.has_to_learn().ok(), Some(true));
        office.desk.learn(|| {}).unwrap();
        assert_eq!(office.desk.classify(NEXT).category, belongs);
        assert_eq!(office.desk.broken_model(), None);
        assert_eq!(again(office).desk.model_in_use(), learned);
    }
}

#[test]
fn what_was_learned_over_another_release_is_learned_anew_and_never_used() {
    let office = office();
    let belongs = taught(&office);
    office.desk.learn(|| {}).unwrap();
    // As an older release would have left it.
    let shipped = Classifier::shipped();
    let older = office
        .store
        .layer(&office.desk.model_in_use())
        .unwrap()
        .and_then(|layer| shipped.with_layer(&layer).ok())
        .unwrap();
    let mut version = office.store.models().unwrap().remove(0);
    version.version = "shipped-old+campus-10-00000000".to_owned();
    version.base = "shipped-old".to_owned();
    let learning = Learning {
        in_use: Some(version.version.clone()),
        base: Some("shipped-old".to_owned()),
        ..office.store.learning().unwrap()
    };
    // Its layer names the model that it stands on: here, one that is not this release's.
    let layer = older.layer(&older);
    office
        .store
        .save_lesson(learning, Some(StoredModel { version, layer }))
        .unwrap();

    let office = again(office);
    assert_eq!(office.desk.model_in_use(), shipped.version());
    assert_eq!(office.desk.broken_model(), None, "a new release is no damage");
    assert_eq!(office.desk.has_to_learn().ok(), Some(true));
    office.desk.learn(|| {}).unwrap();
    assert_eq!(office.desk.classify(NEXT).category, belongs);
    let classification = office.desk.classification().unwrap();
    let usable: Vec<bool> = classification
        .versions
        .iter()
        .map(|version| classification.is_usable(version))
        .collect();
    assert_eq!(usable, [true, false]);
}

#[test]
fn a_lesson_holds_nobody_up() {
    let office = office();
    taught(&office);
    let reported = AtomicUsize::new(0);
    // In the middle of the lesson, on its own thread: whoever it held a lock against would wait for ever.
    let in_the_middle = || {
        let state = office.desk.learning_state().unwrap();
        if state.running.is_some_and(|running| running.done > 0.0) {
            office.report("The lift is stuck");
            office.desk.classification().unwrap();
            reported.fetch_add(1, Ordering::Relaxed);
        }
    };
    office.desk.learn(in_the_middle).unwrap();
    assert!(reported.into_inner() > 0, "it says how far it is");
    assert_eq!(office.desk.learning_state().unwrap().running, None);
}

#[test]
fn it_learns_beside_the_work_once_the_corrections_pause() {
    let office = office();
    let told = Arc::new(AtomicUsize::new(0));
    let count = told.clone();
    let tell = move || {
        count.fetch_add(1, Ordering::Relaxed);
    };
    let learner = office
        .desk
        .learn_in_background(Duration::from_millis(200), tell)
        .unwrap();
    let belongs = taught(&office);
    let began = Instant::now();
    while office.desk.model_in_use() == office.desk.shipped_model()
        || office.desk.learning_state().unwrap().running.is_some()
    {
        assert!(began.elapsed() < Duration::from_secs(60), "it has not learned");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(told.load(Ordering::Relaxed) >= 3, "begun, on the way, done");
    assert_eq!(office.desk.classify(NEXT).category, belongs);
    drop(learner);

    // What was corrected while nobody learned is learned at the next start.
    correct(
        &office.desk,
        &office.report("what happened to the Grimoire"),
        belongs,
    );
    let office = again(office);
    let _learner = office
        .desk
        .learn_in_background(Duration::from_secs(600), || {})
        .unwrap();
    let began = Instant::now();
    while office.store.learning().unwrap().learned_to < 11 {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "it has not learned at the start"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}
