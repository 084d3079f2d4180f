//! `/tickets/{id}`

use reqwest::Method;
use serde_json::json;
use tickets::CommandId;
use wire::TicketEdit;

use crate::campus::{campus, message, problem, refusal};

fn edit(version: u64, description: &str) -> TicketEdit {
    TicketEdit {
        version,
        description: Some(description.to_owned()),
        place: None,
    }
}

#[tokio::test]
async fn a_ticket_is_found_by_id_and_by_number() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let number = ticket.number.expect("a desk of its own gives numbers");
    assert_eq!(campus.user().ticket(ticket.id).await.unwrap(), ticket);
    assert_eq!(campus.user().ticket(number).await.unwrap(), ticket);
}

#[tokio::test]
async fn a_ticket_that_is_not_there_is_404() {
    let campus = campus().await;
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
        problem(campus.get("helpdesk", &format!("tickets/{name}")).await, 404).await;
    }
}

#[tokio::test]
async fn to_a_user_a_closed_ticket_is_only_a_number_and_a_date() {
    let campus = campus().await;
    let closed = campus.closed_ticket().await;
    let number = closed.number.unwrap();
    let told = problem(campus.get("user", &format!("tickets/{number}")).await, 404).await;
    assert!(
        told["detail"]
            .as_str()
            .unwrap()
            .starts_with(&format!("ticket {number} was closed on"))
    );
    assert!(told.get("ticket").is_none());
    for attempt in [
        campus
            .user()
            .modify(CommandId::new(), closed.id, &edit(closed.version, "Still stuck"))
            .await
            .map(|_| ()),
        campus
            .user()
            .write(CommandId::new(), closed.id, &message("Still stuck"))
            .await
            .map(|_| ()),
        campus
            .user()
            .write(CommandId::new(), number, &message("Still stuck"))
            .await
            .map(|_| ()),
        campus.user().messages(closed.id).await.map(|_| ()),
    ] {
        let (status, _, ticket) = refusal(attempt);
        assert_eq!((status, ticket), (404, None));
    }
}

#[tokio::test]
async fn modifying_needs_only_what_changes() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let patch = |body: serde_json::Value| {
        campus
            .ask("user", Method::PATCH, &format!("tickets/{}", ticket.id))
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
async fn two_who_change_the_same_text_meet_in_a_conflict() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let helpdesk = campus.helpdesk();
    let theirs = helpdesk
        .modify(CommandId::new(), ticket.id, &edit(1, "Lift B2 is stuck"))
        .await
        .unwrap();
    let (status, detail, now) = refusal(
        campus
            .user()
            .modify(CommandId::new(), ticket.id, &edit(1, "People are inside"))
            .await,
    );
    assert_eq!((status, now), (409, Some(theirs)));
    assert_eq!(detail, "someone else has changed the same text since then");
}

#[tokio::test]
async fn one_who_modifies_while_another_answers_meets_nobody() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    campus
        .helpdesk()
        .write(CommandId::new(), ticket.id, &message("We are on our way"))
        .await
        .unwrap();
    let modified = campus
        .user()
        .modify(CommandId::new(), ticket.id, &edit(1, "People are inside"))
        .await
        .unwrap();
    assert_eq!(modified.version, 3);
    assert_eq!(campus.user().messages(ticket.id).await.unwrap().messages.len(), 1);
}

#[tokio::test]
async fn a_closed_ticket_is_read_only_for_the_helpdesk_too() {
    let campus = campus().await;
    let closed = campus.closed_ticket().await;
    let edit = edit(closed.version, "Reopened?");
    let attempt = campus.helpdesk().modify(CommandId::new(), closed.id, &edit).await;
    let (status, detail, now) = refusal(attempt);
    assert_eq!(status, 409);
    assert_eq!(now, Some(closed));
    assert_eq!(
        detail,
        "the ticket is closed, but must be open or active for this"
    );
}
