//! The helpdesk's desks see each other's open tickets.

use pages::commands::{message, on_screen};
use tickets::{CommandId, Name, Role};

use crate::test_hub::TestHub;
use crate::visitor::{Office, Visitor};

fn shows(visitor: &Visitor, ticket: &str) {
    visitor.send(on_screen::on_screen, [("ticket", ticket), ("in_front", "yes")]);
}

#[test]
fn other_desks_see_the_ticket_that_is_open_at_the_helpdesk_and_no_ticket_of_a_user() {
    let laptop = TestHub::new();
    let office = Office::of_laptop(&laptop);
    let [helpdesk, user] = [Role::Helpdesk, Role::User].map(|role| office.visitor(role));
    let ticket = helpdesk.report("The lift is stuck").id;
    shows(&helpdesk, &ticket.to_string());
    assert_eq!(laptop.open_ticket(), Some((ticket, None)));
    let message = [
        ("command", &*CommandId::new().to_string()),
        ("ticket", &*ticket.to_string()),
        ("body", "I call the company"),
        ("name", "Noor"),
    ];
    helpdesk.send(message::write_message, message);
    let noor = Name::new("Noor").unwrap();
    assert_eq!(
        laptop.open_ticket(),
        Some((ticket, Some(noor))),
        "the name entered now"
    );

    laptop.is_open_at(&[Some(Name::new("Kim").unwrap())]);
    assert!(helpdesk.open(ticket).text(".also-open").contains("Kim"));
    let another = helpdesk.report("No light in room 12").id;
    assert!(
        !helpdesk.open(another).has(".also-open"),
        "the others have the lift open"
    );

    // Without a ticket on screen, and on a user's laptop, no ticket is open here.
    helpdesk.send(on_screen::on_screen, []);
    assert_eq!(laptop.open_ticket(), None);
    shows(&user, &ticket.to_string());
    assert_eq!(laptop.open_ticket(), None);
}
