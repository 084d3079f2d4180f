//! The JSON of protocol 1, in files that must not change: laptops and hubs of different versions exchange it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step fails the test")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_str, from_value, json, to_value};
use tickets::{Action, Base, Event, Role, Trial};
use wire::sync::{
    Answers, ChangesQuery, Hello, MissingBase, ModelLayer, OtherDesks, Outcome, PROTOCOL, PROTOCOLS, Page,
    Presence, Protocols, Reset, ResetReason, Scope, SentCommand, SentCommands,
};
use wire::{Changes, HistoryLine, Received, Ticket};

const COMMANDS: &str = include_str!("golden/commands-1.json");
const ANSWERS: &str = include_str!("golden/answers-1.json");
const REPORT_AGAIN: &str = include_str!("golden/report-again-1.json");
const CHANGES: &str = include_str!("golden/changes-1.json");
const HELLO: &str = include_str!("golden/hello-1.json");
const CHANGES_QUERY: &str = include_str!("golden/changes-query-1.json");
const PAGE: &str = include_str!("golden/page-1.json");
const MODEL: &str = include_str!("golden/model-1.json");
/// The answer of a hub that does not know when and how its model was tested.
const MODEL_OF_OLDER_HUB: &str = include_str!("golden/model-1-older-hub.json");
const PRESENCE: &str = include_str!("golden/presence-1.json");
const OTHER_DESKS: &str = include_str!("golden/other-desks-1.json");
const RESET: &str = include_str!("golden/reset-1.json");
const REMOVALS: &str = include_str!("golden/remove-text-1.json");
const REMOVED: &str = include_str!("golden/text-removed-1.json");

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

/// Commands and lines that were added to protocol 1 later: older programs leave them out.
#[test]
fn the_removal_of_texts_does_not_change() {
    let sent: SentCommands = round_trip(REMOVALS);
    for sent in readable(sent.commands) {
        let command = sent.clone().into_command(Role::Helpdesk).unwrap();
        assert!(matches!(command.action, Action::RemoveText { .. }));
        assert_eq!(SentCommand::from(command), sent);
    }
    let changes: Changes = round_trip(REMOVED);
    let lines = readable(changes.history);
    assert!(matches!(lines[1].event, Event::TextRemoved { .. }));
    assert!(readable(changes.tickets)[0].description.is_removed());
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
fn the_introduction_of_a_hub_does_not_change() {
    let hello: Hello = round_trip(HELLO);
    assert!(hello.protocol.contains(PROTOCOL) && !hello.protocol.contains(PROTOCOL + 1));
    assert_eq!(hello.role, Received::Readable(Role::User));
}

#[test]
fn a_laptop_and_a_hub_speak_the_newest_protocol_that_both_know() {
    let range = |from, to| Protocols { from, to };
    assert_eq!(range(1, 1).common(range(1, 2)), Some(1), "a newer hub");
    assert_eq!(range(2, 3).common(range(1, 2)), Some(2), "an older hub");
    assert_eq!(range(2, 3).common(range(2, 3)), Some(3));
    assert_eq!(range(1, 1).common(range(2, 3)), None);
    assert_eq!(range(2, 3).common(range(1, 1)), None);
    let hello: Hello = from_str(HELLO).unwrap();
    assert_eq!(PROTOCOLS.common(hello.protocol), Some(PROTOCOL));
}

#[test]
fn the_page_of_a_replica_does_not_change() {
    let page: Page = round_trip(PAGE);
    assert_eq!(readable(page.tickets).len(), 1);
    assert_eq!(readable(page.messages).len(), 1);
    assert_eq!(readable(page.history).len(), 3);
    assert_eq!(readable(page.closed).len(), 1);
    let query: ChangesQuery = round_trip(CHANGES_QUERY);
    assert_eq!(query.scope, Some(Scope::Unclosed));
}

#[test]
fn the_layer_of_a_model_does_not_change() {
    let model: ModelLayer = round_trip(MODEL);
    assert_eq!(model.layer, b"CDESKLAY\xff\0");
    assert_eq!((model.corrections, model.trial.corrections.after), (12, 9));
    let mut broken: Value = from_str(MODEL).unwrap();
    broken["layer"] = json!("not base64!");
    assert!(from_value::<ModelLayer>(broken).is_err());
}

#[test]
fn the_layer_of_an_older_hub_is_readable() {
    let model: ModelLayer = from_str(MODEL_OF_OLDER_HUB).unwrap();
    let newer: ModelLayer = from_str(MODEL).unwrap();
    assert_eq!((&model.version, &model.layer), (&newer.version, &newer.layer));
    assert_eq!(
        (model.adopted_at, model.corrections, model.trial),
        (None, 0, Trial::default())
    );
    for required in ["version", "shipped", "layer"] {
        let mut without: Value = from_str(MODEL_OF_OLDER_HUB).unwrap();
        without.as_object_mut().unwrap().remove(required);
        assert!(from_value::<ModelLayer>(without).is_err(), "{required}");
    }
}

#[test]
fn the_version_of_a_model_with_a_layer_names_its_shipped_model() {
    assert_eq!(
        ModelLayer::shipped_of("shipped-3+campus-12-0a1b2c3d"),
        "shipped-3"
    );
    assert_eq!(ModelLayer::shipped_of("shipped-3"), "shipped-3");
}

#[test]
fn the_open_tickets_of_desks_do_not_change() {
    let presence: Presence = round_trip(PRESENCE);
    assert_eq!((presence.known.len(), presence.wait), (2, Some(20)));
    let others: OtherDesks = round_trip(OTHER_DESKS);
    assert_eq!(others.others[0].name, None);
    let short: Presence = from_value(json!({ "protocol": 1, "ticket": null })).unwrap();
    assert_eq!((short.ticket, short.name, short.wait), (None, None, None));
}

#[test]
fn a_query_needs_a_protocol_and_a_desk_only() {
    let short = json!({ "protocol": 1, "desk": uuid::Uuid::nil() });
    let query: ChangesQuery = from_value(short).unwrap();
    assert_eq!((query.after, query.mark, query.fresh), (0, None, 0));
    assert_eq!((query.scope, query.limit, query.wait), (None, None, None));
}

#[test]
fn a_reset_does_not_change_and_an_unknown_reason_is_still_a_reset() {
    let reset: Reset = round_trip(RESET);
    assert_eq!(reset.reset, Received::Readable(ResetReason::Fork));
    for (reason, name) in [
        (ResetReason::Generation, "generation"),
        (ResetReason::Ahead, "ahead"),
        (ResetReason::Far, "far"),
    ] {
        assert_eq!(to_value(reason).unwrap(), json!(name));
    }
    let mut newer: Value = from_str(RESET).unwrap();
    newer["reset"] = json!("moved");
    let reset: Reset = from_value(newer).unwrap();
    assert_eq!(reset.reset, Received::Unreadable(json!("moved")));
}

#[test]
fn a_hub_with_an_unknown_role_still_says_its_protocols() {
    let mut newer: Value = from_str(HELLO).unwrap();
    newer["role"] = json!("observer");
    newer["protocol"] = json!({ "from": 2, "to": 3 });
    let hello: Hello = from_value(newer).unwrap();
    assert!(!hello.protocol.contains(PROTOCOL));
    assert_eq!(hello.role, Received::Unreadable(json!("observer")));
}

#[test]
fn a_report_that_follows_a_closed_ticket_does_not_change() {
    let golden: Value = from_str(REPORT_AGAIN).unwrap();
    let part = |name: &str| golden[name].to_string();
    let sent: SentCommand = round_trip(&part("command"));
    let command = sent.clone().into_command(Role::Helpdesk).unwrap();
    let ticket: Ticket = round_trip(&part("ticket"));
    let Action::Report {
        follows, reporter, ..
    } = &command.action
    else {
        panic!("a report");
    };
    assert!(follows.is_some() && reporter.is_some());
    assert_eq!(ticket.follows, *follows);
    assert_eq!(SentCommand::from(command), sent);
    assert_eq!(Ticket::from(tickets::Ticket::from(ticket.clone())), ticket);
    round_trip::<HistoryLine>(&part("line"));
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
    check::<Hello>(HELLO);
    check::<ChangesQuery>(CHANGES_QUERY);
    check::<Page>(PAGE);
    check::<Reset>(RESET);
    check::<ModelLayer>(MODEL);
    check::<Presence>(PRESENCE);
    check::<OtherDesks>(OTHER_DESKS);
}

#[test]
fn an_unknown_status_makes_one_ticket_of_a_page_unreadable() {
    let mut newer: Value = from_str(PAGE).unwrap();
    newer["tickets"][0]["status"] = json!("postponed");
    newer["messages"][0]["role"] = json!("observer");
    newer["closed"][0]["closed_at"] = json!("yesterday");
    let page: Page = from_value(newer.clone()).unwrap();
    assert!(matches!(page.tickets[0], Received::Unreadable(_)));
    assert!(matches!(page.messages[0], Received::Unreadable(_)));
    assert!(matches!(page.closed[0], Received::Unreadable(_)));
    assert_eq!(page.next, 18240);
    assert_eq!(readable(page.history).len(), 3);
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
