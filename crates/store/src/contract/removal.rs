//! Removed texts: nothing of them stays, and followers receive the change.

use std::collections::BTreeMap;

use tickets::{
    Action, Category, CommandId, Event, MessageId, REMOVED, Refusal, Role, TextPart, Ticket, TicketId,
    TicketRef,
};

use super::fixtures::{
    accepted, at, close, command, ids, message, new_description, report_at, reported, start, words,
};
use crate::shared::summary::summary;
use crate::{Accepted, Store};
use tickets::Order;

/// The word that must not be found any more.
const SECRET: &str = "hunter2";

fn remove(store: &dyn Store, ticket: TicketId, text: TextPart, minutes: i64) -> Accepted {
    accepted(
        store,
        command(Role::Helpdesk, ticket, Action::RemoveText { text }),
        minutes,
    )
}

/// A ticket whose first description and first message have a password.
fn password_typed(store: &dyn Store) -> (TicketId, MessageId) {
    let text = format!("Wi-Fi does not take my password {SECRET}");
    let mut report = report_at(&text, Some("Hall B"), Category::TechnicalIt);
    report.name = tickets::Name::new("Ada").ok();
    if let Action::Report { assignment, .. } = &mut report.action {
        assignment.because = vec![tickets::Reason {
            word: SECRET.to_owned(),
            weight: 1.5,
        }];
    }
    let ticket = accepted(store, report, 0).ticket.id;
    let write = command(Role::User, ticket, message(&format!("It is {SECRET}, really")));
    let written = accepted(store, write, 1).message.unwrap().id;
    let edit = command(
        Role::User,
        ticket,
        new_description(1, "Wi-Fi does not take my password"),
    );
    accepted(store, edit, 2);
    (ticket, written)
}

/// Everything that a store says about a ticket, and what the feed says.
fn everything(store: &dyn Store, ticket: TicketId) -> String {
    let page = store.ticket_page(ticket.into()).unwrap();
    let changes = store.changes(0, 100_000).unwrap();
    let corrections = store.corrections().unwrap();
    let places = store.places("", 100).unwrap();
    format!("{page:?} {changes:?} {corrections:?} {places:?}")
}

pub fn a_removed_description_is_gone_with_its_earlier_versions(store: &dyn Store) {
    let (ticket, _) = password_typed(store);
    let other = reported(store, &format!("Another {SECRET}"), 3);
    let removed = remove(store, ticket, TextPart::Description, 4).ticket;
    assert_eq!(removed.description.as_str(), REMOVED);
    assert_eq!((removed.version, removed.description_version), (4, 4));
    let page = store.ticket_page(ticket.into()).unwrap().unwrap();
    let Event::Modified {
        description: Some(changed),
        ..
    } = &page.history[2].event
    else {
        panic!("the edit is still in the history");
    };
    assert!(changed.before.is_removed() && changed.after.is_removed());
    assert_eq!(
        page.history[0].name.as_ref().unwrap().as_str(),
        "Ada",
        "who and when"
    );
    assert_eq!(
        page.history[3].event,
        Event::TextRemoved {
            text: TextPart::Description
        }
    );
    assert!(!format!("{:?} {:?}", page.ticket, page.history).contains(SECRET));
    assert!(
        page.messages[0].body.as_str().contains(SECRET),
        "the message stays"
    );
    let found = |text| ids(store, words(text), Order::Newest);
    assert_eq!(found(SECRET), [other, ticket], "its message is found");
    assert_eq!(found("password"), []);
}

pub fn a_removed_message_is_gone_and_stays_in_its_place(store: &dyn Store) {
    let (ticket, written) = password_typed(store);
    remove(store, ticket, TextPart::Message(written), 4);
    let thread = store.messages(ticket.into()).unwrap();
    assert_eq!((thread[0].id, thread[0].body.as_str()), (written, REMOVED));
    assert_eq!(thread[0].created_at, at(1));
    remove(store, ticket, TextPart::Description, 5);
    assert_eq!(ids(store, words(SECRET), Order::Newest), []);
    assert!(!everything(store, ticket).contains(SECRET));
}

pub fn all_texts_of_a_ticket_are_removed_but_not_who_and_when(store: &dyn Store) {
    let (ticket, _) = password_typed(store);
    let correct = Action::Correct {
        category: Category::ServicesComplaints,
    };
    accepted(store, command(Role::Helpdesk, ticket, correct), 3);
    remove(store, ticket, TextPart::All, 4);
    let everything = everything(store, ticket);
    assert!(!everything.contains(SECRET) && !everything.contains("Hall B"));
    assert!(everything.contains("Ada"));
    let ticket = store.ticket(ticket.into()).unwrap().unwrap();
    assert_eq!(summary(ticket.description.as_str()), REMOVED);
    assert_eq!(
        (ticket.place, ticket.category),
        (None, Category::ServicesComplaints)
    );
}

pub fn only_the_helpdesk_removes_texts_also_of_closed_tickets(store: &dyn Store) {
    let (ticket, written) = password_typed(store);
    let refused = |role, text| {
        let removal = command(role, ticket, Action::RemoveText { text });
        store.apply(removal, at(9)).unwrap().unwrap_err()
    };
    assert_eq!(refused(Role::User, TextPart::Description), Refusal::HelpdeskOnly);
    start(store, ticket, 3);
    let closed = close(store, ticket, 4).ticket;
    assert_eq!(refused(Role::User, TextPart::All), Refusal::HelpdeskOnly);
    let removed = remove(store, ticket, TextPart::Description, 5).ticket;
    assert_eq!(
        (removed.status, removed.closed_at),
        (closed.status, closed.closed_at)
    );
    // What is not there cannot be removed.
    let nothing = Refusal::NothingToChange;
    assert_eq!(refused(Role::Helpdesk, TextPart::Description), nothing);
    remove(store, ticket, TextPart::Message(written), 6);
    assert_eq!(refused(Role::Helpdesk, TextPart::Message(written)), nothing);
    let unknown = TextPart::Message(MessageId(CommandId::new().0));
    assert_eq!(refused(Role::Helpdesk, unknown), nothing);
}

/// No store has a hash by which a removed text could be guessed.
pub fn a_command_whose_text_was_removed_is_known_by_its_id(store: &dyn Store) {
    let report = report_at(SECRET, None, Category::TechnicalIt);
    let ticket = accepted(store, report.clone(), 0).ticket.id;
    let write = command(Role::User, ticket, message(SECRET));
    accepted(store, write.clone(), 1);
    remove(store, ticket, TextPart::All, 2);
    for mut repeated in [report, write] {
        let again = accepted(store, repeated.clone(), 3);
        assert!(again.repeated && again.ticket.description.is_removed());
        repeated.name = tickets::Name::new("Ada").ok();
        assert!(accepted(store, repeated, 3).repeated);
    }
    assert_eq!(store.messages(ticket.into()).unwrap().len(), 1);
}

pub fn a_follower_receives_changed_messages_and_lines_again(store: &dyn Store) {
    let (ticket, _) = password_typed(store);
    let marks = |until: u64| (1..=until).map(|n| store.mark_at(n).unwrap()).collect::<Vec<_>>();
    let (head, before) = (*store.feed().borrow(), marks(3));
    let mut messages = BTreeMap::new();
    let mut lines = BTreeMap::new();
    let mut follow = |after| {
        let changes = store.changes(after, 100).unwrap();
        messages.extend(
            changes
                .messages
                .into_iter()
                .map(|message| (message.id.0, message)),
        );
        lines.extend(
            changes
                .history
                .into_iter()
                .map(|line| (line.entry.command, line.entry)),
        );
        changes.next
    };
    assert_eq!(follow(0), head);
    remove(store, ticket, TextPart::All, 4);
    remove(store, reported(store, "Another", 5), TextPart::All, 6);
    follow(head);
    let page = store.ticket_page(ticket.into()).unwrap().unwrap();
    assert!(
        page.messages
            .iter()
            .all(|message| messages.get(&message.id.0) == Some(message))
    );
    let lines: Vec<_> = page
        .history
        .iter()
        .map(|entry| lines[&entry.command].clone())
        .collect();
    assert_eq!(lines[..3], page.history[..3]);
    assert_eq!(
        marks(3),
        before,
        "the marks of earlier numbers stay, so that no follower sees a fork"
    );
}

pub fn texts_and_names_of_tickets_closed_long_ago_are_removed_once(store: &dyn Store) {
    let close_at = |text: &str, minutes| -> Ticket {
        let ticket = accepted(
            store,
            report_at(text, Some("Hall B"), Category::TechnicalIt),
            minutes,
        )
        .ticket
        .id;
        let mut write = command(Role::User, ticket, message(SECRET));
        write.name = tickets::Name::new("Ada").ok();
        accepted(store, write, minutes);
        start(store, ticket, minutes);
        close(store, ticket, minutes).ticket
    };
    let (old, older, new) = (close_at("Old", 10), close_at("Older", 5), close_at("New", 50));
    reported(store, "Open", 1);
    let due = || store.not_anonymised(at(20), 100).unwrap();
    assert_eq!(due(), [older.id, old.id], "closed longest ago first");
    assert_eq!(store.not_anonymised(at(20), 1).unwrap(), [older.id]);
    let facts = store.facts(0, 100).unwrap();
    // A removal by the helpdesk leaves names.
    remove(store, older.id, TextPart::All, 60);
    assert_eq!(due(), [older.id, old.id]);
    for ticket in [&old, &older] {
        remove(store, ticket.id, TextPart::AllAndNames, 70);
        let page = store.ticket_page(ticket.id.into()).unwrap().unwrap();
        let page = format!("{page:?}");
        assert!(!page.contains(SECRET) && !page.contains("Ada") && !page.contains("Old"));
    }
    assert_eq!(due(), []);
    let left = store.ticket(TicketRef::Id(old.id)).unwrap().unwrap();
    assert_eq!(
        (&left.place, left.closed_at, left.category),
        (&old.place, old.closed_at, old.category)
    );
    assert_eq!(store.facts(0, 100).unwrap().rows.len(), facts.rows.len());
    assert!(store.ticket(new.id.into()).unwrap().unwrap().description.as_str() == "New");
}
