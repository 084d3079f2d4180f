//! A ticket can report the problem of a closed ticket again.

use tickets::{LinkedTicket, Refusal, Ticket, TicketId, TicketLinks};

use super::fixtures::{accepted, at, close, report_again, reported, start};
use crate::Store;

fn closed(store: &dyn Store) -> Ticket {
    let ticket = reported(store, "The lift is stuck", 0);
    start(store, ticket, 1);
    close(store, ticket, 2).ticket
}

fn links(store: &dyn Store, ticket: TicketId) -> TicketLinks {
    store.ticket_page(ticket.into()).unwrap().unwrap().links
}

fn link(ticket: &Ticket) -> LinkedTicket {
    LinkedTicket {
        id: ticket.id,
        number: ticket.number,
    }
}

pub fn both_tickets_show_the_link(store: &dyn Store) {
    let lift = closed(store);
    let again = accepted(store, report_again("It is stuck again", lift.id), 3).ticket;
    let once_more = accepted(store, report_again("And again", lift.id), 4).ticket;
    assert_eq!(again.follows, Some(lift.id));
    assert_eq!(links(store, again.id).follows, Some(link(&lift)));
    assert_eq!(links(store, again.id).followed_by, []);
    assert_eq!(
        links(store, lift.id).followed_by,
        [link(&again), link(&once_more)]
    );
    assert_eq!(
        store.ticket(lift.id.into()).unwrap(),
        Some(lift),
        "a closed ticket does not change"
    );
}

pub fn a_link_outlives_every_change_and_is_in_the_feed(store: &dyn Store) {
    let lift = closed(store);
    let again = report_again("It is stuck again", lift.id);
    let id = accepted(store, again.clone(), 3).ticket.id;
    assert!(accepted(store, again, 4).repeated, "sent twice, it counts once");
    start(store, id, 5);
    close(store, id, 6);
    let changes = store.changes(3, 10).unwrap();
    let follows: Vec<_> = changes.tickets.iter().map(|ticket| ticket.follows).collect();
    assert_eq!(follows, [Some(lift.id)]);
    let mut stored = None;
    let snapshot = store.snapshot().unwrap();
    snapshot
        .each_ticket(&mut |ticket, _| {
            stored = ticket.follows.or(stored);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(stored, Some(lift.id));
}

pub fn a_link_is_part_of_the_command(store: &dyn Store) {
    let lift = closed(store);
    let again = report_again("It is stuck again", lift.id);
    let mut without = super::fixtures::report("It is stuck again");
    without.id = again.id;
    accepted(store, again, 3);
    let decision = store.apply(without, at(4)).unwrap();
    assert_eq!(decision.unwrap_err(), Refusal::CommandReused);
}

pub fn a_link_may_name_a_ticket_that_is_not_here(store: &dyn Store) {
    let unknown = TicketId::new();
    let again = accepted(store, report_again("It is stuck again", unknown), 0).ticket;
    assert_eq!(again.follows, Some(unknown));
    assert_eq!(links(store, again.id), TicketLinks::default());
    let mut itself = report_again("It follows itself", unknown);
    itself.ticket = TicketId::new();
    if let tickets::Action::Report { follows, .. } = &mut itself.action {
        *follows = Some(itself.ticket);
    }
    assert_eq!(accepted(store, itself, 1).ticket.follows, None);
}
