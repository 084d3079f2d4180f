//! Commands: once each, and conflicts that keep both texts.

use tickets::{Base, CategoryBy, CommandId, Edit, Refusal, Role, TicketId};

use crate::office::{body, description, helpdesk, office, user};

fn edit(version: u64, text: &str) -> Edit {
    Edit {
        base: Base::Version(version),
        description: Some(description(text)),
        place: None,
    }
}

#[test]
fn a_report_gets_what_the_classifier_says() {
    let office = office();
    let text = "The Wi-Fi in the library drops every few minutes and the login page does not load";
    let ticket = office.report(text);
    assert_eq!(ticket.assignment, Some(office.desk.classify(text)));
    assert_eq!(ticket.category, office.desk.classify(text).category);
    assert_eq!(ticket.category_by, CategoryBy::Classifier);
}

#[test]
fn an_edited_description_is_classified_again() {
    let office = office();
    let ticket = office.report("The lift in hall B is stuck");
    let text = "The canteen ran out of food again and the queue was endless";
    let edited = office
        .desk
        .modify(&user(), CommandId::new(), ticket.id, edit(1, text))
        .unwrap()
        .unwrap();
    assert_eq!(edited.ticket.assignment, Some(office.desk.classify(text)));
}

#[test]
fn a_repeated_command_counts_once() {
    let office = office();
    let desk = &office.desk;
    let report = CommandId::new();
    let give = || {
        desk.report(&user(), report, TicketId::new(), description("No heat"), None)
            .unwrap()
            .unwrap()
    };
    let (first, again) = (give(), give());
    assert!(!first.repeated && again.repeated);
    assert_eq!(first.ticket, again.ticket);
    let said = CommandId::new();
    for _ in 0..3 {
        let accepted = desk
            .write(&user(), said, first.ticket.id, body("Anyone?"))
            .unwrap()
            .unwrap();
        assert_eq!(accepted.message.unwrap().id.0, said.0);
        assert_eq!(accepted.ticket.version, 2);
    }
    assert_eq!(
        desk.messages(Role::User, first.ticket.id.into())
            .unwrap()
            .full()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(*desk.feed().borrow(), 2);
}

#[test]
fn the_same_id_with_other_content_is_refused() {
    let office = office();
    let ticket = office.report("No heat");
    let said = CommandId::new();
    office
        .desk
        .write(&user(), said, ticket.id, body("Anyone?"))
        .unwrap()
        .unwrap();
    let other = office
        .desk
        .write(&user(), said, ticket.id, body("Nobody?"))
        .unwrap();
    assert_eq!(other, Err(Refusal::CommandReused));
}

#[test]
fn a_refused_command_may_be_given_again() {
    let office = office();
    let ticket = office.report("No heat");
    let close = CommandId::new();
    let early = office.desk.close(&helpdesk(), close, ticket.id).unwrap();
    assert!(matches!(early, Err(Refusal::WrongStatus { .. })));
    office.start(ticket.id);
    assert!(office.desk.close(&helpdesk(), close, ticket.id).unwrap().is_ok());
}

#[test]
fn two_who_change_the_same_text_both_keep_theirs() {
    let office = office();
    let ticket = office.report("The lift is stuck");
    let theirs = office.desk.modify(
        &helpdesk(),
        CommandId::new(),
        ticket.id,
        edit(1, "Lift B2 is stuck"),
    );
    let theirs = theirs.unwrap().unwrap().ticket;
    let yours = edit(1, "People are in the lift");
    let refused = office
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
        office
            .desk
            .modify(&user(), CommandId::new(), ticket.id, chosen)
            .unwrap()
            .is_ok()
    );
}

#[test]
fn one_who_edits_while_another_answers_is_accepted() {
    let office = office();
    let ticket = office.report("The lift is stuck");
    office
        .desk
        .write(&helpdesk(), CommandId::new(), ticket.id, body("On our way"))
        .unwrap()
        .unwrap();
    let edited = office
        .desk
        .modify(&user(), CommandId::new(), ticket.id, edit(1, "Lift B2 is stuck"));
    assert_eq!(edited.unwrap().unwrap().ticket.version, 3);
}

#[test]
fn a_user_may_not_do_what_the_helpdesk_does() {
    let office = office();
    let ticket = office.report("No heat");
    let started = office.desk.start(&user(), CommandId::new(), ticket.id).unwrap();
    assert_eq!(started, Err(Refusal::HelpdeskOnly));
    let corrected = office
        .desk
        .correct(&user(), CommandId::new(), ticket.id, ticket.category)
        .unwrap();
    assert_eq!(corrected, Err(Refusal::HelpdeskOnly));
    assert_eq!(*office.desk.feed().borrow(), 1);
}
