//! The commands of laptops, as the hub answers them.

use desk::Desk;
use desk::sync::NotAnswered;
use serde_json::{Value, json, to_value};
use tickets::{CommandId, Role, Status, Ticket, TicketId};
use uuid::Uuid;
use wire::Received;
use wire::sync::{Accepted, Answer, ChangesQuery, Outcome, ResetReason, Scope, SentCommands};

use crate::test_desk::test_desk;

/// A command of a laptop, as JSON.
pub fn command(id: CommandId, ticket: TicketId, action: Value) -> Value {
    json!({ "id": id, "ticket": ticket, "given_at": "2026-03-01T09:00:00Z", "action": action })
}

fn report(id: CommandId, ticket: TicketId, text: &str) -> Value {
    let assignment = json!({ "category": "technical-it", "confidence": 1.0, "sure": true, "because": [],
        "model": "of the laptop" });
    command(
        id,
        ticket,
        json!({ "report": { "description": text, "assignment": assignment } }),
    )
}

fn write(id: CommandId, ticket: TicketId, text: &str) -> Value {
    command(id, ticket, json!({ "write": { "body": text } }))
}

fn with(mut command: Value, field: &str, value: impl serde::Serialize) -> Value {
    command[field] = to_value(value).unwrap();
    command
}

fn sent(desk: &Desk, commands: &[Value]) -> SentCommands {
    serde_json::from_value(
        json!({ "protocol": 1, "device": Uuid::nil(), "desk": desk.generation(),
        "sent_at": "2026-03-02T09:00:00Z", "commands": commands }),
    )
    .unwrap()
}

/// Sends commands; returns the answers, which are in the order of the commands.
pub fn send(desk: &Desk, role: Role, commands: &[Value]) -> Vec<Outcome> {
    let answers = desk.answer_commands(role, sent(desk, commands)).unwrap().unwrap();
    assert_eq!(
        (answers.desk, answers.head),
        (desk.generation(), *desk.feed().borrow())
    );
    let answers = answers
        .answers
        .into_iter()
        .map(|answer| answer.readable().unwrap());
    let (ids, outcomes): (Vec<_>, Vec<_>) =
        answers.map(|Answer { id, outcome }| (json!(id), outcome)).unzip();
    let asked: Vec<_> = commands.iter().map(|command| command["id"].clone()).collect();
    assert_eq!(ids, asked);
    outcomes
}

fn accepted(outcome: &Outcome) -> &Accepted {
    match outcome {
        Outcome::Accepted(accepted) => accepted,
        other => panic!("not accepted: {other:?}"),
    }
}

/// `refused: REASON`, `later: REASON`, or `accepted`.
fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted(_) => "accepted".to_owned(),
        Outcome::Refused(refusal) => {
            format!("refused: {}", to_value(refusal).unwrap()["why"].as_str().unwrap())
        }
        Outcome::Later { why } => format!("later: {why}"),
    }
}

fn all_said(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().map(said).collect()
}

fn ids() -> (CommandId, TicketId) {
    (CommandId::new(), TicketId::new())
}

#[test]
fn commands_are_decided_in_their_order_and_a_refusal_holds_back_nothing() {
    let desk = test_desk().desk;
    let (id, lift) = ids();
    let outcomes = send(
        &desk,
        Role::User,
        &[
            report(id, lift, "The lift is stuck"),
            command(CommandId::new(), lift, json!("start")),
            write(CommandId::new(), lift, "Third floor"),
            write(CommandId::new(), TicketId::new(), "To nobody"),
            report(CommandId::new(), TicketId::new(), "No heat"),
        ],
    );
    let expected = [
        "accepted",
        "refused: helpdesk-only",
        "accepted",
        "refused: no-such-ticket",
        "accepted",
    ];
    assert_eq!(all_said(&outcomes), expected);
    let wrote = accepted(&outcomes[2]);
    assert_eq!((wrote.ticket.version, wrote.ticket.number), (2, Some(1)));
    assert_eq!((wrote.messages.len(), wrote.history.len()), (1, 1));
    assert_eq!((wrote.history[0].version, wrote.history[0].ticket), (2, lift));
    assert_eq!(
        wrote.history[0].given_at.unwrap().to_rfc3339(),
        "2026-03-01T09:00:00+00:00"
    );
    assert_eq!(accepted(&outcomes[4]).ticket.number, Some(2));
}

#[test]
fn commands_whose_answer_was_lost_count_once() {
    let desk = test_desk().desk;
    let (id, lift) = ids();
    let commands = [
        report(id, lift, "The lift is stuck"),
        write(CommandId::new(), lift, "Third floor"),
    ];
    let first = send(&desk, Role::User, &commands);
    let again = send(&desk, Role::User, &commands);
    assert_eq!(*desk.feed().borrow(), 2);
    for (first, again) in first.iter().zip(&again) {
        let (first, again) = (accepted(first), accepted(again));
        assert!(!first.repeated && again.repeated);
        assert_eq!(
            (&first.history, &first.messages),
            (&again.history, &again.messages)
        );
    }
}

#[test]
fn the_role_is_that_of_the_key_and_the_category_that_of_the_hubs_model() {
    let desk = test_desk().desk;
    let (id, lift) = ids();
    let outcomes = send(
        &desk,
        Role::User,
        &[
            with(
                report(id, lift, "The lift in hall B is stuck"),
                "role",
                "helpdesk",
            ),
            with(
                command(CommandId::new(), lift, json!("start")),
                "role",
                "helpdesk",
            ),
        ],
    );
    assert_eq!(all_said(&outcomes), ["accepted", "refused: helpdesk-only"]);
    let lift = accepted(&outcomes[0]);
    assert_eq!(lift.history[0].role, Role::User);
    assert_eq!(
        lift.ticket.assignment,
        Some(desk.classify("The lift in hall B is stuck"))
    );
}

#[test]
fn a_persons_second_edit_does_not_conflict_with_the_first() {
    let test = test_desk();
    let lift = test.report("Lift");
    let edit = |id, base: Value, text: &str| {
        let edit = command(id, lift.id, json!({ "modify": { "description": text } }));
        with(edit, "base", base)
    };
    let (first, second, third) = (CommandId::new(), CommandId::new(), CommandId::new());
    let commands = [
        edit(first, json!({ "version": 1 }), "The lift"),
        edit(second, json!({ "command": first }), "The lift is stuck"),
        edit(third, json!({ "version": 1 }), "A lift"),
        edit(CommandId::new(), json!({ "command": third }), "A lift is stuck"),
        with(
            command(CommandId::new(), lift.id, json!("start")),
            "only_at",
            json!({ "command": second }),
        ),
        command(
            CommandId::new(),
            lift.id,
            json!({ "modify": { "description": "Without a base" } }),
        ),
        write(CommandId::new(), lift.id, "Hello?"),
    ];
    assert_eq!(
        all_said(&send(&test.desk, Role::Helpdesk, &commands)),
        [
            "accepted",
            "accepted",
            "refused: edited-meanwhile",
            "refused: edited-meanwhile",
            "accepted",
            "later: no-base",
            "later: waits-for-an-earlier-command",
        ]
    );
}

#[test]
fn an_unknown_action_holds_back_the_later_commands_of_its_ticket_only() {
    let test = test_desk();
    let (lift, heat) = (test.report("Lift"), test.report("Heat"));
    let commands = [
        write(CommandId::new(), lift.id, "One"),
        command(
            CommandId::new(),
            lift.id,
            json!({ "postpone": { "until": "2027-01-01" } }),
        ),
        write(CommandId::new(), lift.id, "Two"),
        write(CommandId::new(), heat.id, "Three"),
    ];
    assert_eq!(
        all_said(&send(&test.desk, Role::User, &commands)),
        [
            "accepted",
            "later: not-understood",
            "later: waits-for-an-earlier-command",
            "accepted"
        ]
    );
    let nameless = json!({ "ticket": lift.id, "action": "postpone" });
    let answer = test
        .desk
        .answer_commands(Role::User, sent(&test.desk, &[nameless]))
        .unwrap();
    assert_eq!(answer, Err(NotAnswered::Unidentified));
}

#[test]
fn a_user_learns_of_a_closed_ticket_that_it_is_closed_and_nothing_else() {
    let test = test_desk();
    let lift = test.report("The lift is stuck");
    let id = CommandId::new();
    send(&test.desk, Role::User, &[write(id, lift.id, "Third floor")]);
    test.start(lift.id);
    test.close(lift.id);
    let edit = command(
        CommandId::new(),
        lift.id,
        json!({ "modify": { "description": "Up" } }),
    );
    let commands = [
        write(id, lift.id, "Third floor"),
        write(CommandId::new(), lift.id, "Hello?"),
        with(edit, "base", json!({ "version": 1 })),
        with(command(CommandId::new(), lift.id, json!("close")), "again", true),
    ];
    let outcomes = send(&test.desk, Role::User, &commands);
    assert_eq!(
        all_said(&outcomes),
        [
            "refused: accepted-then-closed",
            "refused: closed-meanwhile",
            "refused: closed-meanwhile",
            "refused: helpdesk-only"
        ]
    );
    assert!(!to_value(&outcomes).unwrap().to_string().contains("stuck"));
}

/// A ticket of a desk that was restored from a backup, as a laptop sends it again.
fn sent_again(number: u64, ticket: TicketId) -> Value {
    let report = report(CommandId::new(), ticket, "No heat");
    with(with(report, "again", true), "number", number)
}

#[test]
fn a_report_that_is_sent_again_gets_its_number_back() {
    let test = test_desk();
    test.report("The lift is stuck");
    let outcomes = send(
        &test.desk,
        Role::User,
        &[
            sent_again(42, TicketId::new()),
            sent_again(1, TicketId::new()),
            with(
                report(CommandId::new(), TicketId::new(), "A forged number"),
                "number",
                77,
            ),
        ],
    );
    let numbers: Vec<_> = outcomes
        .iter()
        .map(|outcome| accepted(outcome).ticket.number)
        .collect();
    assert_eq!(numbers, [Some(42), Some(43), Some(44)]);
}

#[test]
fn a_command_that_is_sent_again_is_not_refused_for_what_it_asked_for() {
    let test = test_desk();
    let again =
        |ticket: &Ticket, action: Value| with(command(CommandId::new(), ticket.id, action), "again", true);
    let lift = test.report("The lift in hall B is stuck");
    test.start(lift.id);
    let closed = test.closed();
    let correct = |category: &str| json!({ "correct": { "category": category } });
    let outcomes = send(
        &test.desk,
        Role::Helpdesk,
        &[
            again(&lift, json!("start")),
            again(&closed, json!("start")),
            again(&closed, json!("close")),
            again(&closed, correct(closed.category.as_str())),
            again(&closed, correct("services-complaints")),
            command(CommandId::new(), lift.id, json!("start")),
        ],
    );
    for moot in &outcomes[..4] {
        assert!(accepted(moot).repeated && accepted(moot).history.is_empty());
    }
    assert_eq!(accepted(&outcomes[2]).ticket.status, Status::Closed);
    assert_eq!(
        all_said(&outcomes[4..]),
        ["refused: wrong-status", "refused: wrong-status"]
    );
}

#[test]
fn the_commands_for_another_desk_are_not_tried() {
    let desk = test_desk().desk;
    let (id, ticket) = ids();
    let mut sent = sent(&desk, &[report(id, ticket, "The lift is stuck")]);
    sent.desk = Uuid::new_v4();
    let Err(NotAnswered::Reset(reset)) = desk.answer_commands(Role::User, sent).unwrap() else {
        panic!("a reset");
    };
    assert_eq!(reset.reset, Received::Readable(ResetReason::Generation));
    assert_eq!((reset.desk, *desk.feed().borrow()), (desk.generation(), 0));
}

/// Somebody's contact, as the helpdesk wrote it down.
const CONTACT: &str = "ada@example.org, room 4711";

#[test]
fn the_contact_of_a_reporter_never_reaches_a_users_laptop() {
    let desk = test_desk().desk;
    let (id, lift) = ids();
    let mut by_phone = report(id, lift, "The lift is stuck");
    by_phone["action"]["report"]["reporter"] = json!({ "name": "Ada", "contact": CONTACT });
    let text_of = |value: Value| value.to_string();
    let answers = send(&desk, Role::Helpdesk, std::slice::from_ref(&by_phone));
    assert!(text_of(json!(accepted(&answers[0]).history)).contains(CONTACT));
    let page = |role, scope| {
        let query = ChangesQuery {
            scope: Some(scope),
            ..ChangesQuery::new(desk.generation(), 0)
        };
        let page = desk.page_for(role, &query).unwrap().unwrap();
        assert_eq!(page.history.len(), 1);
        text_of(json!(page))
    };
    let users = page(Role::User, Scope::Unclosed);
    assert!(!users.contains(CONTACT) && users.contains("Ada"), "{users}");
    for scope in [Scope::Unclosed, Scope::All] {
        assert!(page(Role::Helpdesk, scope).contains(CONTACT));
    }
    let own = send(
        &desk,
        Role::User,
        &[by_phone, write(CommandId::new(), lift, "Hello?")],
    );
    assert!(!text_of(json!(own)).contains(CONTACT), "{own:?}");
}
