//! Commands: idempotent, atomic and durable.

use std::collections::BTreeSet;

use crate::Store;
use tickets::{
    Action, Base, Body, Category, Command, CommandId, Description, Edit, Event, Name, Place, Refusal, Role,
    Status, TicketId, TicketRef,
};

use super::fixtures::{
    accepted, at, batch_decided, close, command, description_after, message, new_description, report,
    report_at, reported, start,
};

pub fn a_report_is_stored(store: &dyn Store) {
    let lift_is_stuck = report_at("The lift is stuck", Some("Library"), Category::FacilityManagement);
    let ticket = accepted(store, lift_is_stuck.clone(), 0).ticket;
    assert_eq!(ticket.number, Some(1));
    assert_eq!((ticket.status, ticket.version), (Status::Open, 1));
    assert_eq!(
        (ticket.opened_at, ticket.modified_at, ticket.closed_at),
        (at(0), at(0), None)
    );
    assert_eq!(
        store.ticket(lift_is_stuck.ticket.into()).unwrap(),
        Some(ticket.clone())
    );
    assert_eq!(store.ticket(TicketRef::Number(1)).unwrap(), Some(ticket));
    assert_eq!(store.ticket(TicketRef::Number(2)).unwrap(), None);
    assert_eq!(store.ticket(TicketRef::Number(u64::MAX)).unwrap(), None);
    assert_eq!(store.ticket_page(TicketId::new().into()).unwrap(), None);
}

pub fn every_command_is_a_line_of_history(store: &dyn Store) {
    let ticket = reported(store, "The projector shows no picture", 0);
    accepted(store, command(Role::User, ticket, message("It is urgent")), 1);
    let correct = Action::Correct {
        category: Category::TechnicalIt,
    };
    accepted(store, command(Role::Helpdesk, ticket, correct), 2);
    accepted(
        store,
        command(Role::User, ticket, new_description(1, "No picture in room 3")),
        3,
    );
    start(store, ticket, 4);
    accepted(
        store,
        command(Role::Helpdesk, ticket, message("We are on our way")),
        5,
    );
    let closed = close(store, ticket, 6).ticket;

    let page = store.ticket_page(ticket.into()).unwrap().unwrap();
    assert_eq!(page.ticket, closed);
    assert_eq!(
        (closed.version, closed.messages, closed.last_word),
        (7, 2, Some(Role::Helpdesk))
    );
    let versions: Vec<_> = page.history.iter().map(|entry| entry.version).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6, 7]);
    let times: Vec<_> = page.history.iter().map(|entry| entry.at).collect();
    assert_eq!(times, (0..7).map(at).collect::<Vec<_>>());
    let Event::Modified {
        description: Some(changed),
        ..
    } = &page.history[3].event
    else {
        panic!("an edit is a line of history: {:?}", page.history[3]);
    };
    assert_eq!(changed.before.as_str(), "The projector shows no picture");
    assert_eq!(changed.after.as_str(), "No picture in room 3");
    let bodies: Vec<_> = page
        .messages
        .iter()
        .map(|message| message.body.as_str())
        .collect();
    assert_eq!(bodies, ["It is urgent", "We are on our way"]);
    assert_eq!(page.messages, store.messages(ticket.into()).unwrap());
}

pub fn a_refused_command_leaves_no_trace(store: &dyn Store) {
    let ticket = reported(store, "Cold radiators", 0);
    let before = store.ticket_page(ticket.into()).unwrap();
    let feed = *store.feed().borrow();
    let close = command(Role::Helpdesk, ticket, Action::Close);
    let refusal = store.apply(close.clone(), at(1)).unwrap().unwrap_err();
    assert!(matches!(refusal, Refusal::WrongStatus { is: Status::Open, .. }));
    let by_a_user = store
        .apply(command(Role::User, ticket, Action::Start), at(1))
        .unwrap();
    assert_eq!(by_a_user.unwrap_err(), Refusal::HelpdeskOnly);
    let nowhere = store
        .apply(command(Role::User, TicketId::new(), message("?")), at(1))
        .unwrap();
    assert_eq!(nowhere.unwrap_err(), Refusal::NoSuchTicket);
    assert_eq!(store.ticket_page(ticket.into()).unwrap(), before);
    assert_eq!(*store.feed().borrow(), feed);

    // Refusals are not stored: the same command is accepted once the status allows it.
    start(store, ticket, 2);
    assert!(!accepted(store, close, 3).repeated);
}

pub fn a_repeated_command_counts_once(store: &dyn Store) {
    let ticket = reported(store, "The printer is on fire", 0);
    let begin = command(Role::Helpdesk, ticket, Action::Start);
    let first = accepted(store, begin.clone(), 1);
    let closed = close(store, ticket, 2).ticket;
    let again = accepted(store, begin, 3);
    assert!(again.repeated && !first.repeated);
    assert_eq!(again.ticket, closed, "the answer is the ticket as it is now");
    assert_eq!(store.ticket(ticket.into()).unwrap(), Some(closed));
}

pub fn a_repeated_report_finds_its_ticket_under_its_first_id(store: &dyn Store) {
    let first = report("Mice in the canteen");
    let mut again = first.clone();
    again.ticket = TicketId::new();
    if let Action::Report { assignment, .. } = &mut again.action {
        assignment.model = "a newer one".to_owned();
    }
    let ticket = accepted(store, first, 0).ticket;
    let answer = accepted(store, again, 1);
    assert!(answer.repeated);
    assert_eq!(answer.ticket, ticket);
    assert_eq!(store.counts().unwrap().of(None, None, None), 1);
}

pub fn a_reused_command_id_is_refused(store: &dyn Store) {
    let mice = report("Mice in the canteen");
    accepted(store, mice.clone(), 0);
    let mut rats = report("Rats in the canteen");
    rats.id = mice.id;
    assert_eq!(
        store.apply(rats, at(1)).unwrap().unwrap_err(),
        Refusal::CommandReused
    );
    let mut elsewhere = mice.clone();
    if let Action::Report { place, .. } = &mut elsewhere.action {
        *place = tickets::Place::new("Canteen").ok();
    }
    assert_eq!(
        store.apply(elsewhere, at(1)).unwrap().unwrap_err(),
        Refusal::CommandReused
    );
    let mut same_ticket = report("Another report for the same ticket");
    same_ticket.ticket = mice.ticket;
    assert_eq!(
        store.apply(same_ticket, at(1)).unwrap().unwrap_err(),
        Refusal::TicketExists
    );
    assert_eq!(store.counts().unwrap().of(None, None, None), 1);
}

pub fn a_repeated_message_is_answered_with_the_first_one(store: &dyn Store) {
    let ticket = reported(store, "Rain comes through the roof", 0);
    let bucket = command(Role::User, ticket, message("We put a bucket under it"));
    let first = accepted(store, bucket.clone(), 1);
    accepted(store, command(Role::Helpdesk, ticket, message("Thank you")), 2);
    let again = accepted(store, bucket, 3);
    assert!(again.repeated);
    assert_eq!(again.message, first.message);
    assert_eq!(store.messages(ticket.into()).unwrap().len(), 2);
}

pub fn numbers_have_no_gaps(store: &dyn Store) {
    for number in 1..=5 {
        let lost = store.apply(command(Role::User, TicketId::new(), message("lost")), at(0));
        assert!(lost.unwrap().is_err());
        let ticket = accepted(store, report("One more"), number).ticket;
        assert_eq!(ticket.number, u64::try_from(number).ok());
    }
}

pub fn many_callers_at_once(store: &dyn Store) {
    let shared = CommandId::new();
    std::thread::scope(|callers| {
        for caller in 0..16 {
            callers.spawn(move || {
                for n in 0..10 {
                    let ticket = reported(store, &format!("Caller {caller} reports {n}"), n);
                    assert!(
                        store.ticket(ticket.into()).unwrap().is_some(),
                        "one reads what one wrote"
                    );
                }
                let mut same = report("All say the same");
                same.id = shared;
                accepted(store, same, 10);
            });
        }
    });
    assert_eq!(
        store.counts().unwrap().of(None, None, None),
        161,
        "the shared command counts once"
    );
    assert_eq!(*store.feed().borrow(), 161);
    let changes = store.changes(0, 1_000).unwrap();
    let numbers: BTreeSet<_> = changes
        .tickets
        .iter()
        .filter_map(|ticket| ticket.number)
        .collect();
    assert_eq!(numbers, (1..=161).collect());
}

pub fn texts_are_stored_exactly(store: &dyn Store) {
    let long = "x".repeat(10_000);
    for text in [
        "  two\r\n lines\t",
        "مصعد معطل",
        "🛗🔥",
        "<img src=x onerror=alert(1)>",
        "{{7*7}}",
        "'; drop table ticket; --",
        "\u{E000}s2 \u{202E}reversed",
        &long,
    ] {
        let ticket = reported(store, text, 0);
        accepted(store, command(Role::User, ticket, message(text)), 1);
        let page = store.ticket_page(ticket.into()).unwrap().unwrap();
        assert_eq!(page.ticket.description.as_str(), text);
        assert_eq!(page.messages[0].body.as_str(), text);
    }
}

pub fn dates_stay_in_order_when_the_clock_jumps_back(store: &dyn Store) {
    let ticket = reported(store, "The clock in the hall is wrong", 60);
    start(store, ticket, 0);
    let closed = close(store, ticket, 30).ticket;
    assert_eq!((closed.opened_at, closed.modified_at), (at(60), at(60)));
    assert_eq!(closed.closed_at, Some(at(60)));
}

pub fn a_batch_is_decided_in_its_order(store: &dyn Store) {
    let report = report("The lift is stuck");
    let ticket = report.ticket;
    let close = command(Role::Helpdesk, ticket, Action::Close);
    let start = command(Role::Helpdesk, ticket, Action::Start);
    let batch = vec![report.clone(), close.clone(), start, close.clone(), report];
    let decisions = batch_decided(store, batch, 1);
    let [reported, too_early, started, closed, repeated] = &decisions[..] else {
        panic!("a decision for each command: {decisions:?}");
    };
    assert_eq!(reported.as_ref().unwrap().ticket.status, Status::Open);
    assert!(matches!(
        too_early,
        Err(Refusal::WrongStatus { is: Status::Open, .. })
    ));
    assert_eq!(started.as_ref().unwrap().ticket.version, 2);
    assert_eq!(closed.as_ref().unwrap().ticket.status, Status::Closed);
    let repeated = repeated.as_ref().unwrap();
    assert!(repeated.repeated && repeated.ticket == closed.as_ref().unwrap().ticket);
    assert_eq!(*store.feed().borrow(), 3, "a refused command uses no number");
    assert_eq!(
        store.ticket(ticket.into()).unwrap().unwrap().status,
        Status::Closed
    );
    assert!(store.apply_all(Vec::new(), at(1)).unwrap().is_empty());
}

pub fn many_batches_at_once_keep_their_order(store: &dyn Store) {
    std::thread::scope(|callers| {
        for caller in 0..8 {
            callers.spawn(move || {
                let first = report(&format!("Caller {caller}"));
                let ticket = first.ticket;
                let messages =
                    (0..40).map(|n| command(Role::User, ticket, message(&format!("{caller}: {n}"))));
                let batch = std::iter::once(first).chain(messages).collect();
                let decisions = batch_decided(store, batch, 0);
                assert!(decisions.iter().all(Result::is_ok));
                let thread = store.messages(ticket.into()).unwrap();
                let bodies: Vec<_> = thread
                    .iter()
                    .map(|message| message.body.as_str().to_owned())
                    .collect();
                let expected: Vec<_> = (0..40).map(|n| format!("{caller}: {n}")).collect();
                assert_eq!(bodies, expected);
            });
        }
    });
    assert_eq!(*store.feed().borrow(), 8 * 41);
}

pub fn an_edit_based_on_a_command_does_not_conflict_with_that_command(store: &dyn Store) {
    let ticket = reported(store, "The lift is stuck", 0);
    let first = command(
        Role::User,
        ticket,
        new_description(1, "The lift in hall B is stuck"),
    );
    accepted(store, first.clone(), 1);
    accepted(store, command(Role::Helpdesk, ticket, message("Which floor?")), 2);
    let second = command(
        Role::User,
        ticket,
        description_after(first.id, "It is stuck on floor 3"),
    );
    assert_eq!(accepted(store, second.clone(), 3).ticket.version, 4);
    assert!(accepted(store, second.clone(), 4).repeated);
    let mut resolved = second;
    resolved.action = new_description(2, "It is stuck on floor 3");
    assert_eq!(
        store.apply(resolved, at(5)).unwrap().unwrap_err(),
        Refusal::CommandReused,
        "the fingerprint contains the base as it was given"
    );
    let outdated = command(Role::User, ticket, description_after(first.id, "It moves again"));
    assert!(
        matches!(
            store.apply(outdated, at(6)).unwrap().unwrap_err(),
            Refusal::EditedMeanwhile { .. }
        ),
        "the second edit is newer than its base"
    );
}

pub fn a_base_that_was_not_accepted_for_the_ticket_conflicts(store: &dyn Store) {
    let ticket = reported(store, "The lift is stuck", 0);
    let elsewhere = report("The heating is cold");
    accepted(store, elsewhere.clone(), 0);
    let refused = command(Role::Helpdesk, ticket, Action::Close);
    assert!(store.apply(refused.clone(), at(1)).unwrap().is_err());
    for base in [CommandId::new(), elsewhere.id, refused.id] {
        let edit = command(Role::User, ticket, description_after(base, "It moves again"));
        assert!(matches!(
            store.apply(edit, at(2)).unwrap().unwrap_err(),
            Refusal::EditedMeanwhile { .. }
        ));
        let mut start = command(Role::Helpdesk, ticket, Action::Start);
        start.only_at = Some(Base::Command(base));
        assert!(matches!(
            store.apply(start, at(2)).unwrap().unwrap_err(),
            Refusal::ChangedMeanwhile { .. }
        ));
    }
}

pub fn a_command_may_require_the_version_after_a_command(store: &dyn Store) {
    let report = report("The lift is stuck");
    let ticket = accepted(store, report.clone(), 0).ticket.id;
    let mut start = command(Role::Helpdesk, ticket, Action::Start);
    start.only_at = Some(Base::Command(report.id));
    accepted(store, start.clone(), 1);
    let mut close = command(Role::Helpdesk, ticket, Action::Close);
    close.only_at = Some(Base::Command(start.id));
    accepted(store, command(Role::User, ticket, message("It moves again")), 2);
    assert!(matches!(
        store.apply(close, at(3)).unwrap().unwrap_err(),
        Refusal::ChangedMeanwhile { .. }
    ));
}

pub fn a_stored_text_that_todays_limits_would_refuse_stays_readable(store: &dyn Store) {
    let long = "x".repeat(20_000);
    let mut old = report_at("Too long today", Some("Hall"), Category::TechnicalIt);
    if let Action::Report {
        description, place, ..
    } = &mut old.action
    {
        *description = Description::from_stored(long.clone());
        *place = Some(Place::from_stored("two\nlines".to_owned()));
    }
    let mut blank = command(Role::User, old.ticket, message("Blank today"));
    blank.action = Action::Write {
        body: Body::from_stored(" ".to_owned()),
    };
    blank.name = Some(Name::from_stored(long.clone()));
    let ticket = accepted(store, old, 0).ticket.id;
    accepted(store, command(Role::User, ticket, new_description(1, "Short")), 1);
    accepted(store, blank, 2);
    let page = store.ticket_page(ticket.into()).unwrap().unwrap();
    assert_eq!(page.ticket.place.unwrap().as_str(), "two\nlines");
    assert_eq!(page.messages[0].body.as_str(), " ");
    assert_eq!(page.messages[0].name.as_ref().unwrap().as_str(), long);
    let Event::Modified {
        description: Some(changed),
        ..
    } = &page.history[1].event
    else {
        panic!("an edit: {:?}", page.history[1]);
    };
    assert_eq!(changed.before.as_str(), long);
    assert_eq!(store.changes(0, 10).unwrap().history.len(), 3);
}

pub fn an_edit_that_changes_nothing_leaves_no_trace(store: &dyn Store) {
    let report = report_at("The lift is stuck", Some("Hall B"), Category::FacilityManagement);
    let reported = accepted(store, report, 0).ticket;
    let before = store.ticket_page(reported.id.into()).unwrap();
    let edit = |description: Option<&str>, place: Option<&str>| Action::Modify {
        edit: Edit {
            base: Base::Version(1),
            description: description.map(|text| Description::new(text).unwrap()),
            place: place.map(|place| Place::new(place).ok()),
        },
        assignment: None,
    };
    let same = [
        edit(Some("The lift is stuck"), None),
        edit(None, Some("Hall B")),
        edit(Some("The lift is stuck"), Some("Hall B")),
    ];
    for same in same {
        let answer = accepted(store, command(Role::User, reported.id, same), 1);
        assert_eq!((&answer.ticket, answer.repeated), (&reported, true));
    }
    let nothing = command(Role::User, reported.id, edit(None, None));
    assert_eq!(
        store.apply(nothing, at(1)).unwrap(),
        Err(Refusal::NothingToChange)
    );
    assert_eq!(store.ticket_page(reported.id.into()).unwrap(), before);
    assert_eq!(*store.feed().borrow(), 1);
}

pub fn a_report_gets_its_number_again_if_it_is_free(store: &dyn Store) {
    let again = |text: &str, number| {
        let again = Command {
            number: Some(number),
            ..report(text)
        };
        let number = accepted(store, again, 1).ticket.number;
        number.unwrap()
    };
    reported(store, "One", 0);
    assert_eq!(again("It was 5", 5), 5);
    assert_eq!(again("It was 5, too", 5), 6, "the number is in use");
    assert_eq!(again("It was 3", 3), 3);
    assert_eq!(again("A number that the desk never reached", u64::MAX), 7);
    assert_eq!(again("No number", 0), 8);
}
