//! Closed tickets: to a user only a number and a date.

use desk::Visible;
use tickets::{Base, CommandId, Edit, Refusal, Role, TicketId, TicketRef};

use crate::office::{body, description, helpdesk, office, user};

#[test]
fn a_user_sees_open_and_active_tickets_whole() {
    let office = office();
    let open = office.report("The lift in hall B is stuck");
    let active = office.report("No light in room 12");
    let active = office.start(active.id);
    for ticket in [open, active] {
        let seen = office.desk.ticket(Role::User, ticket.id.into()).unwrap();
        assert_eq!(seen, Visible::Full(ticket.clone()));
        let page = office
            .desk
            .ticket_page(Role::User, ticket.id.into())
            .unwrap()
            .full()
            .unwrap();
        assert_eq!(page.ticket, ticket);
    }
}

#[test]
fn of_a_closed_one_a_user_is_told_number_and_date() {
    let office = office();
    let closed = office.closed();
    let (number, closed_at) = (closed.number, closed.closed_at.unwrap());
    for name in [TicketRef::Id(closed.id), TicketRef::Number(number.unwrap())] {
        assert_eq!(
            office.desk.ticket(Role::User, name).unwrap(),
            Visible::Closed { number, closed_at }
        );
        assert_eq!(
            office.desk.ticket_page(Role::User, name).unwrap(),
            Visible::Closed { number, closed_at }
        );
        assert_eq!(
            office.desk.messages(Role::User, name).unwrap(),
            Visible::Closed { number, closed_at }
        );
        assert_eq!(
            office.desk.ticket(Role::Helpdesk, name).unwrap(),
            Visible::Full(closed.clone())
        );
    }
    let by_number = office
        .desk
        .id_of(Role::User, TicketRef::Number(number.unwrap()))
        .unwrap();
    assert_eq!(by_number, Err(Refusal::ClosedMeanwhile { number, closed_at }));
}

#[test]
fn a_ticket_that_never_was_is_nothing_to_anyone() {
    let office = office();
    for role in [Role::User, Role::Helpdesk] {
        for name in [
            TicketRef::Id(TicketId::new()),
            TicketRef::Number(7),
            TicketRef::Number(u64::MAX),
        ] {
            assert_eq!(office.desk.ticket(role, name).unwrap(), Visible::NotFound);
            assert_eq!(office.desk.messages(role, name).unwrap(), Visible::NotFound);
        }
    }
}

#[test]
fn who_was_writing_in_it_learns_that_it_was_closed() {
    let office = office();
    let closed = office.closed();
    let refusal = Refusal::ClosedMeanwhile {
        number: closed.number,
        closed_at: closed.closed_at.unwrap(),
    };
    let edit = Edit {
        base: Base::Version(1),
        description: Some(description("It is still stuck")),
        place: None,
    };
    let desk = &office.desk;
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
fn a_user_who_repeats_an_accepted_command_sees_no_more_than_others() {
    let office = office();
    let ticket = office.report("The lift in hall B is stuck");
    let said = CommandId::new();
    office
        .desk
        .write(&user(), said, ticket.id, body("Anyone?"))
        .unwrap()
        .unwrap();
    office.start(ticket.id);
    office.close(ticket.id);
    let again = office
        .desk
        .write(&user(), said, ticket.id, body("Anyone?"))
        .unwrap();
    assert!(matches!(again, Err(Refusal::ClosedMeanwhile { .. })));
}
