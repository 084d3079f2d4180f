//! A command that the store cannot apply.

use std::sync::Arc;

use classifier::Classifier;
use desk::{Desk, Report, SystemClock};
use serde_json::json;
use store::SqliteStore;
use tickets::{CommandId, Role, TicketId};
use wire::Received;
use wire::sync::{Answer, Outcome, SentCommands};

use crate::test_desk::{description, user};

fn open(file: &std::path::Path) -> Desk {
    let store = Arc::new(SqliteStore::open(file).unwrap());
    Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock))
}

#[test]
fn a_command_that_the_store_cannot_apply_holds_back_only_its_own_ticket() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let (damaged, whole) = (TicketId::new(), TicketId::new());
    let desk = open(&file);
    for ticket in [damaged, whole] {
        let report = Report::new(description("The lift is stuck"), None);
        desk.report(&user(), CommandId::new(), ticket, report)
            .unwrap()
            .unwrap();
    }
    drop(desk);
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection
        .execute("update ticket set status = 9 where number = 1", [])
        .unwrap();
    drop(connection);

    let desk = open(&file);
    let write = |ticket: TicketId, body: &str| {
        json!({ "id": CommandId::new(), "ticket": ticket, "given_at": "2026-03-01T09:00:00Z",
            "action": { "write": { "body": body } } })
    };
    let commands = [
        write(whole, "One"),
        write(damaged, "Two"),
        write(damaged, "Three"),
        write(whole, "Four"),
    ];
    let sent: SentCommands = serde_json::from_value(json!({ "protocol": 1, "device": uuid::Uuid::nil(),
        "desk": desk.generation(), "sent_at": "2026-03-02T09:00:00Z", "commands": commands }))
    .unwrap();
    let answers = desk.answer_commands(Role::User, sent).unwrap().unwrap();
    let said = |answer: Received<Answer>| match answer.readable().unwrap().outcome {
        Outcome::Accepted(accepted) => format!("version {}", accepted.ticket.version),
        Outcome::Later { why } => why,
        Outcome::Refused(refusal) => refusal.to_string(),
    };
    let said: Vec<_> = answers.answers.into_iter().map(said).collect();
    assert_eq!(
        said,
        ["version 2", "failed", "waits-for-an-earlier-command", "version 3"]
    );
}
