//! The JSON of protocol 1, in files that must not change: laptops and hubs of different versions exchange it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step fails the test")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_str, from_value, json, to_value};
use tickets::{Action, Base, Role};
use wire::sync::{Answers, MissingBase, Outcome, PROTOCOL, SentCommand, SentCommands};
use wire::{Changes, Received, Ticket};

const COMMANDS: &str = include_str!("golden/commands-1.json");
const ANSWERS: &str = include_str!("golden/answers-1.json");
const CHANGES: &str = include_str!("golden/changes-1.json");

/// Parses the file, and checks that serializing the value gives the same JSON.
fn round_trip<T: Serialize + DeserializeOwned>(golden: &str) -> T {
    let value: T = from_str(golden).unwrap();
    assert_eq!(to_value(&value).unwrap(), from_str::<Value>(golden).unwrap());
    value
}

/// Parses values that are all readable.
fn readable<T: std::fmt::Debug>(received: Vec<Received<T>>) -> Vec<T> {
    let value = |received| match received {
        Received::Readable(value) => value,
        Received::Unreadable(json) => panic!("unreadable: {json}"),
    };
    received.into_iter().map(value).collect()
}

/// Adds a field to each object of a JSON value.
fn add_unknown_fields(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(add_unknown_fields),
        Value::Object(fields) => {
            fields.values_mut().for_each(add_unknown_fields);
            // An object with one field is an enum: the field is its variant.
            if fields.len() > 1 {
                fields.insert("of_a_newer_version".to_owned(), json!(7));
            }
        }
        _ => {}
    }
}

#[test]
fn the_commands_of_a_laptop_do_not_change() {
    let sent: SentCommands = round_trip(COMMANDS);
    assert_eq!(sent.protocol, PROTOCOL);
    let commands = readable(sent.commands);
    assert!(commands[7].again && commands[7].number == Some(1042));
    for sent in commands.into_iter().take(7) {
        let command = sent.clone().into_command(Role::Helpdesk).unwrap();
        assert_eq!(command.role, Role::Helpdesk);
        assert_eq!(SentCommand::from(command), sent);
    }
}

#[test]
fn an_edit_takes_its_base_from_the_command() {
    let sent: SentCommands = from_str(COMMANDS).unwrap();
    let commands = readable(sent.commands);
    let (first, second) = (commands[2].clone(), commands[3].clone());
    let Action::Modify { edit, .. } = second.into_command(Role::User).unwrap().action else {
        panic!("an edit");
    };
    assert_eq!((edit.base, edit.place), (Base::Command(first.id), Some(None)));
    let without_base = SentCommand { base: None, ..first };
    assert_eq!(without_base.into_command(Role::User), Err(MissingBase));
}

#[test]
fn the_answers_of_a_hub_do_not_change() {
    let answers: Answers = round_trip(ANSWERS);
    let answers = readable(answers.answers);
    let accepted = answers
        .iter()
        .filter(|answer| matches!(answer.outcome, Outcome::Accepted(_)));
    let refused = answers
        .iter()
        .filter(|answer| matches!(answer.outcome, Outcome::Refused(_)));
    assert_eq!((accepted.count(), refused.count(), answers.len()), (1, 9, 11));
}

#[test]
fn the_feed_does_not_change() {
    let changes: Changes = round_trip(CHANGES);
    assert_eq!(readable(changes.history).len(), 6);
    assert_eq!(readable(changes.messages).len(), 1);
    for ticket in readable(changes.tickets) {
        let domain = tickets::Ticket::from(ticket.clone());
        assert_eq!(Ticket::from(domain), ticket);
    }
}

#[test]
fn unknown_fields_are_ignored() {
    fn check<T: DeserializeOwned + PartialEq + std::fmt::Debug>(golden: &str) {
        let mut newer: Value = from_str(golden).unwrap();
        add_unknown_fields(&mut newer);
        assert_eq!(from_value::<T>(newer).unwrap(), from_str::<T>(golden).unwrap());
    }
    check::<SentCommands>(COMMANDS);
    check::<Answers>(ANSWERS);
    check::<Changes>(CHANGES);
}

#[test]
fn an_unknown_value_makes_one_ticket_unreadable_and_not_the_feed() {
    let mut newer: Value = from_str(CHANGES).unwrap();
    newer["tickets"][0]["status"] = json!("postponed");
    newer["history"][3]["event"] = json!({ "event": "postponed", "until": "2027-01-01" });
    let unreadable = newer["tickets"][0].clone();
    let changes: Changes = from_value(newer.clone()).unwrap();
    assert_eq!(changes.tickets[0], Received::Unreadable(unreadable));
    assert!(matches!(changes.tickets[1], Received::Readable(_)));
    assert!(matches!(changes.history[3], Received::Unreadable(_)));
    let readable = changes
        .history
        .iter()
        .filter(|line| matches!(line, Received::Readable(_)));
    assert_eq!(readable.count(), 5);
    assert_eq!(
        to_value(&changes).unwrap(),
        newer,
        "unreadable values are passed on unchanged"
    );
}

#[test]
fn an_unknown_action_makes_one_command_unreadable() {
    let mut newer: Value = from_str(COMMANDS).unwrap();
    newer["commands"][4]["action"] = json!({ "postpone": { "until": "2027-01-01" } });
    let sent: SentCommands = from_value(newer).unwrap();
    let unreadable = sent
        .commands
        .iter()
        .filter(|command| matches!(command, Received::Unreadable(_)));
    assert_eq!((unreadable.count(), sent.commands.len()), (1, 8));
}

#[test]
fn a_feed_without_history_and_mark_is_readable() {
    let older = json!({ "desk": uuid::Uuid::nil(), "tickets": [], "messages": [], "next": 3 });
    let changes: Changes = from_value(older).unwrap();
    assert_eq!((changes.history, changes.mark), (vec![], None));
}

#[test]
fn a_received_text_that_breaks_the_limits_of_today_is_still_readable() {
    let mut changes: Value = from_str(CHANGES).unwrap();
    changes["tickets"][0]["description"] = json!("x".repeat(20_000));
    changes["messages"][0]["body"] = json!("");
    let changes: Changes = from_value(changes).unwrap();
    assert!(matches!(changes.tickets[0], Received::Readable(_)));
    assert!(matches!(changes.messages[0], Received::Readable(_)));
}
