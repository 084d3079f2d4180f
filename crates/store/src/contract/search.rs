//! Search: immediately consistent, for any text that people type.

use crate::{Anchor, Store};
use tickets::{Action, Category, Filter, Order, Role, Status, Term, TicketId};

use super::bulk::with_messages;
use super::fixtures::{
    accepted, close, command, ids, listing, message, new_description, report, report_at, reported, start,
    words,
};

fn found(store: &dyn Store, text: &str) -> Vec<TicketId> {
    ids(store, words(text), Order::Newest)
}

fn term(store: &dyn Store, term: Term) -> Vec<TicketId> {
    let filter = Filter {
        terms: vec![term],
        ..Filter::default()
    };
    ids(store, filter, Order::Newest)
}

pub fn all_words_must_occur_in_the_ticket(store: &dyn Store) {
    let library = report_at(
        "The heating is broken",
        Some("Library"),
        Category::FacilityManagement,
    );
    let library = accepted(store, library, 0).ticket.id;
    let hall = reported(store, "The heating is loud", 1);
    accepted(store, command(Role::User, library, message("Freezing!")), 2);
    assert_eq!(found(store, "heating"), [hall, library]);
    assert_eq!(
        found(store, "heating library freezing"),
        [library],
        "one word in each of its texts"
    );
    assert!(found(store, "heating dragon").is_empty());
    assert_eq!(term(store, Term::Prefix("heat".to_owned())), [hall, library]);
    assert!(found(store, "heat").is_empty(), "a word is a whole word");
}

pub fn a_message_is_found_at_once(store: &dyn Store) {
    let ticket = reported(store, "Something smells", 0);
    assert!(found(store, "gas").is_empty());
    accepted(store, command(Role::User, ticket, message("It smells of gas")), 1);
    assert_eq!(found(store, "gas"), [ticket]);
    accepted(
        store,
        command(Role::User, ticket, new_description(1, "Something reeks")),
        2,
    );
    assert_eq!(found(store, "reeks gas"), [ticket]);
    start(store, ticket, 3);
    close(store, ticket, 4);
    let closed = |status| Filter {
        status: Some(status),
        ..words("gas")
    };
    assert_eq!(ids(store, closed(Status::Closed), Order::Newest), [ticket]);
    assert!(ids(store, closed(Status::Active), Order::Newest).is_empty());
}

pub fn a_phrase_stays_in_one_text(store: &dyn Store) {
    let ticket = accepted(
        store,
        report_at(
            "The door is broken",
            Some("Library entrance"),
            Category::FacilityManagement,
        ),
        0,
    );
    let ticket = ticket.ticket.id;
    for text in ["please hurry", "up the stairs"] {
        accepted(store, command(Role::User, ticket, message(text)), 1);
    }
    let phrase = |text: &str| term(store, Term::Phrase(text.to_owned()));
    assert_eq!(phrase("door is broken"), [ticket]);
    assert_eq!(phrase("library entrance"), [ticket]);
    assert!(phrase("is door").is_empty());
    assert!(
        phrase("broken library").is_empty(),
        "not from the description into the place"
    );
    assert!(
        phrase("hurry up").is_empty(),
        "not from one message into the next"
    );
}

pub fn case_and_diacritics_do_not_count(store: &dyn Store) {
    let ticket = reported(store, "Café MÜNSTER: Ärger", 0);
    for text in ["cafe", "CAFÉ", "munster", "arger"] {
        assert_eq!(found(store, text), [ticket], "{text}");
    }
}

pub fn a_search_text_is_never_syntax(store: &dyn Store) {
    let ticket = reported(store, "C++ or \"quotes\" AND (parentheses) NEAR wi-fi*", 0);
    for text in [
        "c++",
        "\"quotes\"",
        "AND",
        "(parentheses)",
        "NEAR",
        "wi-fi*",
        "wi-fi",
        "or",
    ] {
        assert_eq!(found(store, text), [ticket], "{text}");
    }
    for text in ["NOT", "description:", "a\"", "\"", "*", "^", "x' or '1"] {
        let rows = store.rows(&super::fixtures::listing(
            words(text),
            Order::Newest,
            crate::Anchor::Start,
            50,
        ));
        assert!(rows.is_ok(), "{text}: {rows:?}");
    }
    // A term without letters or digits does not narrow the list.
    assert_eq!(found(store, "!!!"), [ticket]);
    assert_eq!(found(store, "wi-fi 🔥"), [ticket]);
}

pub fn a_text_cannot_imitate_a_filter_word(store: &dyn Store) {
    let text = "\u{E000}s2 \u{E000}s1 \u{E000}u \u{E000}c2";
    let ticket = reported(store, text, 0);
    accepted(store, command(Role::User, ticket, message(text)), 1);
    let filtered = |status| Filter {
        status: Some(status),
        terms: vec![Term::Word("s1".to_owned())],
        ..Filter::default()
    };
    assert!(ids(store, filtered(Status::Closed), Order::Newest).is_empty());
    assert_eq!(ids(store, filtered(Status::Open), Order::Newest), [ticket]);
}

pub fn tickets_are_listed_by_opening_not_by_row(store: &dyn Store) {
    // The clock was an hour ahead, then set right: rows are not in the order of their opening.
    let minutes = [60, 61, 3, 2, 62, 1];
    let mut by_opening: Vec<_> = minutes
        .map(|minutes| {
            (
                minutes,
                accepted(store, report("The same words"), minutes).ticket.id,
            )
        })
        .into();
    by_opening.sort_unstable_by_key(|(minutes, _)| *minutes);
    let oldest: Vec<_> = by_opening.into_iter().map(|(_, id)| id).collect();
    assert_eq!(ids(store, words("same"), Order::Oldest), oldest);
    assert_eq!(ids(store, words("same"), Order::LongestWaiting), oldest);
    let newest: Vec<_> = oldest.into_iter().rev().collect();
    assert_eq!(found(store, "same"), newest);
    let write = Action::Start;
    accepted(store, command(Role::Helpdesk, newest[2], write), 70);
    assert_eq!(found(store, "words"), newest, "a change does not move it");
}

/// More text than a storage may want to index again with each message.
const FILLER: usize = 9_000;

/// A ticket whose thread begins with a long message, followed by these.
fn with_long_thread(store: &dyn Store, description: &str, minutes: i64, messages: &[&str]) -> TicketId {
    let ticket = reported(store, description, minutes);
    let long = format!("beginning {}", "x".repeat(FILLER));
    for text in std::iter::once(long.as_str()).chain(messages.iter().copied()) {
        accepted(store, command(Role::User, ticket, message(text)), minutes);
    }
    ticket
}

pub fn a_long_thread_is_found_by_words_anywhere_in_it(store: &dyn Store) {
    let other = reported(store, "The projector hums and flickers", 0);
    let ticket = with_long_thread(
        store,
        "The projector hums",
        1,
        &["It flickers", "now it smells", "of smoke"],
    );
    assert_eq!(found(store, "smoke"), [ticket]);
    assert_eq!(found(store, "flickers"), [ticket, other]);
    assert_eq!(found(store, "projector hums"), [ticket, other], "found once");
    assert_eq!(found(store, "projector beginning flickers smoke"), [ticket]);
    assert!(found(store, "projector smoke dragon").is_empty());
    assert_eq!(term(store, Term::Prefix("smo".to_owned())), [ticket]);
    assert_eq!(term(store, Term::Phrase("it smells".to_owned())), [ticket]);
    assert!(
        term(store, Term::Phrase("smells of".to_owned())).is_empty(),
        "not from one message into the next"
    );
    let number = store.ticket(ticket.into()).unwrap().unwrap().number;
    let numbered = |text| Filter {
        number,
        ..words(text)
    };
    assert_eq!(ids(store, numbered("smoke"), Order::Newest), [ticket]);
    assert!(ids(store, numbered("dragon"), Order::Newest).is_empty());

    let edit = new_description(5, "The beamer hums");
    accepted(store, command(Role::User, ticket, edit), 2);
    assert_eq!(found(store, "beamer smoke"), [ticket]);
    assert!(found(store, "projector smoke").is_empty());
    start(store, ticket, 3);
    close(store, ticket, 4);
    let with_status = |status| Filter {
        status: Some(status),
        ..words("beamer smoke")
    };
    assert_eq!(ids(store, with_status(Status::Closed), Order::Newest), [ticket]);
    assert!(ids(store, with_status(Status::Active), Order::Newest).is_empty());
}

pub fn long_threads_are_listed_in_order_among_the_others(store: &dyn Store) {
    let mut oldest = Vec::new();
    for minutes in 0..12 {
        let ticket = match minutes % 3 {
            0 => with_long_thread(store, "A lamp", minutes, &["It is broken"]),
            1 => reported(store, "A broken lamp", minutes),
            _ => with_long_thread(store, "A broken lamp", minutes, &["Still broken"]),
        };
        oldest.push(ticket);
    }
    // Half of the users wait no more.
    for ticket in oldest.iter().step_by(2) {
        accepted(store, command(Role::Helpdesk, *ticket, message("Thank you")), 20);
    }
    let newest: Vec<_> = oldest.iter().rev().copied().collect();
    let (waiting, answered): (Vec<_>, Vec<_>) = (0..12).partition(|at| at % 2 == 1);
    let waiting_first: Vec<_> = waiting.into_iter().chain(answered).map(|at| oldest[at]).collect();
    for (order, expected) in [
        (Order::Oldest, &oldest),
        (Order::Newest, &newest),
        (Order::LongestWaiting, &waiting_first),
    ] {
        assert_eq!(pages(store, order, false), *expected, "{order:?}");
        assert_eq!(pages(store, order, true), *expected, "backward: {order:?}");
    }
}

/// The ids of all broken lamps, read five at a time.
fn pages(store: &dyn Store, order: Order, backward: bool) -> Vec<TicketId> {
    let mut found = Vec::new();
    let mut at = if backward { Anchor::End } else { Anchor::Start };
    loop {
        let page = store.rows(&listing(words("lamp broken"), order, at, 5)).unwrap();
        let ids = page.items.iter().map(|row| row.id);
        let (begin, next) = match backward {
            true => (0, page.before.map(Anchor::Before)),
            false => (found.len(), page.after.map(Anchor::After)),
        };
        found.splice(begin..begin, ids);
        match next {
            Some(next) => at = next,
            None => return found,
        }
    }
}

pub fn an_imported_long_thread_is_found(store: &dyn Store) {
    let long = "x".repeat(FILLER);
    let imported = with_messages("The lift", &[&long, "It is stuck"]);
    let ticket = imported.ticket.id;
    store.import(vec![imported], &mut |_| {}).unwrap();
    assert_eq!(found(store, "lift stuck"), [ticket]);
    accepted(store, command(Role::User, ticket, message("Still so")), 10);
    assert_eq!(found(store, "lift stuck so"), [ticket]);
}
