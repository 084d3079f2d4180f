//! A replica: predictions, the outbox, and what the hub says. The hub is a memory store.

use tickets::{Action, Base, Command, CommandId, Edit, Refusal, Role, Status, Ticket, TicketId, TicketPage};

use super::fixtures::{
    accepted, at, command, description_after, listing, message, new_description, report, words,
};
use crate::{Anchor, Arrival, Feed, HubAnswer, MemoryStore, PREDICTED, Replica, Store, TicketStore, Verdict};

/// Joins a hub, and reads its feed.
fn join(replica: &dyn Replica, hub: &MemoryStore, role: Role) {
    replica.join(role).unwrap();
    begin(replica, hub);
    pull(replica, hub);
    replica.complete().unwrap();
}

fn begin(replica: &dyn Replica, hub: &MemoryStore) {
    replica.begin(hub.generation(), *hub.feed().borrow()).unwrap();
}

/// The next page of the hub's feed; for a user's replica without closed tickets.
fn page(replica: &dyn Replica, hub: &MemoryStore) -> Arrival {
    let state = replica.sync_state().unwrap().unwrap();
    let after = state.position.unwrap().after;
    let mut changes = hub.changes(after, 100).unwrap();
    let mut closed = Vec::new();
    if state.role == Role::User {
        let is_closed = |id: TicketId| {
            let ticket = hub.ticket(id.into()).unwrap();
            ticket.is_none_or(|ticket| ticket.status == Status::Closed)
        };
        let hidden = changes.tickets.extract_if(.., |ticket| is_closed(ticket.id));
        closed.extend(hidden.map(|ticket| ticket.id));
        changes.history.retain(|line| !is_closed(line.ticket));
        changes.messages.retain(|message| !is_closed(message.ticket));
    }
    Arrival {
        tickets: changes.tickets,
        messages: changes.messages,
        history: changes.history,
        closed,
        unreadable: Vec::new(),
        next: changes.next,
        mark: changes.mark,
    }
}

fn pull(replica: &dyn Replica, hub: &MemoryStore) {
    replica.arrive(page(replica, hub)).unwrap();
}

/// Sends the outbox to the hub; returns the answers without writing them.
fn send(replica: &dyn Replica, hub: &MemoryStore, minutes: i64) -> Vec<HubAnswer> {
    let waiting = replica.outbox().unwrap().into_iter();
    let decide = |command: Command| {
        let id = command.id;
        let verdict = match hub.apply(command, at(minutes)).unwrap() {
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

fn push(replica: &dyn Replica, hub: &MemoryStore, minutes: i64) {
    let answers = send(replica, hub, minutes);
    let head = *hub.feed().borrow();
    replica.answer(answers, head, at(minutes)).unwrap();
}

/// Gives a command that is accepted as a prediction.
fn give(replica: &dyn Replica, command: Command) -> Ticket {
    replica.apply(command, at(1)).unwrap().unwrap().ticket
}

fn on_page(replica: &dyn Replica, ticket: TicketId) -> TicketPage {
    replica.ticket_page(ticket.into()).unwrap().unwrap()
}

/// The replica has the hub's ticket with its thread and history.
fn agrees(replica: &dyn Replica, hub: &MemoryStore, ticket: TicketId) {
    assert!(replica.outbox().unwrap().is_empty());
    assert_eq!(
        replica.ticket_page(ticket.into()).unwrap(),
        hub.ticket_page(ticket.into()).unwrap()
    );
}

fn hub_with_a_ticket() -> (MemoryStore, TicketId) {
    let hub = MemoryStore::new();
    let ticket = accepted(&hub, report("The lift is stuck"), 0).ticket.id;
    (hub, ticket)
}

fn user(ticket: TicketId, action: Action) -> Command {
    command(Role::User, ticket, action)
}

fn helpdesk(ticket: TicketId, action: Action) -> Command {
    command(Role::Helpdesk, ticket, action)
}

fn close(hub: &dyn Store, ticket: TicketId) {
    accepted(hub, helpdesk(ticket, Action::Start), 2);
    accepted(hub, helpdesk(ticket, Action::Close), 3);
}

pub fn a_command_is_predicted_and_waits(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let written = give(replica, user(ticket, message("Third floor")));
    assert!(written.version >= PREDICTED);
    let page = on_page(replica, ticket);
    assert_eq!((page.messages.len(), page.history.len()), (1, 2));
    assert_eq!(replica.outbox().unwrap().len(), 1);
    let found = replica
        .rows(&listing(words("third"), tickets::Order::Newest, Anchor::Start, 9))
        .unwrap();
    assert_eq!(found.items.len(), 1, "a prediction is found");

    push(replica, &hub, 2);
    agrees(replica, &hub, ticket);
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
    assert_eq!(replica.sent().unwrap()[0].unseen, None);
}

pub fn a_repeated_command_waits_once(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let written = user(ticket, message("Third floor"));
    give(replica, written.clone());
    let again = replica.apply(written.clone(), at(2)).unwrap().unwrap();
    assert!(again.repeated && again.message.is_some());
    assert_eq!(replica.outbox().unwrap().len(), 1);
    push(replica, &hub, 2);
    assert!(replica.apply(written.clone(), at(3)).unwrap().unwrap().repeated);
    assert!(replica.outbox().unwrap().is_empty());
    let other = Command {
        action: message("Second floor"),
        ..written
    };
    assert_eq!(replica.apply(other, at(3)).unwrap(), Err(Refusal::CommandReused));
}

pub fn a_refused_prediction_does_not_wait(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let started = replica.apply(user(ticket, Action::Start), at(1)).unwrap();
    assert_eq!(started, Err(Refusal::HelpdeskOnly));
    assert!(replica.outbox().unwrap().is_empty());
    agrees(replica, &hub, ticket);
}

pub fn a_report_has_no_number_until_it_is_accepted(replica: &dyn Replica) {
    let (hub, _) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let reported = give(replica, report("No heating"));
    let other = give(replica, report("No light"));
    assert_eq!((reported.number, other.number), (None, None));
    push(replica, &hub, 700);
    for ticket in [reported.id, other.id] {
        agrees(replica, &hub, ticket);
    }
    assert_eq!(on_page(replica, reported.id).ticket.number, Some(2));
    let newest = replica
        .rows(&listing(
            words("heating"),
            tickets::Order::Newest,
            Anchor::Start,
            9,
        ))
        .unwrap();
    assert_eq!(
        newest.items.len(),
        1,
        "the time of opening is the hub's, in the search too"
    );
}

pub fn a_refused_command_needs_attention(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    close(&hub, ticket);
    push(replica, &hub, 4);
    assert!(replica.outbox().unwrap().is_empty());
    let items = replica.attention().unwrap();
    assert!(matches!(items[0].refusal, Refusal::ClosedMeanwhile { .. }));
    assert_eq!(items[0].command.action, message("Third floor"));
    assert!(
        on_page(replica, ticket).messages.is_empty(),
        "the prediction is undone"
    );
    replica.discard(items[0].command.id).unwrap();
    assert!(replica.attention().unwrap().is_empty());
}

pub fn what_waits_is_replayed_on_their_change(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    accepted(&hub, helpdesk(ticket, message("Which floor?")), 2);
    accepted(&hub, helpdesk(ticket, Action::Start), 2);
    pull(replica, &hub);
    let page = on_page(replica, ticket);
    assert_eq!(page.ticket.status, Status::Active);
    let bodies: Vec<_> = page
        .messages
        .iter()
        .map(|message| message.body.as_str())
        .collect();
    assert_eq!(bodies, ["Which floor?", "Third floor"]);
    assert_eq!(page.history.len(), 4);
    push(replica, &hub, 3);
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
}

pub fn what_would_be_refused_now_still_waits(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::Helpdesk);
    give(replica, helpdesk(ticket, message("Third floor")));
    close(&hub, ticket);
    pull(replica, &hub);
    let waiting = &replica.outbox().unwrap()[0];
    assert!(waiting.expected.is_some(), "only marked: the hub decides");
    assert!(on_page(replica, ticket).messages.is_empty());
    push(replica, &hub, 4);
    assert_eq!(replica.attention().unwrap().len(), 1);
    agrees(replica, &hub, ticket);
}

pub fn an_older_page_changes_nothing(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    accepted(&hub, helpdesk(ticket, Action::Start), 1);
    let older = page(replica, &hub);
    give(replica, user(ticket, message("Third floor")));
    push(replica, &hub, 2);
    replica.arrive(older).unwrap();
    assert_eq!(on_page(replica, ticket).ticket.version, 3);
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
}

pub fn an_edit_of_a_prediction_names_its_command(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let first = user(ticket, new_description(1, "The lift is stuck again"));
    let seen = give(replica, first.clone());
    let second = user(
        ticket,
        new_description(seen.version, "The lift is stuck, third floor"),
    );
    give(replica, second.clone());
    let waiting = replica.outbox().unwrap();
    let Action::Modify { edit, .. } = &waiting[1].command.action else {
        panic!("an edit");
    };
    assert_eq!(edit.base, Base::Command(first.id));
    push(replica, &hub, 2);
    agrees(replica, &hub, ticket);
    assert!(replica.attention().unwrap().is_empty());
    let again = replica.apply(second, at(3)).unwrap().unwrap();
    assert!(again.repeated, "the same form, sent again");
    // A page that shows the prediction is sent after the answer.
    let third = user(
        ticket,
        Action::Modify {
            edit: Edit {
                base: Base::Version(seen.version),
                description: None,
                place: Some(None),
            },
            assignment: None,
        },
    );
    give(replica, third);
    push(replica, &hub, 4);
    agrees(replica, &hub, ticket);
    assert!(replica.attention().unwrap().is_empty());
}

pub fn an_edit_of_a_refused_prediction_conflicts(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let seen = give(replica, user(ticket, new_description(1, "Mine")));
    accepted(&hub, user(ticket, new_description(1, "Theirs")), 1);
    push(replica, &hub, 2);
    let edit = user(ticket, new_description(seen.version, "Mine again"));
    let decision = replica.apply(edit, at(3)).unwrap();
    assert!(matches!(decision, Err(Refusal::EditedMeanwhile { .. })));
    assert_eq!(replica.attention().unwrap().len(), 1);
    let unknown = user(ticket, description_after(CommandId::new(), "Mine again"));
    assert!(replica.apply(unknown, at(3)).unwrap().is_err());
}

pub fn a_line_before_its_ticket_waits_for_it(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    accepted(&hub, user(ticket, message("Third floor")), 1);
    replica.join(Role::User).unwrap();
    begin(replica, &hub);
    let whole = page(replica, &hub);
    let lines = Arrival {
        tickets: Vec::new(),
        next: 1,
        ..whole.clone()
    };
    replica.arrive(lines).unwrap();
    assert_eq!(replica.ticket(ticket.into()).unwrap(), None);
    let late = Arrival {
        messages: Vec::new(),
        history: Vec::new(),
        ..whole
    };
    replica.arrive(late).unwrap();
    agrees(replica, &hub, ticket);
}

pub fn a_closed_ticket_leaves_the_replica(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    accepted(&hub, user(ticket, message("Third floor")), 1);
    join(replica, &hub, Role::User);
    let written = user(ticket, message("Hurry"));
    give(replica, written.clone());
    close(&hub, ticket);
    pull(replica, &hub);
    assert_eq!(replica.ticket_page(ticket.into()).unwrap(), None);
    assert_eq!(replica.counts().unwrap().of(None, None, None), 0);
    for text in ["lift", "third"] {
        let found = replica
            .rows(&listing(words(text), tickets::Order::Newest, Anchor::Start, 9))
            .unwrap();
        assert!(found.items.is_empty());
    }
    assert_eq!(
        replica.outbox().unwrap().len(),
        1,
        "what was typed waits for its answer"
    );
    push(replica, &hub, 4);
    assert_eq!(replica.attention().unwrap()[0].command.id, written.id);
    assert_eq!(replica.ticket(ticket.into()).unwrap(), None);
}

pub fn a_late_answer_brings_no_closed_ticket_back(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    let reported = give(replica, report("No heating")).id;
    let answers = send(replica, &hub, 2);
    let head = *hub.feed().borrow();
    close(&hub, ticket);
    close(&hub, reported);
    pull(replica, &hub);
    replica.answer(answers, head, at(4)).unwrap();
    for ticket in [ticket, reported] {
        assert_eq!(replica.ticket(ticket.into()).unwrap(), None);
    }
    assert!(replica.attention().unwrap().is_empty());
    assert_eq!(replica.sent().unwrap().len(), 2);
}

pub fn a_line_of_the_feed_answers_a_command(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    let reported = give(replica, report("No heating")).id;
    send(replica, &hub, 2);
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
    agrees(replica, &hub, reported);
    let sent = replica.sent().unwrap();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[1].waiting.number, Some(2));
}

pub fn a_resync_deletes_only_at_its_end(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    let backup = hub.restored();
    let lost = accepted(&hub, report("No heating"), 1).ticket.id;
    accepted(&hub, user(ticket, message("Third floor")), 1);
    join(replica, &hub, Role::Helpdesk);
    let generation = replica.generation();
    begin(replica, &backup);
    assert_eq!(replica.counts().unwrap().of(None, None, None), 2);
    pull(replica, &backup);
    assert_eq!(replica.counts().unwrap().of(None, None, None), 2);
    replica.complete().unwrap();
    agrees(replica, &backup, ticket);
    assert_eq!(replica.ticket(lost.into()).unwrap(), None);
    assert_ne!(replica.generation(), generation, "followers start again");
}

pub fn a_lost_command_is_sent_again(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    let backup = hub.restored();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    let reported = give(replica, report("No heating")).id;
    push(replica, &hub, 2);
    pull(replica, &hub);
    assert!(replica.outbox().unwrap().is_empty());

    begin(replica, &backup);
    let again = replica.outbox().unwrap();
    assert!(again.len() == 2 && again.iter().all(|waiting| waiting.again));
    assert_eq!(again[1].number, Some(2));
    assert_eq!(
        on_page(replica, ticket).messages.len(),
        1,
        "it is not applied twice"
    );
    pull(replica, &backup);
    replica.complete().unwrap();
    assert_eq!(
        on_page(replica, ticket).messages.len(),
        1,
        "predicted on the restored ticket"
    );
    assert_eq!(on_page(replica, reported).ticket.number, None);
    push(replica, &backup, 3);
    pull(replica, &backup);
    agrees(replica, &backup, ticket);
    agrees(replica, &backup, reported);
}

pub fn a_number_that_was_given_twice_belongs_to_the_hubs_ticket(replica: &dyn Replica) {
    let (hub, _) = hub_with_a_ticket();
    let backup = hub.restored();
    accepted(&hub, report("No heating"), 1);
    let other = accepted(&backup, report("No light"), 1).ticket.id;
    join(replica, &hub, Role::User);
    begin(replica, &backup);
    pull(replica, &backup);
    agrees(replica, &backup, other);
    replica.complete().unwrap();
    assert_eq!(replica.counts().unwrap().of(None, None, None), 2);
}

pub fn a_lost_command_is_noticed_without_a_reset(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    let backup = hub.copy();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    push(replica, &hub, 2);
    assert!(!replica.sync_state().unwrap().unwrap().lost);
    accepted(&backup, helpdesk(ticket, message("Which floor?")), 2);
    pull(replica, &backup);
    assert!(
        replica.sync_state().unwrap().unwrap().lost,
        "the feed passed it by"
    );
}

pub fn a_desk_with_tickets_does_not_join(replica: &dyn Replica) {
    assert_eq!(replica.sync_state().unwrap(), None);
    let alone = replica.apply(report("The lift is stuck"), at(0)).unwrap();
    assert_eq!(alone.unwrap().ticket.number, Some(1), "alone, nothing waits");
    assert!(replica.outbox().unwrap().is_empty());
    assert!(replica.join(Role::User).is_err());
    assert_eq!(replica.sync_state().unwrap(), None);
}

pub fn sent_commands_are_forgotten_by_their_age(replica: &dyn Replica) {
    let (hub, _) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, report("No heating"));
    push(replica, &hub, 2);
    give(replica, report("No light"));
    push(replica, &hub, 7);
    replica.forget_sent(at(7)).unwrap();
    assert_eq!(replica.sent().unwrap().len(), 1);
}
