//! Replicas and hubs for tests. The hub is a memory store.

use tickets::{Action, Command, Refusal, Role, Ticket, TicketId, TicketPage};

use super::fixtures::{accepted, at, command, report};
use crate::{Answered, Arrival, Feed, HubAnswer, MemoryStore, Replica, Store, TicketStore, Verdict};

/// Joins a hub, and reads its feed.
pub fn join(replica: &dyn Replica, hub: &MemoryStore, role: Role) {
    replica.join(role).unwrap();
    begin(replica, hub);
    finish(replica, hub);
}

/// Reads the hub's feed to its end; a helpdesk's replica reads it twice.
pub fn finish(replica: &dyn Replica, hub: &MemoryStore) {
    while !replica.sync_state().unwrap().unwrap().position.unwrap().complete {
        pull(replica, hub);
        replica.complete().unwrap();
    }
}

pub fn begin(replica: &dyn Replica, hub: &MemoryStore) {
    replica.begin(hub.generation(), end(hub)).unwrap();
}

/// The next page of the hub's feed, in the scope that the hub would choose.
pub fn page(replica: &dyn Replica, hub: &MemoryStore) -> Arrival {
    let state = replica.sync_state().unwrap().unwrap();
    let position = state.position.unwrap();
    let (changes, closed) = if state.role == Role::User || position.unclosed_first {
        let unclosed = hub.unclosed_changes(position.after, position.fresh, 100).unwrap();
        (unclosed.changes, unclosed.closed)
    } else {
        (hub.changes(position.after, 100).unwrap(), Vec::new())
    };
    Arrival {
        tickets: changes.tickets,
        messages: changes.messages,
        history: changes.history,
        closed,
        unreadable: Vec::new(),
        next: changes.next,
        mark: changes.mark,
        confirmed: None,
    }
}

pub fn pull(replica: &dyn Replica, hub: &MemoryStore) {
    replica.arrive(page(replica, hub)).unwrap();
}

/// Sends the outbox to the hub; returns the answers without writing them.
pub fn send(replica: &dyn Replica, hub: &MemoryStore, minutes: i64) -> Vec<HubAnswer> {
    let waiting = replica.outbox().unwrap().into_iter();
    let decide = |command: Command| {
        let id = command.id;
        let role = command.role;
        let verdict = match hub.apply(command, at(minutes)).unwrap() {
            Ok(accepted) if role == Role::User && accepted.ticket.closed_at.is_some() => {
                Verdict::Refused(Refusal::AcceptedThenClosed {
                    number: accepted.ticket.number,
                    closed_at: accepted.ticket.closed_at.unwrap(),
                })
            }
            Ok(accepted) => {
                let page = hub.ticket_page(accepted.ticket.id.into()).unwrap().unwrap();
                let all = hub.changes(0, usize::MAX).unwrap();
                let mut history = all.history;
                history.retain(|line| line.entry.command == id);
                let mut messages = page.messages;
                messages.retain(|message| message.id.0 == id.0);
                Verdict::Accepted {
                    ticket: Box::new(accepted.ticket),
                    history,
                    messages,
                }
            }
            Err(refusal) => Verdict::Refused(refusal),
        };
        HubAnswer { command: id, verdict }
    };
    waiting.map(|waiting| decide(waiting.command)).collect()
}

pub fn push(replica: &dyn Replica, hub: &MemoryStore, minutes: i64) {
    let answers = send(replica, hub, minutes);
    replica.answer(answers, end(hub), at(minutes)).unwrap();
}

/// The end of the hub's feed.
pub fn end(hub: &MemoryStore) -> Answered {
    let head = *hub.feed().borrow();
    let mark = hub.mark_at(head).unwrap();
    Answered { head, mark }
}

/// Gives a command that is accepted as a prediction.
pub fn give(replica: &dyn Replica, command: Command) -> Ticket {
    replica.apply(command, at(1)).unwrap().unwrap().ticket
}

pub fn on_page(replica: &dyn Replica, ticket: TicketId) -> TicketPage {
    replica.ticket_page(ticket.into()).unwrap().unwrap()
}

/// The replica has the hub's ticket with its thread and history.
pub fn agrees(replica: &dyn Replica, hub: &MemoryStore, ticket: TicketId) {
    assert!(replica.outbox().unwrap().is_empty());
    assert_eq!(
        replica.ticket_page(ticket.into()).unwrap(),
        hub.ticket_page(ticket.into()).unwrap()
    );
}

pub fn hub_with_a_ticket() -> (MemoryStore, TicketId) {
    let hub = MemoryStore::new();
    let ticket = accepted(&hub, report("The lift is stuck"), 0).ticket.id;
    (hub, ticket)
}

pub fn user(ticket: TicketId, action: Action) -> Command {
    command(Role::User, ticket, action)
}

pub fn helpdesk(ticket: TicketId, action: Action) -> Command {
    command(Role::Helpdesk, ticket, action)
}

pub fn start(hub: &dyn Store, ticket: TicketId) {
    accepted(hub, helpdesk(ticket, Action::Start), 2);
}

pub fn close(hub: &dyn Store, ticket: TicketId) {
    start(hub, ticket);
    accepted(hub, helpdesk(ticket, Action::Close), 3);
}
