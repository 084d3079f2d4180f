//! What arrives on a replica: changes of others, lines of the own commands, and tickets that leave it.

use tickets::{Action, Category, Refusal, Role, Status};

use super::fixtures::{accepted, at, listing, message, new_description, report, words};
use super::replica_fixtures::{
    agrees, begin, close, end, finish, give, helpdesk, hub_with_a_ticket, join, on_page, page, pull, push,
    send, start, user,
};
use crate::{Anchor, Arrival, Lessons, Replica, TicketStore};
pub fn what_waits_is_replayed_on_their_change(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    accepted(&hub, helpdesk(ticket, message("Which floor?")), 2);
    start(&hub, ticket);
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
    start(&hub, ticket);
    let older = page(replica, &hub);
    give(replica, user(ticket, message("Third floor")));
    push(replica, &hub, 2);
    replica.arrive(older).unwrap();
    assert_eq!(on_page(replica, ticket).ticket.version, 3);
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
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

/// The chart of corrections shows what the helpdesk corrected, on whichever computer.
pub fn the_corrections_of_all_computers_are_counted_once(replica: &dyn Replica) {
    let (hub, theirs) = hub_with_a_ticket();
    let own = accepted(&hub, report("No heating"), 0).ticket.id;
    let category = hub.ticket(own.into()).unwrap().unwrap().category;
    let other = Category::ALL
        .into_iter()
        .find(|other| *other != category)
        .unwrap();
    let correct = Action::Correct { category: other };
    join(replica, &hub, Role::Helpdesk);
    accepted(&hub, helpdesk(theirs, correct.clone()), 3);
    give(replica, helpdesk(own, correct));
    assert_eq!(replica.corrected_at().unwrap(), [at(1)], "as predicted");
    pull(replica, &hub);
    push(replica, &hub, 4);
    pull(replica, &hub);
    agrees(replica, &hub, own);
    assert_eq!(hub.corrected_at().unwrap(), [at(3), at(4)]);
    assert_eq!(replica.corrected_at().unwrap(), [at(3), at(4)]);
    // The feed is read from its start again.
    begin(replica, &hub);
    finish(replica, &hub);
    assert_eq!(replica.corrected_at().unwrap(), [at(3), at(4)]);
}

/// A line whose name was removed arrives again, after later ones.
pub fn the_last_correction_of_a_ticket_counts_in_whatever_order_the_lines_arrive(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    let classified = hub.ticket(ticket.into()).unwrap().unwrap().category;
    let other = Category::ALL
        .into_iter()
        .find(|other| *other != classified)
        .unwrap();
    for (category, minutes) in [(other, 1), (classified, 2)] {
        accepted(&hub, helpdesk(ticket, Action::Correct { category }), minutes);
    }
    replica.join(Role::Helpdesk).unwrap();
    begin(replica, &hub);
    let mut arrives = page(replica, &hub);
    arrives.history.reverse();
    replica.arrive(arrives).unwrap();
    finish(replica, &hub);
    agrees(replica, &hub, ticket);
    assert!(hub.corrected_at().unwrap().is_empty(), "the classifier was right");
    assert!(replica.corrected_at().unwrap().is_empty());
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
    let head = end(&hub);
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

pub fn an_answer_after_the_closing_brings_no_ticket_back_however_late_its_number(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    let answers = send(replica, &hub, 2);
    close(&hub, ticket);
    pull(replica, &hub);
    // Others were faster than the answer, whose number is the hub's last one.
    accepted(&hub, report("No heating"), 4);
    replica.answer(answers, end(&hub), at(4)).unwrap();
    assert_eq!(replica.ticket(ticket.into()).unwrap(), None);
    pull(replica, &hub);
    assert_eq!(replica.ticket(ticket.into()).unwrap(), None);
}

pub fn a_repeated_command_of_a_ticket_that_was_closed_meanwhile_counted(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let written = user(ticket, message("Third floor"));
    give(replica, written.clone());
    let lost = send(replica, &hub, 2);
    drop(lost);
    close(&hub, ticket);
    push(replica, &hub, 4);
    assert!(replica.outbox().unwrap().is_empty() && replica.attention().unwrap().is_empty());
    assert_eq!(replica.sent().unwrap().len(), 1, "the hub has accepted it");
    pull(replica, &hub);
    let closed = replica.closed(ticket).unwrap().unwrap();
    assert_eq!((closed.number, closed.closed_at), (Some(1), at(3)));
    let again = replica.apply(written, at(5)).unwrap();
    assert!(
        matches!(again, Err(Refusal::AcceptedThenClosed { number: Some(1), .. })),
        "{again:?}"
    );
}

pub fn the_refusals_of_a_closed_ticket_lose_its_text(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, new_description(1, "Mine")));
    accepted(&hub, user(ticket, new_description(1, "Theirs")), 1);
    push(replica, &hub, 2);
    let refusal = |replica: &dyn Replica| replica.attention().unwrap().remove(0).refusal;
    assert!(matches!(refusal(replica), Refusal::EditedMeanwhile { .. }));
    close(&hub, ticket);
    pull(replica, &hub);
    assert!(matches!(
        refusal(replica),
        Refusal::ClosedMeanwhile { number: Some(1), .. }
    ));
}
