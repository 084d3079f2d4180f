//! The helpdesk removes a text for good.

use pages::commands::{edit, remove_text};
use store::FormKind;
use tickets::{Role, TicketId};

use crate::dom::Page;
use crate::visitor::{Office, Visitor};

impl Visitor {
    fn choose_text(&self, ticket: TicketId) -> Page {
        self.send(remove_text::choose_text, [("ticket", &*ticket.to_string())])
    }

    /// Removes the text with this value of the form.
    fn remove(&self, form: &Page, text: &str) -> Page {
        let (command, ticket) = (form.field("#editor", "command"), form.field("#editor", "ticket"));
        let fields = [("command", &*command), ("ticket", &*ticket), ("text", text)];
        self.send(remove_text::remove_text, fields)
    }
}

#[test]
fn a_password_is_removed_from_a_report_also_once_it_is_closed() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let wifi = user.report("My Wi-Fi password hunter2 does not work").id;
    user.write(wifi, "It is hunter2");
    let message = user.page(wifi).messages[0].id.to_string();
    let form = helpdesk.choose_text(wifi);
    assert!(form.text("#editor").contains("You cannot get it back"));
    assert!(form.has(&format!("input[value='{message}']")));

    let pane = helpdesk.remove(&form, "description");
    assert_eq!(pane.text(".description .text"), "Text removed");
    assert!(pane.text(".history").contains("removed the description"));
    let pane = helpdesk.remove(&helpdesk.choose_text(wifi), &message);
    assert_eq!(pane.text(".message .text"), "Text removed");
    let form = helpdesk.choose_text(wifi);
    assert_eq!(
        form.count("input[type=radio]"),
        1,
        "only the rest of the ticket can be removed"
    );
    assert_eq!(user.open(wifi).text(".description .text"), "Text removed");
}

#[test]
fn users_are_not_offered_to_remove_texts_and_cannot() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    assert!(!user.open(lift).has("[hx-post='/choose_text']"));
    let answer = user.remove(&user.choose_text(lift), "all");
    assert!(answer.has(".notice"));
    assert_eq!(user.ticket(lift).description.as_str(), "The lift is stuck");
}

#[test]
fn the_draft_of_an_edit_goes_with_the_description_and_stays_if_the_question_is_cancelled() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = helpdesk.report("My password is hunter2").id;
    let editor = helpdesk.send(edit::edit_ticket, [("ticket", &*lift.to_string())]);
    let command = editor.field("#editor", "command");
    helpdesk.send(
        pages::commands::drafts::save_draft,
        [
            ("page", "edit"),
            ("ticket", &*lift.to_string()),
            ("command", &*command),
            ("version", "1"),
            ("description", "My password is not hunter2"),
        ],
    );
    let form = helpdesk.choose_text(lift);
    let cancelled = helpdesk.send(
        remove_text::choose_text,
        [("ticket", &*lift.to_string()), ("cancel", "yes")],
    );
    assert_eq!(
        cancelled.field("#editor", "description"),
        "My password is not hunter2"
    );
    let closed = helpdesk.remove(&form, "description");
    assert!(!closed.has("#editor textarea"));
    assert_eq!(helpdesk.draft(FormKind::Edit, Some(lift)), None);
}
