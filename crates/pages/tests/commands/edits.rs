//! Modifying a ticket.

use pages::commands::{edit, status};
use store::FormKind;
use tickets::{Category, CommandId, Role};

use crate::visitor::{Office, Visitor};

#[test]
fn an_edit_is_shown_and_its_editor_is_closed() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck");
    let editor = user.send(edit::edit_ticket, [("ticket", &*lift.id.to_string())]);
    assert_eq!(editor.field("#editor", "description"), "The lift is stuck");
    assert_eq!(editor.field("#editor", "place"), "Hall B");
    let version: u64 = editor.field("#editor", "version").parse().unwrap();
    let answer = user.modify(&lift, version, "Both lifts are stuck");
    assert!(!answer.has("form#editor"));
    assert_eq!(answer.text(".description > .text"), "Both lifts are stuck");
}

#[test]
fn an_edit_is_based_on_the_version_that_made_the_texts_and_not_on_a_message_after_it() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck");
    let edited = |visitor: &Visitor| {
        let editor = visitor.send(edit::edit_ticket, [("ticket", &*lift.id.to_string())]);
        editor.field("#editor", "version").parse::<u64>().unwrap()
    };
    user.write(lift.id, "It is the west lift");
    assert_eq!((edited(&user), user.ticket(lift.id).version), (1, 2));

    // The version of the editor is still that of the texts when another message arrives before the edit.
    let version = edited(&user);
    helpdesk.write(lift.id, "Which floor?");
    user.modify(&lift, version, "The lift is stuck on floor 3");
    assert_eq!((edited(&user), user.ticket(lift.id).version), (4, 4));
}

#[test]
fn an_edit_of_a_text_that_was_changed_since_is_a_conflict_that_shows_both() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck");
    helpdesk.modify(&lift, lift.version, "The west lift is stuck");
    let conflict = user.modify(&lift, lift.version, "The lift is stuck on floor 3");
    assert!(conflict.text("*").contains("The west lift is stuck"));
    assert_eq!(
        conflict.field("form", "description"),
        "The lift is stuck on floor 3"
    );
    let version: u64 = conflict.field("form", "version").parse().unwrap();
    user.modify(&lift, version, "The west lift is stuck on floor 3");
    assert_eq!(
        user.ticket(lift.id).description.as_str(),
        "The west lift is stuck on floor 3"
    );
}

#[test]
fn an_edit_of_an_active_ticket_suggests_a_category_to_the_helpdesk_and_changes_none() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let ticket = user.report("The wifi in the reading room drops every few minutes");
    let started = CommandId::new().to_string();
    let start = [("command", &*started), ("ticket", &*ticket.id.to_string())];
    helpdesk.send(status::start_ticket, start);
    assert!(
        !helpdesk.open(ticket.id).has(".suggestion"),
        "the text is the reported one"
    );
    let table = "The table at the window in the reading room is broken, one of its legs came off";
    let active = helpdesk.ticket(ticket.id);
    user.modify(&active, active.version, table);
    let edited = helpdesk.ticket(ticket.id);
    assert_eq!(
        (edited.description.as_str(), edited.category),
        (table, Category::TechnicalIt)
    );

    let pane = helpdesk.open(ticket.id);
    assert!(
        pane.text(".suggestion")
            .starts_with("The new text looks like Facility management."),
        "{}",
        pane.text(".suggestion")
    );
    assert!(
        !pane.has(".because") && !pane.has("mark"),
        "the reasons were those of the old text"
    );
    assert!(!user.open(ticket.id).has(".suggestion"), "it is for the helpdesk");

    let correct = CommandId::new().to_string();
    let to_facility = [
        ("command", &*correct),
        ("ticket", &*ticket.id.to_string()),
        ("category", "facility-management"),
    ];
    let corrected = helpdesk.send(status::correct_category, to_facility);
    assert!(!corrected.has(".suggestion"));
    assert_eq!(helpdesk.ticket(ticket.id).category, Category::FacilityManagement);
}

#[test]
fn unchanged_fields_cannot_cause_a_conflict() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck\nsince noon");
    helpdesk.modify(&lift, lift.version, "The west lift is stuck");
    // Only the place is different; a text area sends other line ends.
    let answer = user.send(
        edit::modify_ticket,
        [
            ("command", &*CommandId::new().to_string()),
            ("ticket", &*lift.id.to_string()),
            ("version", &*lift.version.to_string()),
            ("description", "The lift is stuck\r\nsince noon"),
            ("place", "Library"),
        ],
    );
    assert!(!answer.has("form"), "no conflict");
    let now = user.ticket(lift.id);
    assert_eq!(now.description.as_str(), "The west lift is stuck");
    assert_eq!(now.place.unwrap().as_str(), "Library");
}

#[test]
fn an_edit_without_a_change_closes_the_editor() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck");
    let answer = user.modify(&lift, lift.version, "The lift is stuck");
    assert!(!answer.has("form#editor, .notice"));
    assert_eq!(user.ticket(lift.id).version, lift.version);
}

#[test]
fn an_invalid_edit_comes_back_with_its_text_and_a_hint() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck");
    let answer = user.modify(&lift, lift.version, &"x".repeat(10_001));
    assert!(answer.has("#editor textarea[aria-invalid=true]"));
}

#[test]
fn an_edit_of_a_closed_ticket_is_saved_and_offered_as_a_report() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck");
    helpdesk.close(&helpdesk.open(lift.id));
    for visitor in [&user, &helpdesk] {
        let offer = visitor.modify(&lift, lift.version, "Both lifts are stuck");
        assert!(offer.has(".closed-meanwhile"));
        assert_eq!(offer.field("form", "description"), "Both lifts are stuck");
        assert_eq!(offer.field("form", "place"), "Hall B");
        let draft = visitor.draft(FormKind::Edit, Some(lift.id)).expect("a draft");
        assert_eq!(draft["description"], "Both lifts are stuck");
    }
}
