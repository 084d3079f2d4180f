//! `/health`

use crate::test_api::{problem, test_api};

#[tokio::test]
async fn every_token_may_read_health() {
    let api = test_api().await;
    api.stuck_lift().await;
    for client in [api.user(), api.helpdesk(), api.service()] {
        let health = client.health().await.unwrap();
        assert_eq!((health.status.as_str(), health.next), ("ok", 1));
        assert_eq!(health.desk, api.desk.generation());
    }
    problem(api.get("nobody", "health").await, 401).await;
}
