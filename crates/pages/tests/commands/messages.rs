//! Writing under a ticket.

use pages::commands::{message, ticket};
use tickets::{CommandId, Role, TicketId};

use crate::visitor::Office;

#[test]
fn a_message_is_in_the_thread_and_the_composer_is_empty() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    let answer = helpdesk.write(lift, "A technician is on the way");
    assert_eq!(answer.field("#composer", "body"), "");
    assert_eq!(answer.text(".message .text"), "A technician is on the way");
    assert_eq!(answer.attr(".ticket-body", "data-messages"), "1");
    assert_eq!(
        user.open(lift).text(".message .text"),
        "A technician is on the way"
    );
}

#[test]
fn a_long_thread_shows_its_newest_messages_and_earlier_ones_on_demand() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    for number in 1..=120 {
        user.write(lift, &format!("Message {number}"));
    }
    let messages = |page: &crate::dom::Page| (page.count(".message"), page.text(".message .text"));
    let pane = user.open(lift);
    assert_eq!(messages(&pane), (50, "Message 71".to_owned()));
    assert_eq!(pane.text(".thread button"), "Show earlier messages (70)");
    assert_eq!(pane.count(".history li"), 50);
    assert_eq!(pane.text(".history button"), "Show earlier lines (71)");

    let shown = pane.attr(".thread button", "hx-vals");
    let (_, shown) = shown.split_once("shown:").unwrap();
    let id = lift.to_string();
    let with_shown = |shown: &str| user.send(ticket::ticket_view, [("ticket", &*id), ("shown", shown)]);
    let more = with_shown(shown);
    assert_eq!(messages(&more), (100, "Message 21".to_owned()));
    // The pane refreshes with what it shows.
    assert!(pane.has("[data-live][hx-include='#shown']"));
    let refreshed = with_shown(&more.attr("#shown", "value"));
    assert_eq!(refreshed.count(".message"), 100);
    let whole = with_shown("150");
    assert_eq!(whole.count(".message"), 120);
    assert!(!whole.has(".thread button") && !whole.has(".history button"));
}

#[test]
fn an_edit_that_began_many_messages_ago_changes_only_what_its_writer_changed() {
    let office = Office::open();
    let (user, other) = (office.visitor(Role::User), office.visitor(Role::User));
    let lift = user.report("The lift is stuck");
    other.modify(&lift, 1, "The lift is stuck again");
    for number in 1..=60 {
        user.write(lift.id, &format!("Message {number}"));
    }
    // The form has the description of version 1; its writer changed the place.
    let moved = tickets::Ticket {
        place: tickets::Place::new("Hall C").ok(),
        ..lift.clone()
    };
    let answer = user.modify(&moved, 1, lift.description.as_str());
    assert!(!answer.has(".notice, .conflict"));
    let now = user.ticket(lift.id);
    assert_eq!(now.description.as_str(), "The lift is stuck again");
    assert_eq!(now.place, moved.place);
}

#[test]
fn a_message_that_is_sent_twice_counts_once() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    let (command, ticket) = (CommandId::new().to_string(), lift.to_string());
    for _ in 0..2 {
        let fields = [("command", &*command), ("ticket", &*ticket), ("body", "Hello")];
        assert!(!user.send(message::write_message, fields).has(".notice"));
    }
    assert_eq!(user.page(lift).messages.len(), 1);
}

#[test]
fn a_blank_message_comes_back_with_a_hint_and_the_name() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    let command = CommandId::new().to_string();
    let answer = user.send(
        message::write_message,
        [
            ("command", &*command),
            ("ticket", &*lift.to_string()),
            ("body", " \n"),
            ("name", "Ada"),
        ],
    );
    assert!(answer.has("#composer [aria-invalid=true]"));
    assert_eq!(answer.field("#composer", "name"), "Ada");
    assert_eq!(answer.field("#composer", "command"), command);
}

#[test]
fn a_message_to_a_missing_ticket_is_refused_and_its_text_comes_back() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let answer = user.write(TicketId::new(), "Hello");
    assert_eq!(answer.field("#composer", "body"), "Hello");
    assert!(
        answer.text(".notice").contains("does not exist"),
        "{}",
        answer.text(".notice")
    );
}

#[test]
fn a_reused_command_is_refused_and_the_text_comes_back_with_a_new_one() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    let (command, ticket) = (CommandId::new().to_string(), lift.to_string());
    let send = |body| {
        let fields = [("command", &*command), ("ticket", &*ticket), ("body", body)];
        user.send(message::write_message, fields)
    };
    send("First");
    let answer = send("Second");
    assert!(answer.has(".notice"));
    assert_eq!(answer.field("#composer", "body"), "Second");
    assert_ne!(answer.field("#composer", "command"), command);
}
