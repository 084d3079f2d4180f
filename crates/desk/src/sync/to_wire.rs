//! Converts answers of the store to the types of the API.

use chrono::{DateTime, Utc};
use store::{Accepted, Changes, ClosedTicket, HistoryLine};
use wire::{Received, sync};

/// The answer of `GET /changes`.
#[must_use]
pub fn to_wire_changes(changes: Changes) -> wire::Changes {
    wire::Changes {
        desk: changes.desk,
        tickets: received(changes.tickets),
        messages: received(changes.messages),
        history: changes.history.into_iter().map(line).collect(),
        next: changes.next,
        mark: changes.mark,
    }
}

/// A page of the feed.
pub(super) fn page(changes: Changes, closed: Vec<ClosedTicket>, head: u64, now: DateTime<Utc>) -> sync::Page {
    let wire::Changes {
        desk,
        tickets,
        messages,
        history,
        next,
        mark,
    } = to_wire_changes(changes);
    let closed = closed.into_iter().map(|closed| {
        Received::Readable(sync::ClosedTicket {
            ticket: closed.id,
            number: closed.number,
            closed_at: closed.closed_at,
        })
    });
    sync::Page {
        desk,
        next,
        mark,
        head,
        now,
        tickets,
        messages,
        history,
        closed: closed.collect(),
    }
}

/// The result of an accepted command that was given at `given_at`.
pub(super) fn accepted(accepted: Accepted, given_at: DateTime<Utc>) -> sync::Accepted {
    let ticket = accepted.ticket.id;
    let line = |entry| wire::HistoryLine::new(ticket, Some(given_at), entry);
    sync::Accepted {
        ticket: accepted.ticket.into(),
        history: accepted.entry.into_iter().map(line).collect(),
        messages: accepted.message.into_iter().map(wire::Message::from).collect(),
        repeated: accepted.repeated,
    }
}

fn line(line: HistoryLine) -> Received<wire::HistoryLine> {
    wire::HistoryLine::new(line.ticket, line.given_at, line.entry).into()
}

fn received<T, U: From<T>>(values: Vec<T>) -> Vec<Received<U>> {
    let values = values.into_iter().map(U::from);
    values.map(Received::Readable).collect()
}
