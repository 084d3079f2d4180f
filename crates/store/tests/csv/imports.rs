//! What an import makes of good rows.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::contract::fixtures;
use store::contract::fixtures::{accepted, at, close, command, ids, new_description, reported, words};
use store::csv::{CsvError, Import, Step};
use store::{Anchor, Feed, Lessons, TicketStore};
use tickets::{Action, Category, CategoryBy, Confusions, Event, Filter, Order, Refusal, Role, Status};

use crate::place::{A_ROW, HEAD, MESSAGES, Place, by_the_classifier, today};

#[test]
fn an_imported_ticket_is_in_search_counts_and_feed() {
    let place = Place::new();
    reported(&place.store, "A ticket of today", 0);
    let rows = "70,The heating is cold,Library,,closed,2024-01-02T09:00:00+01:00,2024-01-05T09:00:00Z,2024-01-05T09:00:00Z\n\
        71,The Wi-Fi drops,,,active,2024-02-02T09:00:00Z,2024-02-03T09:00:00.123Z,\n";
    let messages =
        "70,2024-01-04T09:00:00Z,user,,Still freezing\n70,2024-01-03T09:00:00Z,helpdesk,Ada,We look\n";
    place
        .import(&format!("{HEAD}{rows}"), Some(&format!("{MESSAGES}{messages}")))
        .unwrap();

    let heating = place.page(70);
    assert_eq!(
        heating.ticket.opened_at,
        "2024-01-02T08:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    );
    assert_eq!(heating.ticket.category_by, CategoryBy::Classifier);
    assert_eq!(
        (heating.ticket.messages, heating.ticket.last_word),
        (2, Some(Role::User))
    );
    let events: Vec<_> = heating.history.iter().map(|line| &line.event).collect();
    assert!(
        matches!(
            events[..],
            [
                Event::Reported { .. },
                Event::Started,
                Event::Wrote,
                Event::Wrote,
                Event::Closed
            ]
        ),
        "{events:?}"
    );
    assert_eq!(
        heating.ticket.version, 5,
        "its version counts the lines of its history"
    );
    assert!(heating.history.is_sorted_by_key(|line| line.at));
    assert_eq!(
        heating.messages.first().unwrap().body.as_str(),
        "We look",
        "oldest first"
    );

    let wifi = place.page(71).ticket;
    assert_eq!(
        (wifi.category, wifi.status),
        (Category::TechnicalIt, Status::Active)
    );
    assert_eq!(
        ids(&place.store, words("freezing"), Order::Newest),
        [heating.ticket.id]
    );
    let newest = ids(&place.store, Filter::default(), Order::Newest);
    assert_eq!(
        newest[1..],
        [wifi.id, heating.ticket.id],
        "old tickets are listed by their opening"
    );
    let counts = place.store.counts().unwrap();
    assert_eq!(
        counts.of(Some(Status::Closed), Some(Category::FacilityManagement), None),
        1
    );
    assert_eq!(counts.of(None, None, None), 3);
    let changes = place.store.changes(1, 1).unwrap();
    assert_eq!(
        (changes.tickets.len(), changes.messages.len(), changes.next),
        (1, 2, 2),
        "one number a ticket"
    );
    assert_eq!(*place.store.feed().borrow(), 3);
    assert_eq!(place.store.facts(1, 10).unwrap().rows.len(), 2);
}

#[test]
fn a_category_in_the_file_is_the_helpdesks_but_not_a_correction() {
    let place = Place::new();
    let row = "7,The Wi-Fi drops,,services-complaints,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,\n";
    place.import(&format!("{HEAD}{row}"), None).unwrap();
    let page = place.page(7);
    assert_eq!(page.ticket.category_by, CategoryBy::Helpdesk);
    let edited = accepted(
        &place.store,
        command(Role::User, page.ticket.id, new_description(1, "Slow Wi-Fi")),
        0,
    );
    assert_eq!(
        edited.ticket.category,
        Category::ServicesComplaints,
        "an edit leaves it"
    );
    assert!(place.store.corrections().unwrap().is_empty());
}

#[test]
fn an_imported_ticket_counts_as_reviewed_only_after_a_review_here() {
    let place = Place::new();
    let closed =
        "7,The Wi-Fi drops,,,closed,2025-03-02T09:00:00Z,2025-03-03T09:00:00Z,2025-03-03T09:00:00Z\n";
    let active = "8,The lift is stuck,,,active,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,\n";
    place.import(&format!("{HEAD}{closed}{active}"), None).unwrap();
    assert_eq!(place.store.confusions().unwrap(), Confusions::default());
    let all_classified = || {
        let classified = Category::ALL.map(|category| Filter {
            classified: Some(category),
            ..Filter::default()
        });
        classified
            .map(|filter| ids(&place.store, filter, Order::Newest))
            .concat()
    };
    assert!(all_classified().is_empty(), "one was closed elsewhere");
    let active = place.page(8).ticket;
    close(&place.store, active.id, 1);
    assert_eq!(place.store.confusions().unwrap().of(None, None), 1);
    assert_eq!(all_classified(), [active.id]);
}

#[test]
fn commands_wait_for_an_import_and_then_continue() {
    let place = Place::new();
    let rows: String = (100..3_100)
        .map(|n| {
            format!(
                "{n},Ticket {n} of many,Hall {},,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,\n",
                n % 7
            )
        })
        .collect();
    let file = place.file("many.csv");
    fs::write(&file, format!("{HEAD}{rows}")).unwrap();
    let written = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let store = place.store.clone();
        let others = scope.spawn(move || {
            (0..50).for_each(|n| {
                reported(&store, "In the meantime", n);
            })
        });
        let import = Import {
            tickets: &file,
            messages: None,
            classify: &by_the_classifier,
            now: today(),
        };
        let imported = import.run(&place.store, &mut |progress| {
            written.fetch_add(usize::from(progress.step == Step::Writing), Ordering::Relaxed);
        });
        assert_eq!(imported.unwrap().tickets, 3_000);
        others.join().unwrap();
    });
    assert!(written.into_inner() >= 3, "progress was reported");
    assert_eq!(place.store.counts().unwrap().of(None, None, None), 3_050);
    assert_eq!(*place.store.feed().borrow(), 3_050);
    let again = Action::Report {
        description: tickets::Description::new("x").unwrap(),
        place: None,
        assignment: by_the_classifier("x"),
        follows: None,
        reporter: None,
    };
    let taken = command(Role::User, place.page(100).ticket.id, again);
    assert_eq!(
        place.store.apply(taken, at(0)).unwrap().unwrap_err(),
        Refusal::TicketExists
    );
    let page = fixtures::listing(words("many"), Order::Oldest, Anchor::End, 10);
    assert_eq!(place.store.rows(&page).unwrap().items.len(), 10);
}

#[test]
fn a_classifier_that_fails_fails_the_import() {
    let here = Place::new();
    let tickets = here.file("in.csv");
    fs::write(&tickets, format!("{HEAD}{A_ROW}")).unwrap();
    let import = Import {
        tickets: &tickets,
        messages: None,
        classify: &|_| panic!("a bug of the classifier, on purpose"),
        now: today(),
    };
    let error = import.run(&here.store, &mut |_| ()).unwrap_err();
    assert!(matches!(error, CsvError::Classifier), "{error}");
    assert!(here.is_empty());
}

#[test]
fn a_category_that_this_classifier_would_not_assign_is_not_sure() {
    let here = Place::new();
    let head = HEAD.replace('\n', ",category_by\n");
    let row =
        "7,The lift is stuck,,technical-it,open,2025-03-02T09:00:00Z,2025-03-02T10:00:00Z,,classifier\n";
    here.import(&format!("{head}{row}"), None).unwrap();
    let ticket = here.page(7).ticket;
    assert_eq!(ticket.category, Category::TechnicalIt);
    assert!(!ticket.sure());
    assert!(ticket.confidence() < f64::EPSILON, "{}", ticket.confidence());
}
