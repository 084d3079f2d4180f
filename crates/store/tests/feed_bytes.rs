//! The size of one answer of the feed.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use chrono::{DateTime, TimeDelta, Utc};
use store::{BYTES, Feed, SqliteStore, TicketStore};
use tickets::{Action, Assignment, Body, Category, Command, CommandId, Description, Place, Role, TicketId};

fn now() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn command(ticket: TicketId, action: Action) -> Command {
    Command {
        id: CommandId::new(),
        role: Role::User,
        name: None,
        ticket,
        given_at: now(),
        only_at: None,
        number: None,
        action,
    }
}

fn report(ticket: TicketId, place: Option<Place>) -> Command {
    let report = Action::Report {
        description: Description::new("The lift is stuck").unwrap(),
        place,
        assignment: Assignment {
            category: Category::FacilityManagement,
            confidence: 0.9,
            sure: true,
            because: Vec::new(),
            model: "test".to_owned(),
        },
        follows: None,
        reporter: None,
    };
    command(ticket, report)
}

fn open() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
    (folder, store)
}

fn apply(store: &SqliteStore, commands: Vec<Command>) {
    let decisions = store.apply_all(commands, now() + TimeDelta::minutes(1)).unwrap();
    assert!(decisions.iter().all(|decision| matches!(decision, Ok(Ok(_)))));
}

#[test]
fn an_answer_of_long_messages_ends_early_and_a_follower_receives_each_once() {
    let (_folder, store) = open();
    let ticket = TicketId::new();
    let long = Body::new("🛗".repeat(10_000)).unwrap();
    let write = || command(ticket, Action::Write { body: long.clone() });
    let mut commands = vec![report(ticket, None)];
    commands.extend(std::iter::repeat_with(write).take(500));
    apply(&store, commands);
    let (mut after, mut messages, mut answers) = (0, 0, 0);
    while after < 501 {
        let answer = store.changes(after, 100_000).unwrap();
        let bytes: usize = answer
            .messages
            .iter()
            .map(|message| message.body.as_str().len())
            .sum();
        assert!(bytes as u64 <= BYTES, "{bytes} bytes in an answer");
        assert!(answer.next > after);
        messages += answer.messages.len();
        answers += 1;
        after = answer.next;
    }
    assert_eq!(messages, 500);
    assert!(answers >= 3, "{answers} answers");
}

#[test]
fn facts_with_long_places_end_early() {
    let (_folder, store) = open();
    let place = |n: usize| Place::new(format!("{n:05}{}", "🛗".repeat(195))).unwrap();
    let reports = (0..15_000).map(|n| report(TicketId::new(), Some(place(n))));
    apply(&store, reports.collect());
    let first = store.facts(0, 100_000).unwrap();
    assert!(first.next < 15_000 && !first.rows.is_empty(), "{}", first.next);
    let rest = store.facts(first.next, 100_000).unwrap();
    assert_eq!(first.rows.len() + rest.rows.len(), 15_000);
}
