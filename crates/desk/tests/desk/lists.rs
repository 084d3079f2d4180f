//! The tickets that each role finds in lists.

use desk::{Anchor, Listing};
use tickets::{Filter, Order, Role, Status};

use crate::test_desk::test_desk;

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
fn a_users_lists_hold_no_closed_tickets_whatever_the_filter() {
    let test = test_desk();
    let closed = test.closed();
    let open = test.report("No light in room 12");
    for (role, status, expected) in [
        (Role::User, None, vec![open.id]),
        (Role::User, Some(Status::Closed), vec![]),
        (Role::User, Some(Status::Open), vec![open.id]),
        (Role::Helpdesk, None, vec![open.id, closed.id]),
        (Role::Helpdesk, Some(Status::Closed), vec![closed.id]),
    ] {
        let rows = test.desk.rows(role, listing(status)).unwrap();
        assert_eq!(rows.items.iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        let whole = test.desk.tickets(role, listing(status)).unwrap();
        assert_eq!(
            whole.items.iter().map(|ticket| ticket.id).collect::<Vec<_>>(),
            expected
        );
    }
}

#[test]
fn a_misspelled_search_is_corrected_to_what_the_role_may_see() {
    let test = test_desk();
    let closed = test.report("The eduroam login of the observatory fails");
    test.start(closed.id);
    test.close(closed.id);
    test.report("The printer has no paper");
    test.report("Another printer jams");
    let meant = |role, text: &str| test.desk.did_you_mean(role, text, &chrono::Utc).unwrap();
    for (text, expected) in [
        ("eduraom", Some("eduroam")),
        ("Edurom login", Some("eduroam login")),
        ("pirnter", Some("printer")),
        ("pirnter papr -dragon", Some("printer paper -dragon")),
        ("pirnter dragon", None),
        ("pirnter status:closed", None),
        ("printers", None),
        ("zeppelin", None),
        ("jms", None),
        ("\"pirnter\"", None),
        ("", None),
    ] {
        assert_eq!(meant(Role::Helpdesk, text).as_deref(), expected, "{text}");
    }
    assert_eq!(meant(Role::User, "pirnter").as_deref(), Some("printer"));
    assert_eq!(
        meant(Role::User, "eduraom"),
        None,
        "it is only in a closed ticket"
    );
}
