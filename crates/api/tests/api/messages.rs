//! `/tickets/{id}/messages`

use reqwest::Method;
use serde_json::json;
use tickets::{CommandId, Role, TicketId};
use wire::NewMessage;

use crate::test_api::{message, problem, refusal, test_api};

#[tokio::test]
async fn user_and_helpdesk_write_messages_to_a_ticket() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let signed = NewMessage {
        body: "We are on our way".to_owned(),
        name: Some("Grace".to_owned()),
    };
    let asked = api
        .user()
        .write(CommandId::new(), ticket.id, &message("Anyone?"))
        .await
        .unwrap();
    let key = CommandId::new();
    let answered = api
        .helpdesk()
        .write(key, ticket.number.unwrap(), &signed)
        .await
        .unwrap();
    assert_eq!((asked.role, asked.name.is_none()), (Role::User, true));
    assert_eq!((answered.role, answered.id.0), (Role::Helpdesk, key.0));
    assert_eq!(answered.name.as_ref().map(|name| name.as_str()), Some("Grace"));
    assert_eq!(
        api.user().messages(ticket.id).await.unwrap().messages,
        [asked, answered]
    );
    assert_eq!(api.user().ticket(ticket.id).await.unwrap().version, 3);
}

#[tokio::test]
async fn a_message_sent_twice_is_stored_once() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let key = CommandId::new();
    let first = api
        .user()
        .write(key, ticket.id, &message("Anyone?"))
        .await
        .unwrap();
    let again = api
        .user()
        .write(key, ticket.id, &message("Anyone?"))
        .await
        .unwrap();
    assert_eq!(first, again);
    let other = api.user().write(key, ticket.id, &message("Nobody?")).await;
    assert_eq!(refusal(other).0, 422);
    assert_eq!(api.user().messages(ticket.id).await.unwrap().messages, [first]);
}

#[tokio::test]
async fn an_invalid_message_is_refused_with_the_field() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    for (body, field) in [
        (json!({"body": " "}), "body"),
        (json!({"body": "x".repeat(10_001)}), "body"),
        (json!({"body": "Hello", "name": "two\nlines"}), "name"),
    ] {
        let path = format!("tickets/{}/messages", ticket.id);
        let answer = api
            .request("user", Method::POST, &path)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(problem(answer, 400).await["field"], field);
    }
    assert!(api.user().messages(ticket.id).await.unwrap().messages.is_empty());
}

#[tokio::test]
async fn a_missing_or_closed_ticket_takes_no_messages() {
    let api = test_api().await;
    let closed = api.closed_ticket().await;
    let helpdesk = api.helpdesk();
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
