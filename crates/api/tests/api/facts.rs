//! `/facts`

use std::time::Duration;

use serde_json::json;
use tickets::{CommandId, Status};
use uuid::Uuid;

use crate::test_api::{problem, test_api};

#[tokio::test]
async fn each_ticket_is_one_row() {
    let api = test_api().await;
    let open = api.stuck_lift().await;
    let closed = api.closed_ticket().await;
    let facts: serde_json::Value = api.get("service", "facts").await.json().await.unwrap();
    assert_eq!(facts["desk"], json!(api.desk.generation()));
    assert_eq!(facts["places"], json!(["Hall B"]));
    assert_eq!(facts["next"], 4);
    let row = &facts["rows"][0];
    assert_eq!(row[1], open.opened_at.timestamp_millis());
    assert_eq!(
        [&row[2], &row[3], &row[4], &row[5]],
        [&json!(null), &json!("open"), &json!(open.category), &json!(0)]
    );
    let row = &facts["rows"][1];
    assert_eq!(row[2], closed.closed_at.unwrap().timestamp_millis());
    assert_eq!(row[3], "closed");
    assert_eq!(facts["rows"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_changed_ticket_is_listed_again_with_the_same_row_number() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let first = api.service().facts(0, 100_000, Duration::ZERO).await.unwrap();
    api.helpdesk()
        .set_status(CommandId::new(), ticket.id, Status::Active)
        .await
        .unwrap();
    let then = api
        .service()
        .facts(first.next, 100_000, Duration::from_secs(5))
        .await
        .unwrap();
    assert_eq!(then.rows.len(), 1);
    assert_eq!(
        (then.rows[0].0, then.rows[0].3),
        (first.rows[0].0, Status::Active)
    );
}

#[tokio::test]
async fn a_reader_with_another_mark_at_its_position_is_refused() {
    let api = test_api().await;
    api.stuck_lift().await;
    let facts = api.service().facts(0, 100, Duration::ZERO).await.unwrap();
    let mark = facts.mark.expect("each number has a mark");
    let ask = |mark: Uuid| {
        let path = format!("facts?after={}&mark={mark}", facts.next);
        let api = &api;
        async move { api.get("service", &path).await }
    };
    assert_eq!(ask(mark).await.status(), 200);
    problem(ask(Uuid::nil()).await, 409).await;
}

#[tokio::test]
async fn only_the_helpdesk_and_services_read_facts() {
    let api = test_api().await;
    problem(api.get("user", "facts").await, 403).await;
    assert_eq!(api.get("helpdesk", "facts").await.status(), 200);
}
