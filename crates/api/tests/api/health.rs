//! `/health`

use crate::campus::{campus, problem};

#[tokio::test]
async fn everyone_with_a_token_may_ask_how_the_desk_is() {
    let campus = campus().await;
    campus.stuck_lift().await;
    for client in [campus.user(), campus.helpdesk(), campus.service()] {
        let health = client.health().await.unwrap();
        assert_eq!((health.status.as_str(), health.next), ("ok", 1));
        assert_eq!(health.desk, campus.desk.generation());
    }
    problem(campus.get("nobody", "health").await, 401).await;
}
