//! `/tickets/{id}`

use reqwest::Method;
use serde_json::json;
use tickets::CommandId;
use wire::TicketEdit;

use crate::test_api::{message, problem, refusal, test_api};

fn edit(version: u64, description: &str) -> TicketEdit {
    TicketEdit {
        version,
        description: Some(description.to_owned()),
        place: None,
    }
}

#[tokio::test]
async fn a_ticket_is_found_by_id_and_by_number() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let number = ticket.number.expect("the desk assigns a number");
    assert_eq!(api.user().ticket(ticket.id).await.unwrap(), ticket);
    assert_eq!(api.user().ticket(number).await.unwrap(), ticket);
}

#[tokio::test]
async fn a_missing_ticket_is_404() {
    let api = test_api().await;
    let most = u64::MAX.to_string();
    for name in [
        "7",
        "0",
        &most,
        "99999999999999999999999",
        "lift",
        "%00",
        "%FF",
        CommandId::new().to_string().as_str(),
    ] {
        problem(api.get("helpdesk", &format!("tickets/{name}")).await, 404).await;
    }
}

#[tokio::test]
async fn a_user_sees_only_number_and_date_of_a_closed_ticket() {
    let api = test_api().await;
    let closed = api.closed_ticket().await;
    let number = closed.number.unwrap();
    let problem = problem(api.get("user", &format!("tickets/{number}")).await, 404).await;
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .starts_with(&format!("ticket {number} was closed on"))
    );
    assert!(problem.get("ticket").is_none());
    for attempt in [
        api.user()
            .modify(CommandId::new(), closed.id, &edit(closed.version, "Still stuck"))
            .await
            .map(|_| ()),
        api.user()
            .write(CommandId::new(), closed.id, &message("Still stuck"))
            .await
            .map(|_| ()),
        api.user()
            .write(CommandId::new(), number, &message("Still stuck"))
            .await
            .map(|_| ()),
        api.user().messages(closed.id).await.map(|_| ()),
    ] {
        let (status, _, ticket) = refusal(attempt);
        assert_eq!((status, ticket), (404, None));
    }
}

#[tokio::test]
async fn a_modification_names_only_the_changed_fields() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let patch = |body: serde_json::Value| {
        api.request("user", Method::PATCH, &format!("tickets/{}", ticket.id))
            .json(&body)
            .send()
    };
    let moved: wire::Ticket = patch(json!({"place": "Hall C", "version": 1}))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(moved.place.unwrap().as_str(), "Hall C");
    assert_eq!(moved.description, ticket.description);
    let cleared: wire::Ticket = patch(json!({"place": null, "version": 2}))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(cleared.place, None);
    problem(patch(json!({"version": 3})).await.unwrap(), 400).await;
    problem(patch(json!({"place": "Hall D"})).await.unwrap(), 400).await;
    problem(
        patch(json!({"place": "Hall D", "version": 3, "status": "closed"}))
            .await
            .unwrap(),
        400,
    )
    .await;
}

#[tokio::test]
async fn two_edits_of_the_same_text_conflict() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let helpdesk = api.helpdesk();
    let theirs = helpdesk
        .modify(CommandId::new(), ticket.id, &edit(1, "Lift B2 is stuck"))
        .await
        .unwrap();
    let (status, detail, now) = refusal(
        api.user()
            .modify(CommandId::new(), ticket.id, &edit(1, "People are inside"))
            .await,
    );
    assert_eq!((status, now), (409, Some(theirs)));
    assert_eq!(detail, "someone else has changed the same text since then");
}

#[tokio::test]
async fn an_edit_does_not_conflict_with_a_new_message() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    api.helpdesk()
        .write(CommandId::new(), ticket.id, &message("We are on our way"))
        .await
        .unwrap();
    let modified = api
        .user()
        .modify(CommandId::new(), ticket.id, &edit(1, "People are inside"))
        .await
        .unwrap();
    assert_eq!(modified.version, 3);
    assert_eq!(api.user().messages(ticket.id).await.unwrap().messages.len(), 1);
}

#[tokio::test]
async fn the_helpdesk_cannot_modify_a_closed_ticket() {
    let api = test_api().await;
    let closed = api.closed_ticket().await;
    let edit = edit(closed.version, "Reopened?");
    let attempt = api.helpdesk().modify(CommandId::new(), closed.id, &edit).await;
    let (status, detail, now) = refusal(attempt);
    assert_eq!(status, 409);
    assert_eq!(now, Some(closed));
    assert_eq!(
        detail,
        "the ticket is closed, but must be open or active for this"
    );
}
