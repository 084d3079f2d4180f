//! A user sees nothing of a closed ticket but its number and closing date.

use desk::{Reader, Report, Visible};
use tickets::{Base, CommandId, Contact, Edit, Event, Name, Refusal, Reporter, Role, TicketId, TicketRef};

use crate::test_desk::{body, description, helpdesk, test_desk, user};

#[test]
fn a_user_sees_everything_of_open_and_active_tickets() {
    let test = test_desk();
    let open = test.report("The lift in hall B is stuck");
    let active = test.report("No light in room 12");
    let active = test.start(active.id);
    for ticket in [open, active] {
        let seen = test.desk.ticket(Role::User, ticket.id.into()).unwrap();
        assert_eq!(seen, Visible::Full(ticket.clone()));
        let page = test
            .desk
            .ticket_page(Role::User, ticket.id.into())
            .unwrap()
            .full()
            .unwrap();
        assert_eq!(page.ticket, ticket);
    }
}

#[test]
fn a_user_sees_only_number_and_date_of_a_closed_ticket() {
    let test = test_desk();
    let closed = test.closed();
    let (number, closed_at) = (closed.number, closed.closed_at.unwrap());
    for name in [TicketRef::Id(closed.id), TicketRef::Number(number.unwrap())] {
        assert_eq!(
            test.desk.ticket(Role::User, name).unwrap(),
            Visible::Closed { number, closed_at }
        );
        assert_eq!(
            test.desk.ticket_page(Role::User, name).unwrap(),
            Visible::Closed { number, closed_at }
        );
        assert_eq!(
            test.desk.messages_before(Role::User, name, None, 50).unwrap(),
            Visible::Closed { number, closed_at }
        );
        assert_eq!(
            test.desk.ticket(Role::Helpdesk, name).unwrap(),
            Visible::Full(closed.clone())
        );
    }
    let by_number = test.desk.id_of(TicketRef::Number(number.unwrap())).unwrap();
    let written = test
        .desk
        .write(&user(), CommandId::new(), by_number.unwrap(), body("Still stuck"))
        .unwrap();
    assert_eq!(written, Err(Refusal::ClosedMeanwhile { number, closed_at }));
}

#[test]
fn the_reporter_reads_all_of_a_closed_ticket_but_no_contact() {
    let test = test_desk();
    let closed = test.closed();
    let own = Reader::OwnReport;
    let page = test
        .desk
        .ticket_page(own, closed.id.into())
        .unwrap()
        .full()
        .unwrap();
    assert_eq!(page.ticket, closed);
    let messages = test
        .desk
        .messages_before(own, closed.id.into(), None, 50)
        .unwrap();
    assert_eq!(messages, Visible::Full(page.messages));
    assert_eq!(
        test.desk.ticket(own, closed.id.into()).unwrap(),
        Visible::Full(closed)
    );
    let unknown = TicketId::new();
    assert_eq!(test.desk.ticket(own, unknown.into()).unwrap(), Visible::NotFound);
}

#[test]
fn only_the_helpdesk_sees_the_contact_of_a_reporter() {
    let test = test_desk();
    let reporter = Reporter {
        name: Name::new("Ada").ok(),
        contact: Contact::new("ada@example.org").ok(),
    };
    let report = Report {
        reporter: Some(reporter.clone()),
        ..Report::new(description("The lift is stuck"), None)
    };
    let report = |caller| {
        let decision = test
            .desk
            .report(&caller, CommandId::new(), TicketId::new(), report.clone());
        decision.unwrap().unwrap().ticket.id
    };
    let reporter_in = |reader: Reader, ticket: TicketId| {
        let page = test
            .desk
            .ticket_page(reader, ticket.into())
            .unwrap()
            .full()
            .unwrap();
        match &page.history[0].event {
            Event::Reported { reporter, .. } => reporter.clone(),
            other => panic!("{other:?}"),
        }
    };
    let by_helpdesk = report(helpdesk());
    assert_eq!(reporter_in(Reader::Helpdesk, by_helpdesk), Some(reporter.clone()));
    let without_contact = Reporter {
        contact: None,
        ..reporter
    };
    assert_eq!(
        reporter_in(Reader::User, by_helpdesk),
        Some(without_contact.clone())
    );
    assert_eq!(reporter_in(Reader::OwnReport, by_helpdesk), Some(without_contact));
    assert_eq!(
        reporter_in(Reader::Helpdesk, report(user())),
        None,
        "a user reports only for themselves"
    );
}

#[test]
fn a_ticket_that_does_not_exist_is_not_found_by_any_role() {
    let test = test_desk();
    for role in [Role::User, Role::Helpdesk] {
        for name in [
            TicketRef::Id(TicketId::new()),
            TicketRef::Number(7),
            TicketRef::Number(u64::MAX),
        ] {
            assert_eq!(test.desk.ticket(role, name).unwrap(), Visible::NotFound);
            assert_eq!(
                test.desk.messages_before(role, name, None, 50).unwrap(),
                Visible::NotFound
            );
        }
    }
}

#[test]
fn an_edit_or_message_for_a_closed_ticket_is_refused_with_number_and_date() {
    let test = test_desk();
    let closed = test.closed();
    let refusal = Refusal::ClosedMeanwhile {
        number: closed.number,
        closed_at: closed.closed_at.unwrap(),
    };
    let edit = Edit {
        base: Base::Version(1),
        description: Some(description("It is still stuck")),
        place: None,
    };
    let desk = &test.desk;
    let modified = desk
        .modify(&user(), CommandId::new(), closed.id, edit.clone())
        .unwrap();
    assert_eq!(modified, Err(refusal.clone()));
    let written = desk
        .write(&user(), CommandId::new(), closed.id, body("Still stuck"))
        .unwrap();
    assert_eq!(written, Err(refusal));
    let by_helpdesk = desk
        .modify(&helpdesk(), CommandId::new(), closed.id, edit)
        .unwrap();
    assert!(matches!(by_helpdesk, Err(Refusal::WrongStatus { ticket, .. }) if *ticket == closed));
}

#[test]
fn a_user_who_repeats_an_accepted_command_reads_that_it_counted_but_not_the_closed_ticket() {
    let test = test_desk();
    let (report, id) = (CommandId::new(), CommandId::new());
    let send_report = || {
        let text = description("The lift in hall B is stuck");
        test.desk
            .report(&user(), report, TicketId::new(), Report::new(text, None))
            .unwrap()
    };
    let ticket = send_report().unwrap().ticket;
    test.desk
        .write(&user(), id, ticket.id, body("Anyone?"))
        .unwrap()
        .unwrap();
    test.start(ticket.id);
    let closed = test.close(ticket.id);
    let expected = Refusal::AcceptedThenClosed {
        number: closed.number,
        closed_at: closed.closed_at.unwrap(),
    };
    let again = test.desk.write(&user(), id, ticket.id, body("Anyone?")).unwrap();
    assert_eq!(again, Err(expected.clone()));
    assert_eq!(send_report(), Err(expected));
    let new = test
        .desk
        .write(&user(), CommandId::new(), ticket.id, body("Anyone?"))
        .unwrap();
    assert!(matches!(new, Err(Refusal::ClosedMeanwhile { .. })));
}
