//! Imports and exports: many tickets, all or nothing.

use std::ops::ControlFlow;

use tickets::{
    Category, CategoryBy, CommandId, Description, Event, Filter, HistoryEntry, Message, MessageId, Order,
    Role, Status, Ticket, TicketId, TicketRef,
};

use super::fixtures::{accepted, assignment, at, command, ids, message, report, reported, words};
use crate::shared::mark::mark;
use crate::{ImportFailed, Imported, ImportedTicket, Store};

/// A closed ticket with a message, as an import brings it.
fn closed(line: u64, number: Option<u64>) -> ImportedTicket {
    let id = TicketId::new();
    let events = [
        (
            Role::User,
            Event::Reported {
                category: Category::TechnicalIt,
                assignment: None,
                reporter: None,
            },
        ),
        (Role::Helpdesk, Event::Started),
        (Role::Helpdesk, Event::Wrote),
        (Role::Helpdesk, Event::Closed),
    ];
    let history: Vec<_> = events
        .into_iter()
        .zip(1..)
        .map(|((role, event), version)| HistoryEntry {
            command: CommandId::new(),
            version,
            at: at(-100),
            role,
            name: None,
            event,
        })
        .collect();
    let body = tickets::Body::new("It was unplugged").unwrap();
    let written = Message {
        id: MessageId(history[2].command.0),
        ticket: id,
        body,
        role: Role::Helpdesk,
        name: None,
        created_at: at(-100),
    };
    ImportedTicket {
        line,
        ticket: Ticket {
            id,
            number,
            description: Description::new(format!("The projector of row {line}")).unwrap(),
            place: None,
            category: Category::TechnicalIt,
            category_by: CategoryBy::Classifier,
            assignment: Some(assignment(Category::TechnicalIt, true)),
            status: Status::Closed,
            opened_at: at(-100),
            modified_at: at(-100),
            closed_at: Some(at(-100)),
            version: 4,
            description_version: 1,
            place_version: 1,
            messages: 1,
            last_word: Some(Role::Helpdesk),
            waiting_since: None,
            follows: None,
        },
        history,
        messages: vec![(3, written)],
    }
}

/// An open ticket with a thread, as an import brings it.
pub(super) fn with_messages(description: &str, bodies: &[&str]) -> ImportedTicket {
    let mut imported = closed(2, None);
    let [report, wrote] = [0, 2].map(|at| imported.history[at].clone());
    let written = imported.messages[0].1.clone();
    imported.history = vec![report];
    imported.messages.clear();
    for (body, version) in bodies.iter().zip(2..) {
        let command = CommandId::new();
        imported.history.push(HistoryEntry {
            command,
            version,
            ..wrote.clone()
        });
        let message = Message {
            id: MessageId(command.0),
            body: tickets::Body::new(*body).unwrap(),
            ..written.clone()
        };
        imported.messages.push((version, message));
    }
    let count = u32::try_from(bodies.len()).unwrap();
    imported.ticket = Ticket {
        description: Description::new(description).unwrap(),
        status: Status::Open,
        closed_at: None,
        version: u64::from(count) + 1,
        messages: count,
        ..imported.ticket
    };
    imported
}

pub fn an_imported_ticket_has_one_number_of_the_feed(store: &dyn Store) {
    reported(store, "A ticket of today", 0);
    let (first, second) = (closed(2, Some(70)), closed(3, None));
    let marks = [&first, &second].map(|ticket| {
        let lowest = ticket.history.iter().min_by_key(|line| line.command);
        lowest.map(|line| mark(line.command, line.at))
    });
    store
        .import(vec![first.clone(), second.clone()], &mut |_| ())
        .unwrap();
    assert_eq!(*store.feed().borrow(), 3);
    let changes = store.changes(1, 1).unwrap();
    assert_eq!(
        (
            changes.tickets.len(),
            changes.messages.len(),
            changes.history.len(),
            changes.next
        ),
        (1, 1, 4, 2)
    );
    assert!(changes.history.iter().all(|line| line.given_at.is_none()));
    assert_eq!([store.mark_at(2).unwrap(), store.mark_at(3).unwrap()], marks);
    let numbers =
        [first.ticket.id, second.ticket.id].map(|id| store.ticket(id.into()).unwrap().unwrap().number);
    assert_eq!(
        numbers,
        [Some(70), Some(71)],
        "a ticket without a number gets the next one"
    );
    assert_eq!(ids(store, words("unplugged projector"), Order::Newest).len(), 2);
    assert_eq!(
        store.confusions().unwrap().of(None, None),
        0,
        "an import is not a review"
    );
    let reviewed = Filter {
        classified: Some(Category::TechnicalIt),
        ..Filter::default()
    };
    assert!(ids(store, reviewed, Order::Newest).is_empty());
    assert_eq!(accepted(store, report("One more"), 1).ticket.number, Some(72));
}

pub fn an_import_is_all_or_nothing(store: &dyn Store) {
    let known = reported(store, "A ticket of today", 0);
    let mut same_id = closed(4, None);
    same_id.ticket.id = known;
    for conflict in [closed(4, Some(1)), same_id] {
        let before = store.changes(0, 100).unwrap();
        let failed = store.import(vec![closed(2, Some(70)), closed(3, None), conflict], &mut |_| ());
        assert!(matches!(failed, Err(ImportFailed::Row(4, _))), "{failed:?}");
        assert_eq!(store.changes(0, 100).unwrap(), before);
        assert_eq!(store.ticket(TicketRef::Number(70)).unwrap(), None);
        assert_eq!(ids(store, Filter::default(), Order::Newest), [known]);
        assert_eq!(store.counts().unwrap().of(None, None, None), 1);
    }
    assert_eq!(accepted(store, report("One more"), 1).ticket.number, Some(2));
}

pub fn a_known_ticket_is_not_imported_again(store: &dyn Store) {
    let known = closed(2, Some(70));
    let without_number = || {
        let mut ticket = closed(2, None);
        ticket.ticket.id = TicketId::new();
        ticket
    };
    let new = Imported {
        tickets: 2,
        messages: 2,
        ..Imported::default()
    };
    let import = |tickets| store.import(tickets, &mut |_| ()).unwrap();
    assert_eq!(
        import(vec![known.clone(), without_number()]),
        new,
        "equal, but two"
    );
    let head = *store.feed().borrow();
    let again = Imported {
        known_tickets: 2,
        known_messages: 2,
        ..Imported::default()
    };
    assert_eq!(import(vec![known.clone(), without_number()]), again);
    assert_eq!(import(vec![without_number(), without_number()]), again);
    assert_eq!(*store.feed().borrow(), head);

    let mut answered = known.clone();
    let another = Message {
        body: tickets::Body::new("And it is plugged in again").unwrap(),
        ..known.messages[0].1.clone()
    };
    answered.messages.push((4, another));
    let answered = import(vec![answered]);
    assert_eq!((answered.known_messages, answered.left_out), (1, 1));
    for other in [
        with_place(closed(2, None), "Hall B"),
        closed(3, None),
        closed(2, Some(90)),
    ] {
        assert_eq!(import(vec![other]).tickets, 1);
    }
}

fn with_place(mut imported: ImportedTicket, place: &str) -> ImportedTicket {
    imported.ticket.place = tickets::Place::new(place).ok();
    imported
}

pub fn a_snapshot_contains_everything_of_one_moment(store: &dyn Store) {
    let ticket = reported(store, "The lift is stuck", 0);
    accepted(store, command(Role::User, ticket, message("Still stuck")), 1);
    store.import(vec![closed(2, Some(70))], &mut |_| ()).unwrap();
    let snapshot = store.snapshot().unwrap();
    assert_eq!(snapshot.ticket_count().unwrap(), 2);
    reported(store, "After the snapshot", 2);
    let mut tickets = Vec::new();
    snapshot
        .each_ticket(&mut |ticket, _| {
            tickets.push(ticket.number);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(tickets, [Some(1), Some(70)]);
    let mut messages = Vec::new();
    snapshot
        .each_message(&mut |number, message| {
            messages.push((number, message.body.as_str().to_owned()));
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(
        messages,
        [(1, "Still stuck".to_owned()), (70, "It was unplugged".to_owned())]
    );
    let mut visited = 0;
    snapshot
        .each_ticket(&mut |_, _| {
            visited += 1;
            ControlFlow::Break(())
        })
        .unwrap();
    assert_eq!(visited, 1, "the visitor can stop");
}
