//! The helpdesk's queue.

use pages::commands::{entry, list};
use tickets::{Order, Role};

use crate::visitor::Office;

#[test]
fn the_queue_shows_what_it_showed_last_without_the_position() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = helpdesk.report("The lift is stuck").id;
    helpdesk.report("The wifi is down");
    let rows = helpdesk.send(
        list::queue_rows,
        [
            ("view", "open"),
            ("q", "wifi"),
            ("order", Order::LongestWaiting.as_str()),
            ("at", "start"),
            ("ticket", &*lift.to_string()),
        ],
    );
    assert_eq!(rows.count(".row"), 1);
    let page = helpdesk.send(entry::home, []);
    assert_eq!(page.count("#rows .row"), 1);
    assert_eq!(page.attr("#q", "value"), "wifi");
    assert!(!page.has("[aria-current=true].row-open"), "no ticket is open");
    let all = helpdesk.send(list::queue, [("view", "all"), ("q", "")]);
    assert_eq!(all.count("#rows .row"), 2);
    assert!(all.text("[name=order], select").len() > 1);
}

#[test]
fn pages_of_rows_follow_each_other_by_cursor() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    for number in 1..=5 {
        helpdesk.report(&format!("Lamp {number} is broken"));
    }
    let first = helpdesk.send(list::queue_rows, [("rows", "2")]);
    assert_eq!(first.count(".row"), 2);
    let after = format!("after:{}", first.attr(".row:last-child", "data-after"));
    let second = helpdesk.send(list::queue_rows, [("rows", "2"), ("at", &*after)]);
    assert_eq!(second.text(".row:first-child .summary"), "Lamp 3 is broken");
}

#[test]
fn a_wrong_search_gets_a_hint_and_the_counts_are_of_all_tickets() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    helpdesk.report("The lift is stuck");
    let rows = helpdesk.send(list::queue_rows, [("q", "opened:soon")]);
    assert!(rows.text(".search-hint").contains("opened:"));
    let counts = helpdesk.send(list::queue_counts, []);
    assert_eq!(counts.text("#count-open"), "1");
}
