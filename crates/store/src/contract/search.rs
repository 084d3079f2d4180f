//! Search: immediately consistent, for any text that people type.

use crate::{Anchor, Store};
use chrono::Utc;
use tickets::{Action, Category, Filter, Name, Order, Role, Status, Term, TicketId, search};

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

/// The tickets that a search as it is typed finds.
fn searched(store: &dyn Store, text: &str) -> Vec<TicketId> {
    let (filter, hints) = search::parse(text, &Utc);
    assert_eq!(hints, [], "{text}");
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

pub fn a_minus_leaves_tickets_out_and_or_finds_both(store: &dyn Store) {
    let at = |text, place, category| accepted(store, report_at(text, place, category), 0).ticket.id;
    let jam = at(
        "The printer has a paper jam",
        Some("Library"),
        Category::FacilityManagement,
    );
    let ink = at("The printer has no ink", Some("Hall B"), Category::TechnicalIt);
    let wifi = at("The wifi is slow", Some("Library"), Category::TechnicalIt);
    start(store, ink, 1);
    for (text, found) in [
        ("printer", vec![ink, jam]),
        ("printer -paper", vec![ink]),
        ("printer NOT paper", vec![ink]),
        ("printer -\"paper jam\"", vec![ink]),
        ("printer -\"jam paper\"", vec![ink, jam]),
        ("wifi OR ink", vec![wifi, ink]),
        ("wifi OR \"paper jam\"", vec![wifi, jam]),
        ("wifi OR pri*", vec![wifi, ink, jam]),
        ("wifi OR ink -slow", vec![ink]),
        ("wifi OR printer place:library", vec![wifi, jam]),
        ("wifi OR printer status:active", vec![ink]),
        ("wifi OR printer category:it opened:2026-03-02", vec![wifi, ink]),
        ("wifi OR printer opened:2026-03-03..", vec![]),
        ("printer -place:library", vec![ink]),
        ("printer -status:active", vec![jam]),
        ("the -category:it", vec![jam]),
        ("status:active OR place:library", vec![wifi, ink, jam]),
        ("place:hall OR wifi", vec![wifi, ink]),
        ("place:library is:unsure OR wifi", vec![wifi]),
        ("-is:unclosed printer", vec![]),
    ] {
        assert_eq!(searched(store, text), found, "{text}");
    }
    let only_excluded = |text| ids(store, search::parse(text, &Utc).0, Order::Newest);
    assert_eq!(only_excluded("-paper"), [wifi, ink]);
    assert_eq!(only_excluded("-paper -wifi"), [ink]);
    let waiting = ids(store, search::parse("-paper", &Utc).0, Order::LongestWaiting);
    assert_eq!(waiting, [ink, wifi]);
    assert_eq!(searched(store, "paper OR jam -wifi #1"), [jam]);
}

pub fn spellings_and_forms_of_a_word_find_each_other(store: &dyn Store) {
    let texts = [
        "Wi-Fi is down",
        "The wifi is slow",
        "Wi\u{2011}Fi again",
        "Win WI\u{AD}FI back",
        "Two printers jam",
        "The prin\u{AD}ter jams",
        "Łódź",
        "Straße",
        "Ærø",
        "Die Lampen flackern",
        "Le porte non si chiudono",
    ];
    let all: Vec<_> = texts
        .iter()
        .map(|text| (*text, reported(store, text, 0)))
        .collect();
    let of = |part: &[&str]| {
        let with = all.iter().rev().filter(|(text, _)| part.contains(text));
        with.map(|(_, id)| *id).collect::<Vec<_>>()
    };
    let wifi = of(&texts[..4]);
    for text in ["wifi", "Wi-Fi", "WI\u{2011}FI", "wi\u{AD}fi", "wi-f*"] {
        assert_eq!(searched(store, text), wifi, "{text}");
    }
    for (text, found) in [
        ("printer", &texts[4..6]),
        ("printers", &texts[4..6]),
        ("\"printers\"", &texts[4..5]),
        ("printers*", &texts[4..5]),
        ("lodz", &texts[6..7]),
        ("strasse", &texts[7..8]),
        ("aero", &texts[8..9]),
        ("lampe", &texts[9..10]),
        ("porta", &texts[10..]),
        ("“non si”", &texts[10..]),
    ] {
        assert_eq!(searched(store, text), of(found), "{text}");
    }
    let unfinished = |text: &str| term(store, Term::Unfinished(text.to_owned()));
    assert_eq!(unfinished("print"), of(&texts[4..6]));
    assert_eq!(unfinished("printers"), of(&texts[4..6]));
    assert_eq!(unfinished("wif"), wifi);
}

pub fn words_inside_a_text_without_blanks_are_found(store: &dyn Store) {
    let chinese = reported(store, "图书馆的打印机坏了", 0);
    let japanese = reported(store, "ﾌﾟﾘﾝﾀが壊れた", 1);
    let korean = reported(store, "프린터가 고장났어요", 2);
    for (text, found) in [
        ("打印机", chinese),
        ("机", chinese),
        ("プリンタ", japanese),
        ("프린터", korean),
        ("\"고장\"", korean),
    ] {
        assert_eq!(searched(store, text), [found], "{text}");
    }
    assert!(searched(store, "印打").is_empty());
}

pub fn people_are_found_by_name(store: &dyn Store) {
    let named = |name: &str, ticket, action| {
        let mut command = command(Role::User, ticket, action);
        command.name = Some(Name::new(name).unwrap());
        command
    };
    let mut ada = report("The lift is stuck");
    ada.name = Some(Name::new("Ada Łukasz").unwrap());
    let ada = accepted(store, ada, 0).ticket.id;
    let other = reported(store, "Another lift", 1);
    for name in ["ada", "ADA", "lukasz", "\"ada lukasz\""] {
        assert_eq!(searched(store, name), [ada], "{name}");
    }
    accepted(store, named("Grace", other, message("Still stuck")), 2);
    accepted(store, named("Grace", other, message("And now?")), 3);
    start(store, ada, 4);
    assert_eq!(searched(store, "grace"), [other]);
    assert_eq!(searched(store, "ada lift"), [ada], "after a change");
    assert!(
        searched(store, "\"lukasz the\"").is_empty(),
        "a name is a text of its own"
    );
}

pub fn a_place_is_found_by_the_beginnings_of_its_words(store: &dyn Store) {
    let at = |place| {
        accepted(
            store,
            report_at("Too dark", Some(place), Category::FacilityManagement),
            0,
        )
        .ticket
        .id
    };
    let room = at("Hall B, room 202");
    let hall = at("hall  b");
    let halle = at("Mensa, Hallenbad 2");
    let library = at("Library");
    for (text, found) in [
        ("place:hall", vec![halle, hall, room]),
        ("place:\"hall b\"", vec![hall, room]),
        ("place:\"B Hall\"", vec![hall, room]),
        ("place:“HALL\u{A0}B”", vec![hall, room]),
        ("place:20", vec![room]),
        ("place:2", vec![halle]),
        ("place:all", vec![]),
        ("place:=hall", vec![]),
        ("place:\"=Hall B\"", vec![hall]),
        ("place:\"=HALL\u{A0}\u{A0}b\"", vec![hall]),
        ("place:lib dark", vec![library]),
        ("place:ha* room", vec![room]),
    ] {
        assert_eq!(searched(store, text), found, "{text}");
    }
    let closed = |text| searched(store, text);
    start(store, hall, 1);
    close(store, hall, 2);
    assert_eq!(closed("place:hall status:closed"), [hall]);
    assert_eq!(closed("place:hall is:unclosed"), [halle, room]);
}

pub fn many_words_of_places_with_one_beginning_are_all_found(store: &dyn Store) {
    let rooms = 10..99;
    let number = rooms.len();
    for room in rooms {
        let place = format!("Room 7{room}");
        accepted(
            store,
            report_at("Too dark", Some(&place), Category::FacilityManagement),
            0,
        );
    }
    let filter = Filter {
        terms: vec![Term::Place("7".repeat(2)), Term::Place("roo".to_owned())],
        ..Filter::default()
    };
    assert_eq!(ids(store, filter, Order::Newest).len(), 10);
    assert_eq!(searched(store, "place:room").len(), number);
    let all = Filter {
        terms: vec![
            Term::Not(Box::new(Term::Place("77".to_owned()))),
            Term::Place("7*".to_owned()),
        ],
        ..Filter::default()
    };
    assert!(
        ids(store, all, Order::Newest).is_empty(),
        "one digit is a whole word"
    );
}

pub fn tickets_and_words_are_counted_up_to_a_limit(store: &dyn Store) {
    let first = reported(store, "The printer is on fire", 0);
    for minutes in 1..5 {
        reported(store, "A printer again", minutes);
    }
    start(store, first, 6);
    close(store, first, 7);
    assert_eq!(store.count(&words("printer"), 100).unwrap(), 5);
    assert_eq!(store.count(&words("printer"), 3).unwrap(), 3);
    assert_eq!(store.count(&Filter::default(), 100).unwrap(), 5);
    assert_eq!(store.count(&words("dragon"), 100).unwrap(), 0);
    let of = |unclosed, most| {
        let words = ["printer", "fire", "printers", "dragon"].map(str::to_owned);
        store.occurrences(&words, unclosed, most).unwrap()
    };
    assert_eq!(of(false, 100), [5, 1, 0, 0]);
    assert_eq!(of(true, 3), [3, 0, 0, 0]);
}

pub fn a_word_anywhere_in_a_long_thread_is_left_out(store: &dyn Store) {
    let quiet = with_long_thread(store, "The lift is stuck", 0, &["It hums"]);
    let smokes = with_long_thread(store, "Another lift", 1, &["It hums", "Now it smokes"]);
    let short = reported(store, "A third lift smokes", 2);
    for (text, found) in [
        ("lift -smokes", vec![quiet]),
        ("hums -smokes", vec![quiet]),
        ("hums -stuck", vec![smokes]),
        ("smokes OR stuck", vec![short, smokes, quiet]),
        ("lift hums OR third", vec![short, smokes, quiet]),
        ("lift -hums", vec![short]),
        ("smokes -status:closed", vec![short, smokes]),
        ("hums OR status:closed -another", vec![quiet]),
    ] {
        assert_eq!(searched(store, text), found, "{text}");
    }
    let (only_excluded, _) = search::parse("-smokes", &Utc);
    assert_eq!(ids(store, only_excluded.clone(), Order::Newest), [quiet]);
    assert_eq!(ids(store, only_excluded, Order::LongestWaiting), [quiet]);
}
