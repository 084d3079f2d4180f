//! `/tickets/{id}/status`

use chrono::{TimeDelta, Utc};
use tickets::{CommandId, Status, TicketId};

use crate::test_api::{refusal, test_api};

#[tokio::test]
async fn a_ticket_changes_from_open_to_active_to_closed() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let helpdesk = api.helpdesk();
    let active = helpdesk
        .set_status(CommandId::new(), ticket.id, Status::Active)
        .await
        .unwrap();
    assert_eq!((active.status, active.closed_at), (Status::Active, None));
    let number = ticket.number.unwrap();
    let closed = helpdesk
        .set_status(CommandId::new(), number, Status::Closed)
        .await
        .unwrap();
    assert_eq!((closed.status, closed.version), (Status::Closed, 3));
    assert_eq!(closed.closed_at, Some(closed.modified_at));
    assert!(Utc::now() - closed.modified_at < TimeDelta::minutes(1));
}

#[tokio::test]
async fn every_other_status_change_is_refused_with_the_reason() {
    let api = test_api().await;
    let helpdesk = api.helpdesk();
    let open = api.stuck_lift().await;
    let active = api.stuck_lift().await;
    let active = helpdesk
        .set_status(CommandId::new(), active.id, Status::Active)
        .await
        .unwrap();
    let closed = api.closed_ticket().await;
    for (ticket, to, why) in [
        (&open, Status::Open, "a ticket cannot become open again"),
        (
            &open,
            Status::Closed,
            "the ticket is open, but must be active for this",
        ),
        (&active, Status::Open, "a ticket cannot become open again"),
        (
            &active,
            Status::Active,
            "the ticket is active, but must be open for this",
        ),
        (&closed, Status::Open, "a ticket cannot become open again"),
        (
            &closed,
            Status::Active,
            "the ticket is closed, but must be open for this",
        ),
        (
            &closed,
            Status::Closed,
            "the ticket is closed, but must be active for this",
        ),
    ] {
        let (status, detail, now) = refusal(helpdesk.set_status(CommandId::new(), ticket.id, to).await);
        assert_eq!((status, detail.as_str(), now.as_ref()), (409, why, Some(ticket)));
    }
}

#[tokio::test]
async fn only_the_helpdesk_changes_a_status() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    for client in [api.user(), api.service()] {
        let (status, detail, _) = refusal(
            client
                .set_status(CommandId::new(), ticket.id, Status::Active)
                .await,
        );
        assert_eq!((status, detail.as_str()), (403, "only the helpdesk may do this"));
    }
    assert_eq!(api.user().ticket(ticket.id).await.unwrap(), ticket);
}

#[tokio::test]
async fn the_status_of_a_missing_ticket_cannot_be_set() {
    let api = test_api().await;
    for to in Status::ALL {
        let (status, detail, _) = refusal(
            api.helpdesk()
                .set_status(CommandId::new(), TicketId::new(), to)
                .await,
        );
        assert_eq!((status, detail.as_str()), (404, "there is no such ticket"));
    }
}

#[tokio::test]
async fn a_repeated_start_is_answered_with_the_current_ticket() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let helpdesk = api.helpdesk();
    let start = CommandId::new();
    helpdesk
        .set_status(start, ticket.id, Status::Active)
        .await
        .unwrap();
    let closed = helpdesk
        .set_status(CommandId::new(), ticket.id, Status::Closed)
        .await
        .unwrap();
    assert_eq!(
        helpdesk
            .set_status(start, ticket.id, Status::Active)
            .await
            .unwrap(),
        closed
    );
}
