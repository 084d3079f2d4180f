//! Confusions, corrections and lessons.

use crate::{Learning, Store, StoredModel};
use tickets::{
    Action, Category, Confusions, Filter, Lesson, ModelVersion, Order, Outcome, RightAnswers, Role, TicketId,
    Trial,
};

use super::fixtures::{accepted, at, close, command, ids, new_description, report_at, reported, start};

use Category::{FacilityManagement, ServicesComplaints, TechnicalIt};

fn correct(store: &dyn Store, ticket: TicketId, category: Category, minutes: i64) {
    let correct = Action::Correct { category };
    accepted(store, command(Role::Helpdesk, ticket, correct), minutes);
}

fn cells(of: &[(Category, Category, u64)]) -> Confusions {
    let mut confusions = Confusions::default();
    for (classified, category, count) in of {
        confusions.add(*classified, *category, *count);
    }
    confusions
}

fn classified(classified: Category, category: Option<Category>) -> Filter {
    Filter {
        classified: Some(classified),
        category,
        ..Filter::default()
    }
}

pub fn closing_and_correcting_review_a_ticket(store: &dyn Store) {
    let radiator = reported(store, "The radiator is cold", 0);
    let login = accepted(store, report_at("Cannot log in", None, TechnicalIt), 1)
        .ticket
        .id;
    assert_eq!(store.confusions().unwrap(), cells(&[]), "none is reviewed");

    start(store, radiator, 2);
    close(store, radiator, 3);
    correct(store, login, ServicesComplaints, 4);
    let expected = [
        (FacilityManagement, FacilityManagement, 1),
        (TechnicalIt, ServicesComplaints, 1),
    ];
    assert_eq!(store.confusions().unwrap(), cells(&expected));
    assert_eq!(
        ids(
            store,
            classified(TechnicalIt, Some(ServicesComplaints)),
            Order::Newest
        ),
        [login]
    );
    assert_eq!(
        ids(store, classified(FacilityManagement, None), Order::Newest),
        [radiator]
    );

    // A second correction changes the confusion; an edit and a refusal do not.
    correct(store, login, TechnicalIt, 5);
    accepted(
        store,
        command(Role::User, login, new_description(2, "Cannot sign in")),
        6,
    );
    let too_late = Action::Correct {
        category: TechnicalIt,
    };
    assert!(
        store
            .apply(command(Role::Helpdesk, radiator, too_late), at(7))
            .unwrap()
            .is_err()
    );
    let expected = [
        (FacilityManagement, FacilityManagement, 1),
        (TechnicalIt, TechnicalIt, 1),
    ];
    assert_eq!(store.confusions().unwrap(), cells(&expected));
    let wrong = classified(TechnicalIt, Some(ServicesComplaints));
    assert!(ids(store, wrong, Order::Newest).is_empty());
}

pub fn corrections_are_read_in_their_order(store: &dyn Store) {
    assert_eq!(store.last_correction().unwrap(), 0);
    let [first, second] = [0, 1].map(|minutes| reported(store, "Something about the Fish Bowl", minutes));
    correct(store, second, ServicesComplaints, 2);
    correct(store, first, FacilityManagement, 3);
    correct(store, second, TechnicalIt, 4);
    assert_eq!(store.last_correction().unwrap(), 3);
    let corrections = store.corrections().unwrap();
    let categories: Vec<_> = corrections
        .iter()
        .map(|correction| (correction.ticket, correction.helpdesk))
        .collect();
    assert_eq!(
        categories,
        [
            (first, FacilityManagement),
            (second, ServicesComplaints),
            (second, TechnicalIt)
        ]
    );
    assert_eq!(
        store.corrected_at().unwrap(),
        [at(4)],
        "each ticket counts once; the other was a confirmation"
    );
}

fn trial(after: u64) -> Trial {
    let tally = |of, before, after| RightAnswers { of, before, after };
    Trial {
        themes: tally(600, 570, 571),
        corrections: tally(12, 2, after),
        confirmed: 3,
    }
}

fn learned(version: &str, minutes: i64, after: u64) -> (Learning, StoredModel) {
    let trial = trial(after);
    let learning = Learning {
        in_use: Some(version.to_owned()),
        base: Some("shipped-1".to_owned()),
        learned_to: 12,
        last: Some(Lesson {
            at: at(minutes),
            corrections: 12,
            outcome: Outcome::Adopted(trial),
        }),
    };
    let version = ModelVersion {
        version: version.to_owned(),
        base: "shipped-1".to_owned(),
        adopted_at: at(minutes),
        corrections: 12,
        trial,
    };
    let layer = vec![u8::try_from(after).unwrap(); 300];
    (learning, StoredModel { version, layer })
}

pub fn a_lesson_is_saved_with_its_figures(store: &dyn Store) {
    assert_eq!(store.learning().unwrap(), Learning::default());
    assert!(store.models().unwrap().is_empty() && store.layer("one").unwrap().is_none());
    let (learning, one) = learned("one", 1, 8);
    store.save_lesson(learning.clone(), Some(one.clone())).unwrap();
    assert_eq!(store.learning().unwrap(), learning);
    assert_eq!(store.layer("one").unwrap().as_ref(), Some(&one.layer));

    let (_, two) = learned("two", 2, 9);
    let back = Learning {
        in_use: None,
        last: Some(Lesson {
            at: at(3),
            corrections: 13,
            outcome: Outcome::Rejected(trial(1)),
        }),
        ..learning
    };
    store.save_lesson(back.clone(), Some(two.clone())).unwrap();
    assert_eq!(store.learning().unwrap(), back);
    assert_eq!(
        store.models().unwrap(),
        [two.version, one.version],
        "last taken first"
    );
    assert_eq!(
        *store.feed().borrow(),
        0,
        "what was learned is no change of a ticket"
    );
}

pub fn a_saved_version_is_replaced(store: &dyn Store) {
    let save = |version, minutes, after| {
        let (learning, model) = learned(version, minutes, after);
        store.save_lesson(learning, Some(model)).unwrap();
    };
    save("one", 1, 8);
    save("two", 2, 9);
    save("one", 3, 10);
    let stored: Vec<_> = store
        .models()
        .unwrap()
        .into_iter()
        .map(|model| (model.version, model.adopted_at))
        .collect();
    assert_eq!(stored, [("one".to_owned(), at(3)), ("two".to_owned(), at(2))]);
    assert_eq!(store.layer("one").unwrap(), Some(vec![10; 300]));
}

pub fn the_last_fifty_versions_and_the_one_in_use_are_retained(store: &dyn Store) {
    for minutes in 1..=60 {
        let (learning, model) = learned(&format!("version {minutes}"), minutes, 8);
        let switched = Learning {
            in_use: Some("version 3".to_owned()),
            ..learning
        };
        store.save_lesson(switched, Some(model)).unwrap();
    }
    let stored: Vec<String> = store
        .models()
        .unwrap()
        .into_iter()
        .map(|model| model.version)
        .collect();
    assert_eq!(stored.len(), 51);
    assert_eq!(
        (stored[0].as_str(), stored[49].as_str()),
        ("version 60", "version 11")
    );
    assert_eq!(stored[50], "version 3", "it is in use");
}

pub fn all_models_are_replaced_by_one_or_none(store: &dyn Store) {
    for (version, minutes) in [("one", 1), ("two", 2)] {
        let (learning, model) = learned(version, minutes, 8);
        store.save_lesson(learning, Some(model)).unwrap();
    }
    // Older than those that it replaces.
    let (learning, zero) = learned("zero", 0, 9);
    store
        .replace_models(learning.clone(), Some(zero.clone()))
        .unwrap();
    assert_eq!(store.learning().unwrap(), learning);
    assert_eq!(store.models().unwrap(), [zero.version]);
    assert_eq!(store.layer("zero").unwrap(), Some(zero.layer));
    assert_eq!(store.layer("two").unwrap(), None);
    store.replace_models(Learning::default(), None).unwrap();
    assert_eq!(store.learning().unwrap(), Learning::default());
    assert!(store.models().unwrap().is_empty() && store.layer("zero").unwrap().is_none());
}
