//! Start and Correct name what was on screen.

use pages::commands::{help, list, status};
use tickets::{Category, CommandId, Role, Status};

use crate::dom::Page;
use crate::visitor::{Office, Visitor};

impl Visitor {
    /// Starts a ticket as this pane shows it.
    fn start(&self, pane: &Page) -> Page {
        self.send(
            status::start_ticket,
            [
                ("ticket", &*pane.attr("[data-start]", "data-ticket")),
                ("command", &*pane.attr("[data-start]", "data-command")),
                ("version", &*pane.attr(".ticket-body", "data-version")),
                ("messages", &*pane.attr(".ticket-body", "data-messages")),
            ],
        )
    }

    /// Presses the category's button in this pane.
    fn correct(&self, pane: &Page, category: Category) -> Page {
        let button = format!("[hx-vals*='category:{},']", category.as_str());
        let values = pane.attr(&button, "hx-vals");
        let value = |name: &str| {
            let values = values.split(", ").filter_map(|value| value.split_once(':'));
            values
                .filter(|(field, _)| *field == name)
                .map(|(_, value)| value)
                .next()
                .expect(name)
        };
        self.send(
            status::correct_category,
            ["command", "ticket", "category", "version", "seen_category"].map(|name| (name, value(name))),
        )
    }
}

/// A category that the ticket does not have.
fn another(than: Category) -> Category {
    Category::ALL
        .into_iter()
        .find(|category| *category != than)
        .unwrap()
}

#[test]
fn a_start_with_a_newer_message_is_explained_and_shows_the_message() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    let pane = helpdesk.open(lift);
    user.write(lift, "People are in it");
    let answer = helpdesk.start(&pane);
    assert_eq!(helpdesk.status(lift), Status::Active, "starting it does no harm");
    assert_eq!(
        answer.text(".not-as-seen strong"),
        "#1 is active now. A new message arrived before you started it."
    );
    assert!(answer.text(".message").contains("People are in it"));
    assert_eq!(answer.attr("[data-open]", "data-open"), lift.to_string());
}

#[test]
fn a_start_with_a_newer_text_is_explained() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck");
    let pane = helpdesk.open(lift.id);
    user.modify(&lift, lift.version, "Both lifts are stuck");
    let answer = helpdesk.start(&pane);
    assert_eq!(helpdesk.status(lift.id), Status::Active);
    assert!(
        answer
            .text(".not-as-seen strong")
            .contains("Its text was changed")
    );
}

#[test]
fn a_start_of_what_was_on_screen_needs_no_explanation() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    let pane = helpdesk.open(lift);
    helpdesk.write(lift, "We are on our way");
    assert!(
        !helpdesk.start(&pane).has(".notice"),
        "the helpdesk's own message"
    );
    assert_eq!(helpdesk.status(lift), Status::Active);
}

#[test]
fn a_newer_text_prevents_a_correction() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck");
    let pane = helpdesk.open(lift.id);
    user.modify(
        &lift,
        lift.version,
        "The lift is stuck, and the staff laughed at us",
    );
    let before = helpdesk.ticket(lift.id);
    let answer = helpdesk.correct(&pane, another(before.category));
    assert_eq!(
        answer.text(".not-as-seen strong"),
        "#1 keeps its category: its text was changed."
    );
    assert!(
        answer.text(".ticket-body").contains("laughed"),
        "the new text is shown"
    );
    assert_eq!(helpdesk.ticket(lift.id), before);
    helpdesk.correct(&helpdesk.open(lift.id), another(before.category));
    assert_eq!(
        helpdesk.ticket(lift.id).category,
        another(before.category),
        "it was on screen now"
    );
}

#[test]
fn a_correction_does_not_overrule_a_newer_one() {
    let office = Office::open();
    let (ada, kim) = (office.visitor(Role::Helpdesk), office.visitor(Role::Helpdesk));
    let lift = ada.report("The lift is stuck");
    let pane = ada.open(lift.id);
    let by_kim = another(lift.category);
    let by_ada = Category::ALL
        .into_iter()
        .find(|c| ![lift.category, by_kim].contains(c))
        .unwrap();
    kim.correct(&kim.open(lift.id), by_kim);
    let answer = ada.correct(&pane, by_ada);
    assert!(
        answer
            .text(".not-as-seen strong")
            .contains(&format!("someone else has just chosen {}", by_kim.title()))
    );
    assert_eq!(ada.ticket(lift.id).category, by_kim);
}

#[test]
fn a_correction_counts_once_and_a_newer_message_does_not_prevent_it() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck");
    let pane = helpdesk.open(lift.id);
    user.write(lift.id, "People are in it");
    for _ in 0..2 {
        let answer = helpdesk.correct(&pane, another(lift.category));
        assert!(!answer.has(".notice"));
        assert!(answer.text(".message").contains("People are in it"));
    }
    let page = helpdesk.page(lift.id);
    assert_eq!(page.ticket.category, another(lift.category));
    assert_eq!(page.history.len(), 3, "report, message, correction");
}

#[test]
fn a_form_with_a_version_that_is_no_number_is_rejected() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = helpdesk.report("The lift is stuck").id;
    let form = pages::Form::from([
        ("ticket", &*lift.to_string()),
        ("command", &*CommandId::new().to_string()),
        ("version", "newest"),
        ("messages", "0"),
    ]);
    assert!(status::start_ticket(&helpdesk, &form).is_err());
    assert_eq!(helpdesk.status(lift), Status::Open);
}

#[test]
fn the_letter_keys_are_turned_off_and_on_again() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    assert!(helpdesk.send(help::help, []).has("#letter-keys[checked]"));
    helpdesk.send(help::choose_keys, []);
    assert!(!helpdesk.send(help::help, []).has("#letter-keys[checked]"));
    assert!(helpdesk.send(list::queue, []).has(".bar[data-letter-keys=off]"));
    helpdesk.send(help::choose_keys, [("letter_keys", "on")]);
    assert!(!helpdesk.send(list::queue, []).has(".bar[data-letter-keys=off]"));
}
