//! `/tickets/{id}/messages`

use reqwest::Method;
use serde_json::json;
use tickets::{CommandId, Role, Status, TicketId};
use wire::{ClientError, MessagesQuery, NewMessage, NewTicket, RepeatedThenClosed, TicketEdit};

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
async fn a_thread_is_read_from_its_end() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let mut thread = Vec::new();
    for number in 1..=5 {
        let text = message(&number.to_string());
        let written = api.user().write(CommandId::new(), ticket.id, &text).await;
        thread.push(written.unwrap());
    }
    let user = api.user();
    let part = |before, limit| {
        let query = MessagesQuery { before, limit };
        let user = &user;
        async move { user.some_messages(ticket.id, &query).await }
    };
    assert_eq!(part(None, None).await.unwrap().messages, thread);
    let last = part(None, Some(2)).await.unwrap();
    assert_eq!(
        (&last.messages[..], last.earlier),
        (&thread[3..], Some(thread[3].id))
    );
    let middle = part(last.earlier.map(|id| id.0), Some(2)).await.unwrap();
    assert_eq!(
        (&middle.messages[..], middle.earlier),
        (&thread[1..3], Some(thread[1].id))
    );
    let first = part(middle.earlier.map(|id| id.0), Some(2)).await.unwrap();
    assert_eq!((&first.messages[..], first.earlier), (&thread[..1], None));
    for limit in [0, 501] {
        assert_eq!(refusal(part(None, Some(limit)).await).0, 400);
    }
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
async fn a_command_that_is_repeated_after_its_ticket_closed_is_answered_as_accepted() {
    let api = test_api().await;
    let user = api.user();
    let (report, edit, write) = (CommandId::new(), CommandId::new(), CommandId::new());
    let new = NewTicket {
        description: "The lift in hall B is stuck".to_owned(),
        ..NewTicket::default()
    };
    let ticket = user.report(report, &new).await.unwrap();
    let number = ticket.number.unwrap();
    let change = TicketEdit {
        place: Some(Some("Hall B".to_owned())),
        version: ticket.version,
        ..TicketEdit::default()
    };
    user.modify(edit, number, &change).await.unwrap();
    user.write(write, number, &message("Anyone?")).await.unwrap();
    for status in [Status::Active, Status::Closed] {
        let helpdesk = api.helpdesk();
        let set = helpdesk.set_status(CommandId::new(), number, status);
        set.await.unwrap();
    }
    let closed = api.helpdesk().ticket(number).await.unwrap();
    let expected = RepeatedThenClosed {
        number: Some(number),
        closed_at: closed.closed_at.unwrap(),
        repeated: true,
    };
    let repeated = |error| match error {
        ClientError::RepeatedThenClosed(closed) => closed,
        error => panic!("{error}"),
    };
    assert_eq!(user.report(report, &new).await.map_err(repeated), Err(expected));
    assert_eq!(
        user.modify(edit, number, &change).await.map_err(repeated),
        Err(expected)
    );
    for name in [number.to_string(), ticket.id.to_string()] {
        let again = user.write(write, name, &message("Anyone?")).await;
        assert_eq!(again.map_err(repeated), Err(expected));
    }
    let other = user.write(write, number, &message("Nobody?")).await;
    assert_eq!(refusal(other).0, 422);
    let new = user.write(CommandId::new(), number, &message("Anyone?")).await;
    assert_eq!(refusal(new).0, 404);
    let by_helpdesk = api.helpdesk().write(write, number, &message("Anyone?")).await;
    assert_eq!(refusal(by_helpdesk).0, 422, "a key belongs to its caller");
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
