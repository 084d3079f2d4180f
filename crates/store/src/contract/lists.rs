//! Lists: order, paging by key, counts.

use crate::{Anchor, Page, Store};
use chrono::TimeDelta;
use tickets::{Action, Category, Filter, MessageId, Order, QueueRow, Role, Span, Status, TicketId};

use super::fixtures::{accepted, at, close, command, ids, listing, message, report_at, reported, start};

fn page(store: &dyn Store, order: Order, anchor: Anchor, limit: usize) -> Page<QueueRow> {
    store
        .rows(&listing(Filter::default(), order, anchor, limit))
        .unwrap()
}

fn of(page: &Page<QueueRow>) -> Vec<TicketId> {
    page.items.iter().map(|row| row.id).collect()
}

pub fn pages_follow_each_other_in_both_directions(store: &dyn Store) {
    // Five tickets share a minute, so that every page must break ties in the same way.
    let mut oldest: Vec<_> = (0..23)
        .map(|n| reported(store, &format!("Number {n}"), n / 5))
        .collect();
    for order in [Order::Oldest, Order::Newest] {
        let mut seen = Vec::new();
        let mut pages = Vec::new();
        let mut at = Anchor::Start;
        loop {
            let page = page(store, order, at, 5);
            seen.extend(of(&page));
            pages.push(of(&page));
            assert_eq!(page.before.is_some(), pages.len() > 1);
            let Some(after) = page.after else { break };
            at = Anchor::After(after);
        }
        assert_eq!(seen, oldest, "{order:?}");

        let mut last = page(store, order, Anchor::End, 5);
        assert_eq!(of(&last), &oldest[18..]);
        let mut back = of(&last);
        while let Some(before) = last.before {
            let again = page(store, order, Anchor::From(before), 5);
            assert_eq!((of(&again), again.before), (of(&last), last.before));
            last = page(store, order, Anchor::Before(before), 5);
            assert!(last.after.is_some());
            back.splice(0..0, of(&last));
        }
        assert_eq!(back, oldest, "{order:?} from its end");
        oldest.reverse();
    }
}

pub fn a_page_around_a_ticket(store: &dyn Store) {
    let all: Vec<_> = (0..20)
        .map(|n| reported(store, &format!("Number {n}"), n))
        .collect();
    let around = |n: usize| page(store, Order::Oldest, Anchor::Around(all[n]), 5);
    assert_eq!(of(&around(10)), &all[8..13]);
    assert_eq!(of(&around(1)), &all[..5]);
    assert_eq!(of(&around(19)), &all[15..]);
    assert!(around(1).before.is_none() && around(1).after.is_some());
    assert!(around(19).before.is_some() && around(19).after.is_none());
    let unknown = page(store, Order::Oldest, Anchor::Around(TicketId::new()), 5);
    assert_eq!(of(&unknown), &all[..5]);
    start(store, all[10], 30);
    let open = Filter {
        status: Some(Status::Open),
        ..Filter::default()
    };
    let no_longer_there = listing(open, Order::Oldest, Anchor::Around(all[10]), 5);
    assert_eq!(of(&store.rows(&no_longer_there).unwrap()), &all[..5]);
}

pub fn tickets_that_wait_longest_come_first(store: &dyn Store) {
    let [answered, asked_again, closed, new] =
        ["answered", "asked again", "closed", "new"].map(|text| reported(store, text, 0));
    start(store, closed, 1);
    close(store, closed, 2);
    for ticket in [answered, asked_again] {
        accepted(store, command(Role::Helpdesk, ticket, message("On our way")), 3);
    }
    accepted(
        store,
        command(Role::User, asked_again, message("Still waiting")),
        4,
    );
    assert_eq!(
        ids(store, Filter::default(), Order::LongestWaiting),
        [new, asked_again, answered, closed]
    );
    let unclosed = Filter {
        unclosed: true,
        ..Filter::default()
    };
    assert_eq!(
        ids(store, unclosed, Order::LongestWaiting),
        [new, asked_again, answered]
    );
}

pub fn tickets_that_wait_for_us_are_a_list_with_a_count(store: &dyn Store) {
    let [answered, asked_again, closed, new] =
        ["answered", "asked again", "closed", "new"].map(|text| reported(store, text, 0));
    start(store, closed, 1);
    close(store, closed, 2);
    for ticket in [answered, asked_again] {
        accepted(store, command(Role::Helpdesk, ticket, message("On our way")), 3);
    }
    accepted(
        store,
        command(Role::User, asked_again, message("Still waiting")),
        4,
    );
    let waiting = Filter {
        waiting: true,
        ..Filter::default()
    };
    assert_eq!(
        ids(store, waiting.clone(), Order::LongestWaiting),
        [new, asked_again]
    );
    assert_eq!(ids(store, waiting.clone(), Order::Oldest), [asked_again, new]);
    let closed_only = Filter {
        status: Some(Status::Closed),
        ..waiting
    };
    assert!(ids(store, closed_only, Order::LongestWaiting).is_empty());
    let count = |category| store.counts().unwrap().waiting(category, None);
    assert_eq!((count(None), count(Some(Category::TechnicalIt))), (2, 0));
    let correct = Action::Correct {
        category: Category::TechnicalIt,
    };
    accepted(store, command(Role::Helpdesk, new, correct), 5);
    assert_eq!((count(None), count(Some(Category::TechnicalIt))), (2, 1));
    accepted(store, command(Role::Helpdesk, new, message("Fixed?")), 6);
    assert_eq!(count(None), 1);
}

pub fn spans_are_half_open(store: &dyn Store) {
    let all: Vec<_> = (0..5).map(|n| reported(store, "Same text", n)).collect();
    for (ticket, minutes) in all.iter().zip([10, 20, 30]) {
        start(store, *ticket, minutes);
        close(store, *ticket, minutes);
    }
    let span = |from, until| Span {
        from: Some(at(from)),
        until: Some(at(until)),
    };
    let opened = Filter {
        opened: span(1, 3),
        ..Filter::default()
    };
    assert_eq!(ids(store, opened, Order::Oldest), &all[1..3]);
    let closed = Filter {
        closed: span(20, 30),
        ..Filter::default()
    };
    assert_eq!(ids(store, closed, Order::Oldest), &all[1..2]);
    let since = Filter {
        closed: Span {
            from: Some(at(10) + TimeDelta::milliseconds(1)),
            until: None,
        },
        ..Filter::default()
    };
    assert_eq!(ids(store, since, Order::Newest), [all[2], all[1]]);
}

pub fn counts_follow_every_change(store: &dyn Store) {
    let ticket = reported(store, "Broken window", 0);
    reported(store, "Another one", 0);
    let of = |status, category| store.counts().unwrap().of(status, category, None);
    assert_eq!(of(Some(Status::Open), Some(Category::FacilityManagement)), 2);
    start(store, ticket, 1);
    let correct = Action::Correct {
        category: Category::ServicesComplaints,
    };
    accepted(store, command(Role::Helpdesk, ticket, correct), 2);
    assert_eq!(of(Some(Status::Open), None), 1);
    assert_eq!(of(Some(Status::Active), Some(Category::ServicesComplaints)), 1);
    assert_eq!(of(Some(Status::Active), Some(Category::FacilityManagement)), 0);
    close(store, ticket, 3);
    assert_eq!(
        (
            of(Some(Status::Closed), None),
            of(Some(Status::Active), None),
            of(None, None)
        ),
        (1, 0, 2)
    );
}

pub fn places_are_suggested_by_use(store: &dyn Store) {
    for place in [
        "Library",
        "Hall B",
        "hall  b",
        "Hall A",
        "Harbour",
        "HALL\u{A0}B",
        "Old Hall, room 12",
    ] {
        accepted(
            store,
            report_at("Too dark", Some(place), Category::FacilityManagement),
            0,
        );
    }
    let by_use = ["Hall B", "Hall A", "Harbour", "Old Hall, room 12"];
    assert_eq!(store.places("ha", 10).unwrap(), by_use, "by any word");
    assert_eq!(store.places("HALL ", 1).unwrap(), ["Hall B"]);
    assert_eq!(store.places("room hall", 10).unwrap(), ["Old Hall, room 12"]);
    assert_eq!(store.places("1", 10).unwrap(), ["Old Hall, room 12"]);
    assert_eq!(store.places("", 10).unwrap().len(), 5);
    assert!(store.places("all", 10).unwrap().is_empty());
    let here = Filter {
        place: Some("HALL b".to_owned()),
        ..Filter::default()
    };
    assert_eq!(ids(store, here, Order::Newest).len(), 3);
    let nowhere = Filter {
        place: Some("Hall".to_owned()),
        ..Filter::default()
    };
    assert!(ids(store, nowhere, Order::Newest).is_empty());
}

pub fn a_thread_is_read_from_its_end(store: &dyn Store) {
    let ticket = reported(store, "The lamp flickers", 0);
    let other = reported(store, "The door squeaks", 0);
    let write = |ticket, text: String| {
        let command = command(Role::User, ticket, message(&text));
        accepted(store, command, 1).message.unwrap()
    };
    let thread: Vec<_> = (1..=7).map(|number| write(ticket, number.to_string())).collect();
    let elsewhere = write(other, "Oil, please".to_owned());

    let page = store.newest_page(ticket.into(), 3).unwrap().unwrap();
    assert_eq!(page.messages, thread[4..], "oldest first");
    assert_eq!(page.earlier_messages(), 4);
    let versions: Vec<_> = page.history.iter().map(|line| line.version).collect();
    assert_eq!((versions, page.earlier_lines()), (vec![6, 7, 8], 5));
    let whole = store.ticket_page(ticket.into()).unwrap().unwrap();
    assert_eq!(
        page.report.as_ref(),
        whole.history.first(),
        "whatever is read of the history"
    );
    assert_eq!(whole.report, page.report);
    assert_eq!(whole.messages, thread);
    assert_eq!((whole.history.len(), whole.earlier_lines()), (8, 0));

    let before =
        |before: Option<MessageId>, limit| store.messages_before(ticket.into(), before, limit).unwrap();
    assert_eq!(before(None, 2), thread[5..]);
    assert_eq!(before(Some(thread[5].id), 2), thread[3..5]);
    assert_eq!(before(Some(thread[1].id), 2), thread[..1]);
    assert!(before(Some(thread[0].id), 2).is_empty());
    assert!(
        before(Some(elsewhere.id), 2).is_empty(),
        "it is not in this thread"
    );
    assert!(before(Some(MessageId(TicketId::new().0)), 2).is_empty());
}
