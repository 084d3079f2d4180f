//! Tokens and host names.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HOST};

use crate::test_api::{problem, test_api};

#[tokio::test]
async fn a_request_without_a_valid_token_is_rejected() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let one = format!("tickets/{}", ticket.id);
    for path in ["tickets", &one, "changes", "facts", "health"] {
        let answer = api.get("a-wrong-token-of-some-length", path).await;
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
        problem(answer, 401).await;
    }
    for header in ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer \u{e9}"] {
        let http = wire::http::client().build().unwrap();
        let request = http.get(format!("http://{}/api/v1/tickets", api.address));
        let answer = request.header(AUTHORIZATION, header).send().await.unwrap();
        problem(answer, 401).await;
    }
}

#[tokio::test]
async fn a_caller_without_permission_is_rejected_before_the_body_is_read() {
    let api = test_api().await;
    let nonsense = api.request("service", Method::POST, "tickets").body("{");
    problem(nonsense.send().await.unwrap(), 403).await;
    let nonsense = api.request("user", Method::PUT, "tickets/1/category").body("{");
    problem(nonsense.send().await.unwrap(), 403).await;
}

#[tokio::test]
async fn a_service_may_only_read_the_feed_and_health() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let one = format!("tickets/{}", ticket.id);
    let thread = format!("{one}/messages");
    for path in ["tickets", &one, &thread] {
        problem(api.get("service", path).await, 403).await;
    }
    for path in ["changes", "facts", "health"] {
        assert_eq!(api.get("service", path).await.status(), 200);
    }
}

#[tokio::test]
async fn a_request_with_an_unknown_host_name_is_rejected() {
    let api = test_api().await;
    let request = api
        .request("helpdesk", Method::GET, "tickets")
        .header(HOST, "evil.example");
    problem(request.send().await.unwrap(), 421).await;
    let request = api
        .request("helpdesk", Method::GET, "tickets")
        .header(HOST, "localhost:1");
    assert_eq!(request.send().await.unwrap().status(), 200);
}
