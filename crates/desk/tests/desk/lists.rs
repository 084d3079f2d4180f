//! What a role finds in lists.

use desk::{Anchor, Listing};
use tickets::{Filter, Order, Role, Status};

use crate::office::office;

fn listing(status: Option<Status>) -> Listing {
    Listing {
        filter: Filter {
            status,
            ..Filter::default()
        },
        order: Order::Newest,
        at: Anchor::Start,
        limit: 10,
    }
}

#[test]
fn a_user_finds_no_closed_tickets_however_they_ask() {
    let office = office();
    let closed = office.closed();
    let open = office.report("No light in room 12");
    for (role, status, expected) in [
        (Role::User, None, vec![open.id]),
        (Role::User, Some(Status::Closed), vec![]),
        (Role::User, Some(Status::Open), vec![open.id]),
        (Role::Helpdesk, None, vec![open.id, closed.id]),
        (Role::Helpdesk, Some(Status::Closed), vec![closed.id]),
    ] {
        let rows = office.desk.rows(role, listing(status)).unwrap();
        assert_eq!(rows.items.iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        let whole = office.desk.tickets(role, listing(status)).unwrap();
        assert_eq!(
            whole.items.iter().map(|ticket| ticket.id).collect::<Vec<_>>(),
            expected
        );
    }
}
