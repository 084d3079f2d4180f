//! A hub that went back to an older copy, and has other commands at the same versions since: what was given on the states that
//! it lost.

use tickets::{Action, Base, Command, Refusal, Role, Status, TicketId};

use super::fixtures::{accepted, at, message, new_description};
use super::replica_fixtures::{
    agrees, begin, finish, give, helpdesk, hub_with_a_ticket, join, page, pull, push, send, start, user,
};
use crate::{Arrival, MemoryStore, Replica, TicketStore};

const LEFT: &str = "The left lift is stuck";
const RIGHT: &str = "The right lift is stuck";
const MINE: &str = "The left lift is stuck on the third floor";

fn edit(hub: &MemoryStore, ticket: TicketId, version: u64, text: &str) {
    accepted(hub, user(ticket, new_description(version, text)), 1);
}

/// A hub whose ticket has the text [`LEFT`] as version 2, and an older copy of it where version 2 became [`RIGHT`].
fn hub_and_older_copy() -> (MemoryStore, MemoryStore, TicketId) {
    let (hub, ticket) = hub_with_a_ticket();
    let older = hub.copy();
    edit(&hub, ticket, 1, LEFT);
    edit(&older, ticket, 1, RIGHT);
    (hub, older, ticket)
}

/// The edit needs attention with both texts, and the hub's text has not changed.
fn both_texts_stay(replica: &dyn Replica, hub: &MemoryStore, ticket: TicketId) {
    let items = replica.attention().unwrap();
    let [item] = &items[..] else {
        panic!("one item: {items:?}");
    };
    let Refusal::EditedMeanwhile { theirs, .. } = &item.refusal else {
        panic!("both texts: {item:?}");
    };
    assert_eq!(theirs.description.as_str(), RIGHT);
    assert_eq!(text(&item.command), MINE);
    assert_eq!(description(hub, ticket), RIGHT);
    agrees(replica, hub, ticket);
}

fn text(command: &Command) -> &str {
    match &command.action {
        Action::Modify { edit, .. } => edit.description.as_ref().unwrap().as_str(),
        other => panic!("an edit: {other:?}"),
    }
}

fn description(hub: &MemoryStore, ticket: TicketId) -> String {
    let ticket = hub.ticket(ticket.into()).unwrap().unwrap();
    ticket.description.as_str().to_owned()
}

pub fn a_waiting_edit_of_a_lost_text_does_not_replace_another(replica: &dyn Replica) {
    let (hub, older, ticket) = hub_and_older_copy();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, new_description(2, MINE)));
    begin(replica, &older);
    push(replica, &older, 3);
    finish(replica, &older);
    both_texts_stay(replica, &older, ticket);
}

pub fn an_edit_that_was_lost_with_the_text_before_it_does_not_replace_another(replica: &dyn Replica) {
    let (hub, older, ticket) = hub_and_older_copy();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, new_description(2, MINE)));
    push(replica, &hub, 3);
    assert_eq!(description(&hub, ticket), MINE);
    begin(replica, &older);
    push(replica, &older, 3);
    finish(replica, &older);
    both_texts_stay(replica, &older, ticket);
}

pub fn an_edit_of_a_lost_text_while_the_feed_is_read_again_does_not_replace_another(replica: &dyn Replica) {
    let (hub, older, ticket) = hub_and_older_copy();
    join(replica, &hub, Role::User);
    begin(replica, &older);
    give(replica, user(ticket, new_description(2, MINE)));
    pull(replica, &older);
    push(replica, &older, 3);
    finish(replica, &older);
    both_texts_stay(replica, &older, ticket);
}

pub fn an_edit_of_a_version_without_its_line_does_not_replace_another_text(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    let older = hub.copy();
    join(replica, &hub, Role::User);
    edit(&hub, ticket, 1, LEFT);
    give(replica, user(ticket, message("Hurry")));
    // The answer has the ticket as it is, and the line of the message only.
    push(replica, &hub, 2);
    give(replica, user(ticket, new_description(3, MINE)));
    let waiting = replica.outbox().unwrap().remove(0);
    assert!(
        matches!(&waiting.command.action, Action::Modify { edit, .. } if edit.base == Base::Version(2)),
        "{waiting:?}"
    );
    // The hub accepts it, and the answer is lost. The feed is read again, but the hub has everything.
    send(replica, &hub, 3);
    begin(replica, &hub);
    push(replica, &hub, 3);
    assert!(replica.attention().unwrap().is_empty(), "the hub has the edit");
    assert_eq!(replica.sent().unwrap().len(), 2);

    edit(&older, ticket, 1, RIGHT);
    accepted(&older, user(ticket, message("Third floor")), 1);
    begin(replica, &older);
    push(replica, &older, 4);
    finish(replica, &older);
    both_texts_stay(replica, &older, ticket);
}

pub fn an_edit_of_a_version_without_its_line_conflicts_while_the_feed_is_read_again(replica: &dyn Replica) {
    let (hub, older, ticket) = hub_and_older_copy();
    join(replica, &MemoryStore::new(), Role::User);
    begin(replica, &hub);
    let without_history = Arrival {
        history: Vec::new(),
        ..page(replica, &hub)
    };
    replica.arrive(without_history).unwrap();
    replica.complete().unwrap();
    begin(replica, &older);
    let decision = replica.apply(user(ticket, new_description(2, MINE)), at(3));
    let refusal = decision.unwrap().unwrap_err();
    assert!(matches!(refusal, Refusal::EditedMeanwhile { .. }), "{refusal:?}");
}

pub fn an_edit_of_a_text_that_the_hub_still_has_is_accepted(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    let older = hub.copy();
    accepted(&hub, user(ticket, message("Hurry")), 1);
    join(replica, &hub, Role::User);
    give(replica, user(ticket, new_description(2, MINE)));
    begin(replica, &older);
    push(replica, &older, 3);
    finish(replica, &older);
    assert!(replica.attention().unwrap().is_empty());
    assert_eq!(description(&older, ticket), MINE);
    agrees(replica, &older, ticket);
}

pub fn a_close_of_a_lost_state_closes_no_other(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    start(&hub, ticket);
    let older = hub.copy();
    accepted(&hub, user(ticket, message("It works again")), 2);
    accepted(&older, user(ticket, message("It smells of smoke")), 2);
    join(replica, &hub, Role::Helpdesk);
    let close = Command {
        only_at: Some(Base::Version(3)),
        ..helpdesk(ticket, Action::Close)
    };
    give(replica, close);
    begin(replica, &older);
    push(replica, &older, 3);
    finish(replica, &older);
    let item = replica.attention().unwrap().remove(0);
    assert!(
        matches!(item.refusal, Refusal::ChangedMeanwhile { .. }),
        "{item:?}"
    );
    let status = older.ticket(ticket.into()).unwrap().unwrap().status;
    assert_eq!(status, Status::Active);
    agrees(replica, &older, ticket);
}
