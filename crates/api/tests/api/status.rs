//! `/tickets/{id}/status`

use chrono::{TimeDelta, Utc};
use tickets::{CommandId, Status, TicketId};

use crate::campus::{campus, refusal};

#[tokio::test]
async fn a_ticket_goes_from_open_to_active_to_closed() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let helpdesk = campus.helpdesk();
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
async fn no_other_way_is_open_and_the_refusal_says_why() {
    let campus = campus().await;
    let helpdesk = campus.helpdesk();
    let open = campus.stuck_lift().await;
    let active = campus.stuck_lift().await;
    let active = helpdesk
        .set_status(CommandId::new(), active.id, Status::Active)
        .await
        .unwrap();
    let closed = campus.closed_ticket().await;
    for (ticket, to, why) in [
        (&open, Status::Open, "no ticket becomes open again"),
        (
            &open,
            Status::Closed,
            "the ticket is open, but must be active for this",
        ),
        (&active, Status::Open, "no ticket becomes open again"),
        (
            &active,
            Status::Active,
            "the ticket is active, but must be open for this",
        ),
        (&closed, Status::Open, "no ticket becomes open again"),
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
async fn only_the_helpdesk_moves_tickets() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    for client in [campus.user(), campus.service()] {
        let (status, detail, _) = refusal(
            client
                .set_status(CommandId::new(), ticket.id, Status::Active)
                .await,
        );
        assert_eq!((status, detail.as_str()), (403, "only the helpdesk may do this"));
    }
    assert_eq!(campus.user().ticket(ticket.id).await.unwrap(), ticket);
}

#[tokio::test]
async fn a_missing_ticket_has_no_status() {
    let campus = campus().await;
    for to in Status::ALL {
        let (status, detail, _) = refusal(
            campus
                .helpdesk()
                .set_status(CommandId::new(), TicketId::new(), to)
                .await,
        );
        assert_eq!((status, detail.as_str()), (404, "there is no such ticket"));
    }
}

#[tokio::test]
async fn a_repeated_start_is_answered_with_the_ticket_as_it_is_now() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let helpdesk = campus.helpdesk();
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
