//! Commands: idempotency, conflicts and permissions.

use desk::Report;
use tickets::{Base, CategoryBy, CommandId, Edit, Refusal, Role, TicketId};

use crate::test_desk::{body, description, helpdesk, test_desk, user};

fn edit(version: u64, text: &str) -> Edit {
    Edit {
        base: Base::Version(version),
        description: Some(description(text)),
        place: None,
    }
}

#[test]
fn a_report_gets_the_category_of_the_classifier() {
    let test = test_desk();
    let text = "The Wi-Fi in the library drops every few minutes and the login page does not load";
    let ticket = test.report(text);
    assert_eq!(ticket.assignment, Some(test.desk.classify(text)));
    assert_eq!(ticket.category, test.desk.classify(text).category);
    assert_eq!(ticket.category_by, CategoryBy::Classifier);
}

#[test]
fn an_edited_description_is_classified_again() {
    let test = test_desk();
    let ticket = test.report("The lift in hall B is stuck");
    let text = "The canteen ran out of food again and the queue was endless";
    let edited = test
        .desk
        .modify(&user(), CommandId::new(), ticket.id, edit(1, text))
        .unwrap()
        .unwrap();
    assert_eq!(edited.ticket.assignment, Some(test.desk.classify(text)));
}

#[test]
fn a_repeated_command_counts_once() {
    let test = test_desk();
    let desk = &test.desk;
    let report = CommandId::new();
    let report_once = || {
        desk.report(
            &user(),
            report,
            TicketId::new(),
            Report::new(description("No heat"), None),
        )
        .unwrap()
        .unwrap()
    };
    let (first, again) = (report_once(), report_once());
    assert!(!first.repeated && again.repeated);
    assert_eq!(first.ticket, again.ticket);
    let id = CommandId::new();
    for _ in 0..3 {
        let accepted = desk
            .write(&user(), id, first.ticket.id, body("Anyone?"))
            .unwrap()
            .unwrap();
        assert_eq!(accepted.message.unwrap().id.0, id.0);
        assert_eq!(accepted.ticket.version, 2);
    }
    assert_eq!(
        desk.messages_before(Role::User, first.ticket.id.into(), None, 50)
            .unwrap()
            .full()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(*desk.feed().borrow(), 2);
}

#[test]
fn a_command_id_with_other_content_is_refused() {
    let test = test_desk();
    let ticket = test.report("No heat");
    let id = CommandId::new();
    test.desk
        .write(&user(), id, ticket.id, body("Anyone?"))
        .unwrap()
        .unwrap();
    let other = test.desk.write(&user(), id, ticket.id, body("Nobody?")).unwrap();
    assert_eq!(other, Err(Refusal::CommandReused));
}

#[test]
fn a_refused_command_may_be_repeated_and_is_then_accepted() {
    let test = test_desk();
    let ticket = test.report("No heat");
    let close = CommandId::new();
    let early = test.desk.close(&helpdesk(), close, ticket.id, None).unwrap();
    assert!(matches!(early, Err(Refusal::WrongStatus { .. })));
    test.start(ticket.id);
    assert!(
        test.desk
            .close(&helpdesk(), close, ticket.id, None)
            .unwrap()
            .is_ok()
    );
}

#[test]
fn a_conflicting_edit_is_refused_with_both_texts() {
    let test = test_desk();
    let ticket = test.report("The lift is stuck");
    let theirs = test.desk.modify(
        &helpdesk(),
        CommandId::new(),
        ticket.id,
        edit(1, "Lift B2 is stuck"),
    );
    let theirs = theirs.unwrap().unwrap().ticket;
    let yours = edit(1, "People are in the lift");
    let refused = test
        .desk
        .modify(&user(), CommandId::new(), ticket.id, yours.clone())
        .unwrap();
    let expected = Refusal::EditedMeanwhile {
        theirs: Box::new(theirs.clone()),
        yours,
    };
    assert_eq!(refused, Err(expected));
    let chosen = edit(theirs.version, "People are in lift B2");
    assert!(
        test.desk
            .modify(&user(), CommandId::new(), ticket.id, chosen)
            .unwrap()
            .is_ok()
    );
}

#[test]
fn an_edit_is_accepted_although_a_message_arrived_in_between() {
    let test = test_desk();
    let ticket = test.report("The lift is stuck");
    test.desk
        .write(&helpdesk(), CommandId::new(), ticket.id, body("On our way"))
        .unwrap()
        .unwrap();
    let edited = test
        .desk
        .modify(&user(), CommandId::new(), ticket.id, edit(1, "Lift B2 is stuck"));
    assert_eq!(edited.unwrap().unwrap().ticket.version, 3);
}

#[test]
fn a_user_may_neither_start_a_ticket_nor_correct_its_category() {
    let test = test_desk();
    let ticket = test.report("No heat");
    let started = test
        .desk
        .start(&user(), CommandId::new(), ticket.id, None)
        .unwrap();
    assert_eq!(started, Err(Refusal::HelpdeskOnly));
    let corrected = test
        .desk
        .correct(&user(), CommandId::new(), ticket.id, ticket.category, None)
        .unwrap();
    assert_eq!(corrected, Err(Refusal::HelpdeskOnly));
    assert_eq!(*test.desk.feed().borrow(), 1);
}
