//! The commands of laptops.

use serde_json::{Value, json};
use tickets::{CommandId, TicketId};
use wire::sync::Outcome;
use wire::{ClientError, Received, Synced};

use super::{answer, commands, device};
use crate::test_api::{TestApi, problem, test_api};

fn write(ticket: TicketId, body: &str) -> Value {
    json!({ "id": CommandId::new(), "ticket": ticket, "given_at": "2026-11-25T09:00:00Z",
        "action": { "write": { "body": body } } })
}

async fn post(api: &TestApi, body: &Value) -> reqwest::Response {
    let request = api.request("user", reqwest::Method::POST, "sync/commands");
    request.json(body).send().await.unwrap()
}

#[tokio::test]
async fn each_command_is_answered_and_counts_once() {
    let api = test_api().await;
    let lift = api.stuck_lift().await;
    let sent = commands(
        &api.desk,
        json!([
            write(lift.id, "One"),
            write(TicketId::new(), "Two"),
            write(lift.id, "Three")
        ]),
    );
    for repeated in [false, true] {
        let answers = answer(api.user().sync_commands(&device(), &sent).await.unwrap());
        assert_eq!((answers.desk, answers.head), (api.desk.generation(), 3));
        let outcomes: Vec<_> = answers
            .answers
            .into_iter()
            .filter_map(Received::readable)
            .map(|one| one.outcome)
            .collect();
        let [
            Outcome::Accepted(one),
            Outcome::Refused(_),
            Outcome::Accepted(three),
        ] = &outcomes[..]
        else {
            panic!("{outcomes:?}");
        };
        assert_eq!(
            (one.repeated, three.repeated, three.ticket.messages),
            (repeated, repeated, 2)
        );
    }
}

#[tokio::test]
async fn too_much_at_once_is_refused_and_nothing_of_it_is_done() {
    let api = test_api().await;
    let lift = api.stuck_lift().await;
    let body = |count, text: &str| {
        let all: Vec<_> = (0..count).map(|_| write(lift.id, text)).collect();
        serde_json::to_value(commands(&api.desk, json!(all))).unwrap()
    };
    problem(post(&api, &body(101, "Hello?")).await, 413).await;
    problem(post(&api, &body(60, &"x".repeat(9_999))).await, 413).await;
    assert_eq!(*api.desk.feed().borrow(), 1);
    assert_eq!(post(&api, &body(100, "Hello?")).await.status(), 200);
    assert_eq!(*api.desk.feed().borrow(), 101);
}

#[tokio::test]
async fn another_protocol_is_refused_before_anything_else_is_read() {
    let api = test_api().await;
    let refused = problem(
        post(&api, &json!({ "protocol": 2, "commands": "of another form" })).await,
        426,
    )
    .await;
    assert_eq!(refused["protocol"], json!({ "from": 1, "to": 1 }));
    let mut sent = commands(&api.desk, json!([]));
    sent.protocol = 2;
    let synced = api.user().sync_commands(&device(), &sent).await.unwrap();
    assert!(matches!(synced, Synced::OtherProtocol(spoken) if spoken.to == 1));
    for broken in [
        json!({}),
        json!({ "protocol": 1 }),
        json!([]),
        json!({ "protocol": "1" }),
    ] {
        problem(post(&api, &broken).await, 400).await;
    }
}

#[tokio::test]
async fn commands_for_another_desk_are_not_tried() {
    let api = test_api().await;
    let lift = api.stuck_lift().await;
    let mut sent = commands(&api.desk, json!([write(lift.id, "One")]));
    sent.desk = uuid::Uuid::new_v4();
    let synced = api.user().sync_commands(&device(), &sent).await.unwrap();
    assert!(matches!(synced, Synced::Reset(reset) if reset.desk == api.desk.generation()));
    assert_eq!(*api.desk.feed().borrow(), 1);
    let refused = api.service().sync_commands(&device(), &sent).await;
    assert!(matches!(refused, Err(ClientError::Refused { status: 403, .. })));
}
