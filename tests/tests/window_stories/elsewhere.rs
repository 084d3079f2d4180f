//! What other people do meanwhile, through the API.

use std::time::{Duration, Instant};

use end_to_end::window::PATIENCE;
use tickets::{CommandId, Status};
use wire::{Client, NewMessage, NewTicket, Ticket, TicketEdit};

/// Reports a problem.
pub async fn report(desk: &Client, description: &str, place: Option<&str>) -> Ticket {
    let new = NewTicket {
        description: description.to_owned(),
        place: place.map(str::to_owned),
        ..NewTicket::default()
    };
    desk.report(CommandId::new(), &new).await.unwrap()
}

/// Writes a message.
pub async fn write(desk: &Client, ticket: &Ticket, body: &str) {
    let new = NewMessage {
        body: body.to_owned(),
        ..NewMessage::default()
    };
    desk.write(CommandId::new(), ticket.id, &new).await.unwrap();
}

/// Replaces the description as it is now.
pub async fn rewrite(desk: &Client, ticket: &Ticket, description: &str) {
    let version = desk.ticket(ticket.id).await.unwrap().version;
    let edit = TicketEdit {
        description: Some(description.to_owned()),
        version,
        ..TicketEdit::default()
    };
    desk.modify(CommandId::new(), ticket.id, &edit).await.unwrap();
}

/// Takes a ticket on, and finishes it.
pub async fn close(desk: &Client, ticket: &Ticket) {
    for status in [Status::Active, Status::Closed] {
        desk.set_status(CommandId::new(), ticket.id, status)
            .await
            .unwrap();
    }
}

/// How a ticket stands now.
pub async fn status(desk: &Client, ticket: &Ticket) -> Status {
    desk.ticket(ticket.id).await.unwrap().status
}

/// Waits until a ticket stands so.
pub async fn becomes(desk: &Client, ticket: &Ticket, wanted: Status) {
    let began = Instant::now();
    while status(desk, ticket).await != wanted {
        assert!(
            began.elapsed() < PATIENCE,
            "{:?} is not {wanted} after {PATIENCE:?}",
            ticket.number
        );
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
