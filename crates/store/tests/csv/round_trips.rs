//! An export that is imported again, elsewhere or here.

use store::contract::fixtures;
use store::contract::fixtures::{accepted, close, command, message, report_at, reported, start};
use store::{Feed, Imported};
use tickets::{Action, Category, Name, Role, TicketPage};

use crate::place::{A_ROW, HEAD, Place};

#[test]
fn importing_an_export_elsewhere_results_in_the_same_tickets() {
    let here = Place::new();
    let nasty = "two\r\n\"lines\", with; commas,\tمصعد 🛗 =1+1";
    let stuck = reported(&here.store, nasty, 0);
    accepted(&here.store, command(Role::User, stuck, message(nasty)), 1);
    let mut answer = command(Role::Helpdesk, stuck, message("On our way"));
    answer.name = Name::new("Ada, \"the fixer\"").ok();
    accepted(&here.store, answer, 2);
    start(&here.store, stuck, 3);
    close(&here.store, stuck, 4);
    let mut wifi = report_at("The Wi-Fi drops", Some("Hall B, room 2"), Category::TechnicalIt);
    (wifi.role, wifi.name) = (Role::Helpdesk, Name::new("Ben").ok());
    accepted(&here.store, wifi, 5);
    let corrected = reported(&here.store, "The Wi-Fi is cold", 6);
    let correct = Action::Correct {
        category: Category::ServicesComplaints,
    };
    accepted(&here.store, command(Role::Helpdesk, corrected, correct), 7);

    let (tickets, messages) = here.export();
    let there = Place::new();
    let imported = there.import(&tickets, Some(&messages)).unwrap();
    assert_eq!((imported.tickets, imported.messages), (3, 2));
    assert_eq!(
        there.export(),
        (tickets, messages),
        "and out again: all columns of both files"
    );
    for number in 1..=3 {
        let (old, new) = (here.page(number), there.page(number));
        assert_eq!(old.ticket.id, new.ticket.id);
        assert_eq!(old.ticket.waiting_since, new.ticket.waiting_since);
        assert_eq!(old.ticket.last_word, new.ticket.last_word);
        let texts = |page: &TicketPage| page.messages.iter().map(|m| m.body.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&old), texts(&new));
        let writers = |page: &TicketPage| {
            page.messages
                .iter()
                .map(|m| (m.role, m.name.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(writers(&old), writers(&new));
        let reporter = |page: &TicketPage| page.history.first().map(|line| (line.role, line.name.clone()));
        assert_eq!(reporter(&old), reporter(&new));
    }
    assert_eq!(
        there.page(2).history[0].name,
        Name::new("Ben").ok(),
        "who reported it"
    );
    let next = accepted(&there.store, fixtures::report("One more"), 10).ticket;
    assert_eq!(next.number, Some(4), "numbers go on after the imported ones");
}

#[test]
fn a_file_that_is_imported_twice_adds_nothing_the_second_time() {
    let place = Place::new();
    let row = A_ROW.trim_start_matches('7');
    // Two people reported the same at the same time: an old helpdesk stored the day only.
    let twice = format!("{HEAD}{row}{row}{}", row.replace("Library", "Hall B"));
    let first = place.import(&twice, None).unwrap();
    assert_eq!((first.tickets, first.known_tickets), (3, 0));
    let before = place.export();
    let again = place.import(&twice, None).unwrap();
    assert_eq!((again.tickets, again.known_tickets), (0, 3));
    assert_eq!(place.export(), before);
    assert_eq!(*place.store.feed().borrow(), 3);

    let more = format!("{twice}{row}{}", row.replace("stuck", "slow"));
    let more = place.import(&more, None).unwrap();
    assert_eq!(
        (more.tickets, more.known_tickets),
        (2, 3),
        "a third one, and a new one"
    );
}

#[test]
fn an_export_that_is_imported_into_its_own_desk_adds_nothing() {
    let place = Place::new();
    let lift = reported(&place.store, "The lift is stuck", 0);
    accepted(&place.store, command(Role::User, lift, message("Still stuck")), 1);
    let (tickets, messages) = place.export();
    let again = place.import(&tickets, Some(&messages)).unwrap();
    let nothing = Imported {
        known_tickets: 1,
        known_messages: 1,
        ..Imported::default()
    };
    assert_eq!(again, nothing);
    let longer = format!("{messages}1,2026-03-02T09:01:00Z,helpdesk,Ada,On our way\n");
    let longer = place.import(&tickets, Some(&longer)).unwrap();
    assert_eq!(longer.left_out, 1, "a known ticket stays as it is");
    assert_eq!(place.page(1).messages.len(), 1);
}
