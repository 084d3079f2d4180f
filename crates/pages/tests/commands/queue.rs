//! The helpdesk's queue.

use pages::commands::{entry, list, report};
use tickets::{CommandId, Order, Role, TicketId};

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

#[test]
fn the_view_waiting_for_us_has_what_nobody_answered_and_its_counts() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    helpdesk.report("The lift is stuck");
    let wifi = helpdesk.report("The wifi is down").id;
    helpdesk.write(wifi, "We are on it.");
    let rows = helpdesk.send(list::queue_rows, [("view", "waiting")]);
    assert_eq!(rows.count(".row"), 1);
    assert!(rows.text(".row").contains("no answer yet"));
    let counts = |view| helpdesk.send(list::queue_counts, [("view", view)]);
    assert_eq!(counts("waiting").text("#count-waiting"), "1");
    assert_eq!(counts("waiting").text("#count-technical-it"), "0");
    assert_eq!(counts("open").text("#count-technical-it"), "1");
}

#[test]
fn an_empty_desk_offers_an_import_until_it_has_a_ticket() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let rows = || helpdesk.send(list::queue_rows, [("view", "closed")]);
    assert_eq!(rows().text(".empty button"), "Import tickets…");
    helpdesk.report("The lift is stuck");
    assert!(rows().text(".empty").starts_with("No closed tickets."));
    assert!(!rows().has(".empty button"));
}

#[test]
fn a_ticket_lists_the_newest_other_tickets_of_its_place_for_the_helpdesk() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let tap = helpdesk.report("The tap drips").id;
    for number in 1..=7 {
        helpdesk.report(&format!("Lamp {number} is broken"));
    }
    let elsewhere = TicketId::new().to_string();
    helpdesk.send(
        report::report_ticket,
        [
            ("command", &*CommandId::new().to_string()),
            ("ticket", &*elsewhere),
            ("description", "The wifi is slow"),
            ("place", "Library"),
        ],
    );
    let pane = helpdesk.open(tap);
    assert_eq!(pane.count(".same-place li"), 5);
    assert!(pane.text(".same-place li:first-child").contains("Lamp 7"));
    let user = office.visitor(Role::User);
    let pane = user.open(tap);
    assert!(!pane.has(".same-place") && !pane.has(".reporter"));
}

#[test]
fn a_number_leads_to_its_ticket_from_any_view() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let closed = helpdesk.closed("The lift is stuck");
    helpdesk.report("Room 1 is dark");
    let listed = |view: &str, q: &str| {
        helpdesk.send(
            list::queue_rows,
            [("view", view), ("category", "technical-it"), ("q", q)],
        )
    };
    for view in ["open", "waiting"] {
        for q in ["#1", "#1.", "Ticket #1", "ticket 1"] {
            let rows = listed(view, q);
            assert_eq!((rows.count(".row"), rows.has(".jump")), (1, false), "{view} {q}");
            assert_eq!(rows.attr(".row", "data-ticket"), closed.to_string(), "{view} {q}");
        }
    }
    let rows = helpdesk.send(list::queue_rows, [("view", "open"), ("q", "1.")]);
    assert_eq!(
        rows.text(".row .summary"),
        "Room 1 is dark",
        "the text is searched, too"
    );
    assert!(
        rows.text(".jump").starts_with("Open #1"),
        "{}",
        rows.text(".jump")
    );
    assert_eq!(rows.attr(".jump", "hx-vals"), format!("ticket:{closed}"));
    assert!(!listed("open", "3").has(".jump"), "there is no such ticket");
    let user = office.visitor(Role::User);
    assert!(
        !user.send(list::user_list, [("q", "1")]).has(".jump"),
        "it is closed"
    );
    assert_eq!(user.send(list::user_list, [("q", "#1")]).count(".row"), 0);
    assert_eq!(user.send(list::user_list, [("q", "2")]).count(".jump"), 1);
}

#[test]
fn a_search_without_results_offers_other_views_or_another_spelling() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    helpdesk.closed("The Wi-Fi is down");
    helpdesk.closed("No wifi in the lab");
    let active = helpdesk.report("Slow WiFi").id;
    helpdesk.begin_work(active);
    let rows = helpdesk.send(list::queue_rows, [("view", "open"), ("q", "wi-fi")]);
    assert!(
        rows.text(".empty").starts_with("No open tickets match “wi-fi”."),
        "{}",
        rows.text(".empty")
    );
    let offers: Vec<_> = [1, 2, 3]
        .map(|n| rows.text(&format!(".other-view:nth-of-type({n})")))
        .to_vec();
    assert_eq!(offers, ["Search all tickets: 3", "Active: 1", "Closed: 2"]);
    assert_eq!(rows.attr(".other-view", "data-view"), "all");
    let rows = helpdesk.send(list::queue_rows, [("view", "closed"), ("q", "slow")]);
    assert_eq!(rows.count(".other-view"), 1, "all of them are active");
    let user = office.visitor(Role::User);
    let rows = user.send(list::user_list, [("q", "lab")]);
    assert!(
        !rows.has(".other-view") && !rows.has(".did-you-mean"),
        "closed tickets are hidden"
    );
    for rows in [
        helpdesk.send(list::queue_rows, [("q", "wfii slow")]),
        user.send(list::user_list, [("q", "wfii slow")]),
    ] {
        assert_eq!(rows.text(".did-you-mean"), "Did you mean wifi slow?");
        assert_eq!(rows.attr(".did-you-mean", "data-q"), "wifi slow");
    }
    assert!(
        !helpdesk
            .send(list::queue_rows, [("q", "zeppelin")])
            .has(".did-you-mean")
    );
}
