//! Writing under a ticket.

use pages::commands::message;
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
