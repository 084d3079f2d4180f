//! Drafts of what is being written.

use pages::Visit;
use pages::commands::{drafts, edit, entry, my_reports};
use store::FormKind;
use tickets::{CommandId, Role};

use crate::visitor::Office;

#[test]
fn a_saved_draft_is_in_its_form_again() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck");
    let (command, ticket) = (CommandId::new().to_string(), lift.id.to_string());
    let note = user.send(
        drafts::save_draft,
        [
            ("page", "message"),
            ("command", &*command),
            ("ticket", &*ticket),
            ("body", "I tried"),
        ],
    );
    assert!(note.text("*").contains("draft saved"), "{}", note.text("*"));
    user.send(
        drafts::save_draft,
        [
            ("page", "edit"),
            ("ticket", &*ticket),
            ("version", "1"),
            ("description", "Both lifts"),
        ],
    );
    user.send(
        drafts::save_draft,
        [("page", "report"), ("description", "The roof")],
    );

    let pane = user.open(lift.id);
    assert_eq!(pane.field("#composer", "body"), "I tried");
    assert_eq!(
        pane.field("#composer", "command"),
        command,
        "sent again, it counts once"
    );
    assert_eq!(pane.field("#editor", "description"), "Both lifts");
    let editor = user.send(edit::edit_ticket, [("ticket", &*ticket)]);
    assert_eq!(editor.field("#editor", "description"), "Both lifts");
    let home = user.send(entry::home, []);
    assert_eq!(home.field("form[data-draft=report]", "description"), "The roof");
}

#[test]
fn an_acknowledged_form_has_no_draft_even_if_a_late_one_arrives() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    let (command, ticket) = (CommandId::new().to_string(), lift.to_string());
    let form = [
        ("page", "message"),
        ("command", &*command),
        ("ticket", &*ticket),
        ("body", "Hello"),
    ];
    user.send(drafts::save_draft, form);
    user.send(pages::commands::message::write_message, form);
    assert_eq!(user.draft(FormKind::Message, Some(lift)), None);
    user.send(drafts::save_draft, form);
    assert_eq!(
        user.draft(FormKind::Message, Some(lift)),
        None,
        "its form was acknowledged"
    );
}

#[test]
fn a_discarded_draft_leaves_an_empty_form() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    let ticket = lift.to_string();
    for (page, kind) in [("message", FormKind::Message), ("edit", FormKind::Edit)] {
        let form = [
            ("page", page),
            ("ticket", &*ticket),
            ("body", "x"),
            ("description", "y"),
        ];
        user.send(drafts::save_draft, form);
        assert!(user.draft(kind, Some(lift)).is_some());
        let answer = user.send(drafts::discard_draft, [("page", page), ("ticket", &*ticket)]);
        assert_eq!(user.draft(kind, Some(lift)), None);
        assert!(!answer.has("form#editor"));
    }
    user.send(
        drafts::save_draft,
        [("page", "report"), ("description", "The roof")],
    );
    let empty = user.send(drafts::discard_draft, [("page", "report")]);
    assert_eq!(empty.field("form", "description"), "");
}

#[test]
fn a_draft_in_a_closed_ticket_is_offered_as_a_report_until_it_is_discarded() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    let ticket = lift.to_string();
    for visitor in [&user, &helpdesk] {
        let message = [("page", "message"), ("ticket", &*ticket), ("body", "Still stuck")];
        visitor.send(drafts::save_draft, message);
    }
    helpdesk.close(&helpdesk.open(lift));
    for visitor in [&user, &helpdesk] {
        let pane = visitor.open(lift);
        assert_eq!(pane.field(".closed-meanwhile form", "description"), "Still stuck");
        visitor.send(
            drafts::discard_draft,
            [("page", "again"), ("again", &*ticket), ("from", "message")],
        );
        assert!(!visitor.open(lift).has(".closed-meanwhile"));
    }
}

#[test]
fn each_form_with_a_draft_has_a_button_that_clears_it() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    let clear =
        |page: &crate::dom::Page, form: &str| page.attr(&format!("{form} .draft-note + .clear"), "hx-vals");
    assert_eq!(clear(&user.send(entry::home, []), "#report"), "page:report");
    assert_eq!(clear(&user.open(lift), "#composer"), "page:message");
}

#[test]
fn what_a_person_entered_is_removed_only_on_a_shared_computer() {
    let office = Office::open();
    for shared in [false, true] {
        let mut visitor = office.visitor(Role::User);
        visitor.shared = shared;
        visitor.report("The lift is stuck");
        visitor.send(
            drafts::save_draft,
            [("page", "report"), ("description", "The roof")],
        );
        let visit: &dyn Visit = &visitor;
        visit.remember_name(&pages::Form::from([("name", "Ada")]));
        let header = visitor.send(entry::home, []);
        assert_eq!(header.has("header[data-shared]"), shared);
        entry::clear_personal_data(visit, &pages::Form::default()).unwrap();
        let home = visitor.send(entry::home, []);
        let left = (
            home.field("#report", "description"),
            home.field("#report", "name"),
            visitor.send(my_reports::my_reports, []).count("li"),
        );
        let expected = if shared {
            (String::new(), String::new(), 0)
        } else {
            ("The roof".to_owned(), "Ada".to_owned(), 1)
        };
        assert_eq!(left, expected);
        assert_eq!(visit.role(), Some(Role::User), "the role stays");
    }
}
