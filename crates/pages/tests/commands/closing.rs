//! Closing a ticket as it was on screen.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use classifier::Classifier;
use desk::{Clock, Desk, Report, SystemClock, Visible};
use pages::close::{AsSeen, Close, Outcome};
use pages::{Form, commands};
use store::MemoryStore;
use tickets::{Body, Category, CommandId, Description, Event, Role, Status, TicketId};

use crate::visitor::Office;

#[test]
fn an_open_ticket_is_started_and_closed() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    let answer = helpdesk.close(&helpdesk.open(lift));
    assert!(!answer.has("*:not(html)"), "a closed ticket needs no explanation");
    assert_eq!(helpdesk.status(lift), Status::Closed);
    let history = helpdesk.page(lift).history;
    let events: Vec<&Event> = history.iter().map(|entry| &entry.event).collect();
    assert!(matches!(
        events[..],
        [Event::Reported { .. }, Event::Started, Event::Closed]
    ));
}

/// The pane was rendered before the message arrived, and not refreshed since.
#[test]
fn a_message_that_was_not_on_screen_keeps_the_ticket_open() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    let pane = helpdesk.open(lift);
    user.write(lift, "People are in it");
    let answer = helpdesk.close(&pane);
    assert_eq!(
        answer.text(".stays-open strong"),
        "#1 stays open: a new message has arrived."
    );
    assert_eq!(answer.attr("[data-open]", "data-open"), lift.to_string());
    assert_eq!(helpdesk.status(lift), Status::Open, "it was not even started");
    helpdesk.close(&helpdesk.open(lift));
    assert_eq!(
        helpdesk.status(lift),
        Status::Closed,
        "the message was on screen now"
    );
}

#[test]
fn an_edit_that_was_not_on_screen_keeps_the_ticket_open() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck");
    let pane = helpdesk.open(lift.id);
    user.modify(&lift, lift.version, "Both lifts are stuck");
    let answer = helpdesk.close(&pane);
    assert_eq!(
        answer.text(".stays-open strong"),
        "#1 stays open: its text was changed."
    );
    assert_eq!(helpdesk.status(lift.id), Status::Open);
}

#[test]
fn a_start_and_a_corrected_category_do_not_keep_the_ticket_open() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = helpdesk.report("The lift is stuck").id;
    let pane = helpdesk.open(lift);
    let (start, correct, ticket) = (CommandId::new(), CommandId::new(), lift.to_string());
    helpdesk.send(
        commands::status::start_ticket,
        [("command", &*start.to_string()), ("ticket", &*ticket)],
    );
    helpdesk.send(
        commands::status::correct_category,
        [
            ("command", &*correct.to_string()),
            ("ticket", &*ticket),
            ("category", Category::ServicesComplaints.as_str()),
        ],
    );
    helpdesk.close(&pane);
    assert_eq!(helpdesk.status(lift), Status::Closed);
}

/// "Send and close" sends the message first. The page counts it as seen.
#[test]
fn the_closers_own_message_does_not_keep_the_ticket_open_but_another_one_does() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    for (other_message, status) in [(false, Status::Closed), (true, Status::Open)] {
        let lift = user.report("The lift is stuck");
        if other_message {
            user.write(lift.id, "People are in it");
        }
        helpdesk.write(lift.id, "It runs again");
        let (command, start) = (CommandId::new().to_string(), CommandId::new().to_string());
        helpdesk.send(
            commands::status::close_ticket,
            [
                ("ticket", &*lift.id.to_string()),
                ("command", &*command),
                ("start_command", &*start),
                ("version", &*lift.version.to_string()),
                ("messages", "1"),
            ],
        );
        assert_eq!(helpdesk.status(lift.id), status);
    }
}

#[test]
fn a_close_that_is_sent_twice_counts_once() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = helpdesk.report("The lift is stuck").id;
    let pane = helpdesk.open(lift);
    for _ in 0..2 {
        assert!(!helpdesk.close(&pane).has(".stays-open"));
    }
    assert_eq!(helpdesk.page(lift).history.len(), 3);
}

#[test]
fn a_user_cannot_close_a_ticket() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    let answer = user.close(&helpdesk.open(lift));
    assert!(answer.text(".stays-open").contains("Only the helpdesk"));
    assert_eq!(helpdesk.status(lift), Status::Open);
}

#[test]
fn a_close_without_the_version_on_screen_is_rejected() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = helpdesk.report("The lift is stuck").id;
    let form = Form::from([
        ("ticket", &*lift.to_string()),
        ("command", &*CommandId::new().to_string()),
        ("start_command", &*CommandId::new().to_string()),
        ("messages", "0"),
    ]);
    let error = commands::status::close_ticket(&helpdesk, &form).expect_err("no version");
    assert!(error.to_string().contains("version"), "{error}");
    assert_eq!(helpdesk.status(lift), Status::Open);
}

/// A clock that is read right before each command: at its `at`-th reading, a user writes a message.
struct InterruptingClock {
    user: Desk,
    ticket: TicketId,
    readings: AtomicU32,
    at: u32,
}

impl Clock for InterruptingClock {
    fn now(&self) -> DateTime<Utc> {
        if self.readings.fetch_add(1, Ordering::Relaxed) == self.at {
            let (id, body) = (CommandId::new(), Body::new("It burns again").unwrap());
            let written = self.user.write(&Role::User.into(), id, self.ticket, body);
            written.expect("saved").expect("accepted");
        }
        Utc::now()
    }
}

/// Between reading the ticket and each of the two commands.
#[test]
fn a_message_that_arrives_while_the_ticket_is_being_closed_keeps_it_open() {
    for (at, status) in [(0, Status::Open), (1, Status::Active)] {
        let store = Arc::new(MemoryStore::new());
        let classifier = Arc::new(Classifier::shipped());
        let user = Desk::new(store.clone(), classifier.clone(), Arc::new(SystemClock));
        let fire = Description::new("The printer is on fire").unwrap();
        let reported = user.report(
            &Role::User.into(),
            CommandId::new(),
            TicketId::new(),
            Report::new(fire, None),
        );
        let ticket = reported.expect("saved").expect("accepted").ticket;
        let close = Close {
            ticket: ticket.id,
            seen: AsSeen {
                version: ticket.version,
                messages: ticket.messages,
            },
            start: CommandId::new(),
            close: CommandId::new(),
        };
        let clock = InterruptingClock {
            user: user.clone(),
            ticket: ticket.id,
            readings: AtomicU32::new(0),
            at,
        };
        let desk = Desk::new(store, classifier, Arc::new(clock));
        let outcome = close.apply(&desk, &Role::Helpdesk.into()).expect("saved");
        assert_eq!(outcome, Outcome::NewMessage);
        let now = user.ticket(Role::Helpdesk, ticket.id.into()).expect("read");
        assert!(matches!(now, Visible::Full(now) if now.status == status && now.messages == 1));
    }
}
