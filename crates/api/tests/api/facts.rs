//! `/facts`

use std::time::Duration;

use serde_json::json;
use tickets::{CommandId, Status};

use crate::campus::{campus, problem};

#[tokio::test]
async fn each_ticket_is_one_compact_row() {
    let campus = campus().await;
    let open = campus.stuck_lift().await;
    let closed = campus.closed_ticket().await;
    let told: serde_json::Value = campus.get("service", "facts").await.json().await.unwrap();
    assert_eq!(told["desk"], json!(campus.desk.generation()));
    assert_eq!(told["places"], json!(["Hall B"]));
    assert_eq!(told["next"], 4);
    let row = &told["rows"][0];
    assert_eq!(row[1], open.opened_at.timestamp_millis());
    assert_eq!(
        [&row[2], &row[3], &row[4], &row[5]],
        [&json!(null), &json!("open"), &json!(open.category), &json!(0)]
    );
    let row = &told["rows"][1];
    assert_eq!(row[2], closed.closed_at.unwrap().timestamp_millis());
    assert_eq!(row[3], "closed");
    assert_eq!(told["rows"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_follower_keeps_up() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let first = campus.service().facts(0, 100_000, Duration::ZERO).await.unwrap();
    campus
        .helpdesk()
        .set_status(CommandId::new(), ticket.id, Status::Active)
        .await
        .unwrap();
    let then = campus
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
async fn facts_are_for_helpdesk_and_services() {
    let campus = campus().await;
    problem(campus.get("user", "facts").await, 403).await;
    assert_eq!(campus.get("helpdesk", "facts").await.status(), 200);
}
