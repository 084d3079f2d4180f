//! Other people's commands, sent through the API while a window is open.

use std::time::{Duration, Instant};

use end_to_end::window::TIMEOUT;
use tickets::{CommandId, Status};
use wire::{Client, NewMessage, NewTicket, Ticket, TicketEdit};

pub async fn report(desk: &Client, description: &str, place: Option<&str>) -> Ticket {
    let new = NewTicket {
        description: description.to_owned(),
        place: place.map(str::to_owned),
        ..NewTicket::default()
    };
    desk.report(CommandId::new(), &new).await.unwrap()
}

pub async fn write(desk: &Client, ticket: &Ticket, body: &str) {
    let new = NewMessage {
        body: body.to_owned(),
        ..NewMessage::default()
    };
    desk.write(CommandId::new(), ticket.id, &new).await.unwrap();
}

/// Replaces the current description.
pub async fn rewrite(desk: &Client, ticket: &Ticket, description: &str) {
    let version = desk.ticket(ticket.id).await.unwrap().version;
    let edit = TicketEdit {
        description: Some(description.to_owned()),
        version,
        ..TicketEdit::default()
    };
    desk.modify(CommandId::new(), ticket.id, &edit).await.unwrap();
}

/// Starts and closes a ticket.
pub async fn close(desk: &Client, ticket: &Ticket) {
    for status in [Status::Active, Status::Closed] {
        desk.set_status(CommandId::new(), ticket.id, status)
            .await
            .unwrap();
    }
}

/// The ticket's current status.
pub async fn status(desk: &Client, ticket: &Ticket) -> Status {
    desk.ticket(ticket.id).await.unwrap().status
}

/// Waits until a ticket has this status.
pub async fn wait_for_status(desk: &Client, ticket: &Ticket, wanted: Status) {
    let began = Instant::now();
    while status(desk, ticket).await != wanted {
        assert!(
            began.elapsed() < TIMEOUT,
            "{:?} is not {wanted} after {TIMEOUT:?}",
            ticket.number
        );
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
