//! A hub that lost something: the replica reads its feed again, and sends again what the hub had accepted.

use tickets::{Action, Refusal, Role, TicketId};

use super::fixtures::{accepted, at, description_after, message, new_description, report};
use super::replica_fixtures::{
    agrees, begin, close, end, finish, give, helpdesk, hub_with_a_ticket, join, on_page, page, pull, push,
    user,
};
use crate::{Arrival, Feed, HubAnswer, MemoryStore, Replica, Verdict};

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
    finish(replica, &backup);
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

pub fn what_the_hub_answered_is_remembered_until_it_is_confirmed_and_passed(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let answered = || {
        let state = replica.sync_state().unwrap().unwrap();
        state.position.unwrap().answered
    };
    replica.confirm(end(&hub)).unwrap();
    assert_eq!(answered(), None);
    give(replica, user(ticket, message("Third floor")));
    let before = end(&hub);
    push(replica, &hub, 2);
    let first = end(&hub);
    assert_eq!(answered(), Some(first));

    replica.confirm(first).unwrap();
    assert_eq!(answered(), Some(first), "the feed has not passed it");
    pull(replica, &hub);
    assert_eq!(answered(), Some(first), "the page was read without asking for it");
    replica.confirm(before).unwrap();
    assert_eq!(answered(), Some(first), "another one was confirmed");
    replica.read_again(hub.generation(), first.head).unwrap();
    assert_eq!(answered(), Some(first), "the hub has lost nothing");
    pull(replica, &hub);
    replica.complete().unwrap();
    replica.confirm(first).unwrap();
    assert_eq!(answered(), None);

    give(replica, user(ticket, message("Left lift")));
    push(replica, &hub, 3);
    let confirmed = Some(end(&hub));
    replica
        .arrive(Arrival {
            confirmed,
            ..page(replica, &hub)
        })
        .unwrap();
    assert_eq!(answered(), None, "the page passed it");
    give(replica, user(ticket, message("Right lift")));
    push(replica, &hub, 4);
    begin(replica, &hub);
    assert_eq!(answered(), Some(end(&hub)), "what the hub has at the beginning");
}

pub fn a_helpdesks_queue_is_complete_before_its_closed_tickets(replica: &dyn Replica) {
    let (hub, old) = hub_with_a_ticket();
    close(&hub, old);
    let open = accepted(&hub, report("No heating"), 4).ticket.id;
    let closing = accepted(&hub, report("No light"), 4).ticket.id;
    join(replica, &MemoryStore::new(), Role::Helpdesk);
    begin(replica, &hub);
    pull(replica, &hub);
    let has = |ticket: TicketId| replica.ticket(ticket.into()).unwrap().is_some();
    assert!(has(open) && has(closing) && !has(old));
    close(&hub, closing);
    pull(replica, &hub);
    assert!(has(closing), "it comes with the closed tickets");
    let position = || replica.sync_state().unwrap().unwrap().position.unwrap();
    replica.complete().unwrap();
    assert!(!position().complete && position().after == 0);
    let read = position().answered.unwrap();
    assert_eq!(read, end(&hub), "the hub must still have what was read");
    pull(replica, &hub);
    replica.complete().unwrap();
    assert!(position().complete);
    for ticket in [old, open, closing] {
        agrees(replica, &hub, ticket);
    }
}

pub fn values_that_cannot_be_read_are_counted_until_the_feed_is_read_again(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let mut newer = page(replica, &hub);
    let (status, own) = ("\"status\":\"postponed\"", TicketId::new());
    newer.unreadable = vec![
        format!("{{\"id\":\"{ticket}\",{status}}}"),
        format!("{{\"id\":\"{own}\",\"ticket\":\"{ticket}\",\"body\":\"Third floor\"}}"),
    ];
    replica.arrive(newer.clone()).unwrap();
    replica.arrive(newer).unwrap();
    let unreadable = || replica.sync_state().unwrap().unwrap().unreadable;
    assert_eq!((unreadable().values, unreadable().of_another_version), (2, false));
    close(&hub, ticket);
    pull(replica, &hub);
    assert_eq!(unreadable().values, 0, "a closed ticket leaves the replica");
    let mut newer = page(replica, &hub);
    newer.unreadable = vec!["{}".to_owned()];
    replica.arrive(newer).unwrap();
    assert_eq!(unreadable().values, 1);
    begin(replica, &hub);
    assert_eq!(unreadable().values, 0);
}

pub fn a_ticket_that_was_closed_before_a_first_sync_leaves_no_text(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let report = on_page(replica, ticket).history[0].command;
    give(replica, user(ticket, new_description(1, "Mine")));
    accepted(&hub, user(ticket, new_description(1, "Theirs")), 1);
    push(replica, &hub, 2);
    close(&hub, ticket);
    begin(replica, &hub);
    finish(replica, &hub);
    assert_eq!(replica.ticket(ticket.into()).unwrap(), None);
    let item = replica.attention().unwrap().remove(0);
    assert_eq!(item.refusal, Refusal::NoSuchTicket, "without their text");
    assert_eq!(item.command.action, description_after(report, "Mine"));
}

pub fn another_role_sends_nothing_again(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::Helpdesk);
    give(replica, helpdesk(ticket, message("Third floor")));
    give(replica, helpdesk(ticket, Action::Start));
    give(replica, helpdesk(ticket, Action::Close));
    push(replica, &hub, 2);
    pull(replica, &hub);
    let closed_at = replica.ticket(ticket.into()).unwrap().unwrap().closed_at;
    replica.join(Role::User).unwrap();
    replica
        .read_again(hub.generation(), *hub.feed().borrow())
        .unwrap();
    finish(replica, &hub);
    assert!(replica.outbox().unwrap().is_empty());
    assert_eq!(replica.sent().unwrap().len(), 3);
    assert_eq!(replica.ticket(ticket.into()).unwrap(), None);
    let closed = replica.closed(ticket).unwrap().unwrap();
    assert_eq!((closed.number, Some(closed.closed_at)), (Some(1), closed_at));
}

pub fn what_the_hub_accepted_in_another_role_needs_no_attention(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let written = user(ticket, message("Third floor"));
    give(replica, written.clone());
    push(replica, &hub, 2);
    begin(replica, &hub);
    let refused = HubAnswer {
        command: written.id,
        verdict: Verdict::Refused(Refusal::CommandReused),
    };
    replica.answer(vec![refused], end(&hub), at(3)).unwrap();
    assert!(replica.attention().unwrap().is_empty());
    assert_eq!(replica.sent().unwrap().len(), 1);
    finish(replica, &hub);
    agrees(replica, &hub, ticket);
}
