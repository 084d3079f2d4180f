//! Tokens and names of the server.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HOST};

use crate::campus::{campus, problem};

#[tokio::test]
async fn without_a_token_nothing_is_told() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let one = format!("tickets/{}", ticket.id);
    for path in ["tickets", &one, "changes", "facts", "health"] {
        let answer = campus.get("a-wrong-token-of-some-length", path).await;
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
        problem(answer, 401).await;
    }
    for header in ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer \u{e9}"] {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.get(format!("http://{}/api/v1/tickets", campus.address));
        let answer = request.header(AUTHORIZATION, header).send().await.unwrap();
        problem(answer, 401).await;
    }
}

#[tokio::test]
async fn who_may_not_is_turned_away_before_the_body_is_read() {
    let campus = campus().await;
    let nonsense = campus.ask("service", Method::POST, "tickets").body("{");
    problem(nonsense.send().await.unwrap(), 403).await;
    let nonsense = campus.ask("user", Method::PUT, "tickets/1/category").body("{");
    problem(nonsense.send().await.unwrap(), 403).await;
}

#[tokio::test]
async fn a_service_only_follows() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let one = format!("tickets/{}", ticket.id);
    let thread = format!("{one}/messages");
    for path in ["tickets", &one, &thread] {
        problem(campus.get("service", path).await, 403).await;
    }
    for path in ["changes", "facts", "health"] {
        assert_eq!(campus.get("service", path).await.status(), 200);
    }
}

#[tokio::test]
async fn a_page_of_another_site_cannot_use_a_foreign_name() {
    let campus = campus().await;
    let request = campus
        .ask("helpdesk", Method::GET, "tickets")
        .header(HOST, "evil.example");
    problem(request.send().await.unwrap(), 421).await;
    let request = campus
        .ask("helpdesk", Method::GET, "tickets")
        .header(HOST, "localhost:1");
    assert_eq!(request.send().await.unwrap().status(), 200);
}
