//! What the helpdesk taught can be told again from the history.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

#[expect(dead_code, reason = "the tickets here need a few of the fixtures")]
#[path = "contract/fixtures.rs"]
mod fixtures;

use fixtures::{accepted, at, command, new_description, reported};
use store::{Correction, Lessons, SqliteStore};
use tickets::{Action, Category, Role};

#[test]
fn a_correction_knows_the_text_that_it_was_about() {
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
