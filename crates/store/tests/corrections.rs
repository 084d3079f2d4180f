//! Corrections are reconstructed from the history.

use store::contract::fixtures::{accepted, at, command, new_description, reported};
use store::{Correction, Lessons, SqliteStore};
use tickets::{Action, Category, Role};

#[test]
fn a_correction_has_the_description_of_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
    let correct = |category| Action::Correct { category };
    reported(&store, "Nobody corrected this", 0);
    let ticket = reported(&store, "The screen in room 3", 1);
    accepted(
        &store,
        command(
            Role::User,
            ticket,
            new_description(1, "The screen in room 3 is torn"),
        ),
        2,
    );
    accepted(
        &store,
        command(Role::Helpdesk, ticket, correct(Category::FacilityManagement)),
        3,
    );
    accepted(
        &store,
        command(
            Role::User,
            ticket,
            new_description(2, "The screen is torn and dirty"),
        ),
        4,
    );
    accepted(
        &store,
        command(Role::Helpdesk, ticket, correct(Category::ServicesComplaints)),
        5,
    );
    let correction = |text: &str, helpdesk, minutes| Correction {
        ticket,
        text: text.to_owned(),
        classifier: Some(Category::TechnicalIt),
        helpdesk,
        at: at(minutes),
    };
    assert_eq!(
        store.corrections().unwrap(),
        [
            correction("The screen in room 3 is torn", Category::FacilityManagement, 3),
            correction("The screen is torn and dirty", Category::ServicesComplaints, 5),
        ]
    );
}
