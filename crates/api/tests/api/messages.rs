//! `/tickets/{id}/messages`

use reqwest::Method;
use serde_json::json;
use tickets::{CommandId, Role, TicketId};
use wire::NewMessage;

use crate::campus::{campus, message, problem, refusal};

#[tokio::test]
async fn user_and_helpdesk_talk_under_a_ticket() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let signed = NewMessage {
        body: "We are on our way".to_owned(),
        name: Some("Grace".to_owned()),
    };
    let asked = campus
        .user()
        .write(CommandId::new(), ticket.id, &message("Anyone?"))
        .await
        .unwrap();
    let key = CommandId::new();
    let answered = campus
        .helpdesk()
        .write(key, ticket.number.unwrap(), &signed)
        .await
        .unwrap();
    assert_eq!((asked.role, asked.name.is_none()), (Role::User, true));
    assert_eq!((answered.role, answered.id.0), (Role::Helpdesk, key.0));
    assert_eq!(answered.name.as_ref().map(|name| name.as_str()), Some("Grace"));
    assert_eq!(
        campus.user().messages(ticket.id).await.unwrap().messages,
        [asked, answered]
    );
    assert_eq!(campus.user().ticket(ticket.id).await.unwrap().version, 3);
}

#[tokio::test]
async fn a_message_sent_twice_stands_once() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let key = CommandId::new();
    let first = campus
        .user()
        .write(key, ticket.id, &message("Anyone?"))
        .await
        .unwrap();
    let again = campus
        .user()
        .write(key, ticket.id, &message("Anyone?"))
        .await
        .unwrap();
    assert_eq!(first, again);
    let other = campus.user().write(key, ticket.id, &message("Nobody?")).await;
    assert_eq!(refusal(other).0, 422);
    assert_eq!(campus.user().messages(ticket.id).await.unwrap().messages, [first]);
}

#[tokio::test]
async fn a_message_says_something() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    for (body, field) in [
        (json!({"body": " "}), "body"),
        (json!({"body": "x".repeat(10_001)}), "body"),
        (json!({"body": "Hello", "name": "two\nlines"}), "name"),
    ] {
        let path = format!("tickets/{}/messages", ticket.id);
        let answer = campus
            .ask("user", Method::POST, &path)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(problem(answer, 400).await["field"], field);
    }
    assert!(
        campus
            .user()
            .messages(ticket.id)
            .await
            .unwrap()
            .messages
            .is_empty()
    );
}

#[tokio::test]
async fn nobody_writes_under_a_missing_or_closed_ticket() {
    let campus = campus().await;
    let closed = campus.closed_ticket().await;
    let helpdesk = campus.helpdesk();
    let missing = helpdesk
        .write(CommandId::new(), TicketId::new(), &message("Hello?"))
        .await;
    assert_eq!(refusal(missing).0, 404);
    assert_eq!(refusal(helpdesk.messages(TicketId::new()).await).0, 404);
    let late = helpdesk
        .write(CommandId::new(), closed.id, &message("One more thing"))
        .await;
    assert_eq!(refusal(late).0, 409);
}
