//! What a key allows.

use serde_json::{Value, json};
use tickets::{CommandId, Role};
use wire::Received;

use super::{device, get_changes};
use crate::test_api::{message, problem, test_api};

#[tokio::test]
async fn the_hub_says_the_role_of_the_key_and_its_position() {
    let api = test_api().await;
    api.stuck_lift().await;
    let laptop = device();
    let hello = api.user().sync_hello(&laptop).await.unwrap();
    assert_eq!(hello.role, Received::Readable(Role::User));
    assert_eq!((hello.desk, hello.head), (api.desk.generation(), 1));
    assert_eq!(hello.mark, api.desk.mark_at(1).unwrap());
    assert!(hello.protocol.contains(1));
    assert_eq!(
        (hello.batch, hello.bytes, hello.keep_sent_days),
        (100, 524_288, 30)
    );
    assert_eq!(hello.model, api.desk.classify("lift").model);
    let helpdesk = api.helpdesk().sync_hello(&laptop).await.unwrap();
    assert_eq!(helpdesk.role, Received::Readable(Role::Helpdesk));
}

#[tokio::test]
async fn only_people_sync() {
    let api = test_api().await;
    let changes = format!("sync/changes?protocol=1&desk={}", api.desk.generation());
    for path in ["sync/hello", &changes] {
        problem(api.get("service", path).await, 403).await;
        problem(api.get("somebody", path).await, 401).await;
    }
}

#[tokio::test]
async fn a_users_key_reads_nothing_of_a_closed_ticket_by_any_parameter() {
    let api = test_api().await;
    let closed = api.closed_ticket().await;
    let open = api.stuck_lift().await;
    api.user()
        .write(CommandId::new(), open.id, &message("Hello?"))
        .await
        .unwrap();
    let desk = api.desk.generation();
    let head = 5;
    for scope in [None, Some("unclosed")] {
        for after in 0..head {
            for fresh in [0, after, head, u64::MAX] {
                for limit in [1, 2, 2_000] {
                    let mut query = json!({ "protocol": 1, "desk": desk, "after": after, "fresh": fresh,
                        "limit": limit, "role": "helpdesk", "all": true });
                    if let Some(scope) = scope {
                        query["scope"] = json!(scope);
                    }
                    let page: Value = get_changes(&api, "user", &query).await.json().await.unwrap();
                    for list in ["tickets", "messages", "history"] {
                        for value in page[list].as_array().unwrap() {
                            let of = value.get("ticket").or(value.get("id"));
                            assert_eq!(of, Some(&json!(open.id)), "{query}: {value}");
                        }
                    }
                    for tombstone in page["closed"].as_array().unwrap() {
                        let mut names: Vec<_> = tombstone.as_object().unwrap().keys().collect();
                        names.sort_unstable();
                        assert_eq!(names, ["closed_at", "number", "ticket"]);
                        assert_eq!(tombstone["ticket"], json!(closed.id));
                    }
                }
            }
        }
    }
    for scope in ["all", "closed", "ALL"] {
        let query = json!({ "protocol": 1, "desk": desk, "scope": scope });
        assert!([400, 403].contains(&get_changes(&api, "user", &query).await.status().as_u16()));
    }
    let twice = format!("sync/changes?protocol=1&desk={desk}&scope=unclosed&scope=all");
    problem(api.get("user", &twice).await, 400).await;
    problem(api.get("user", "facts").await, 403).await;
    problem(api.get("user", "changes").await, 403).await;
    let all = json!({ "protocol": 1, "desk": desk });
    let page: Value = get_changes(&api, "helpdesk", &all).await.json().await.unwrap();
    assert_eq!(
        page["tickets"].as_array().unwrap().len(),
        2,
        "the helpdesk reads all tickets"
    );
}

#[tokio::test]
async fn no_answer_may_be_cached() {
    let api = test_api().await;
    let desk = api.desk.generation();
    let query = |desk| json!({ "protocol": 1, "desk": desk });
    let answers = [
        (api.get("user", "sync/hello").await, 200),
        (get_changes(&api, "user", &query(desk)).await, 204),
        (get_changes(&api, "user", &query(uuid::Uuid::nil())).await, 409),
        (
            get_changes(&api, "user", &json!({ "protocol": 2, "desk": desk })).await,
            426,
        ),
        (get_changes(&api, "service", &query(desk)).await, 403),
        (get_changes(&api, "nobody", &query(desk)).await, 401),
    ];
    for (answer, status) in answers {
        assert_eq!(answer.status(), status);
        assert_eq!(answer.headers()["cache-control"], "no-store", "{status}");
    }
}
