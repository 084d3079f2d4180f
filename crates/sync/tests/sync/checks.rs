//! What must hold after each step, and after healing.

use std::collections::{BTreeSet, HashSet};

use store::{Feed, TicketStore};
use tickets::{CommandId, Role, Status, TicketId};

use crate::world::World;

/// Each accepted command is at the hub, in an outbox, or needs attention. If the hub lost it, it is among what was sent.
pub fn conservation(world: &World) {
    let lines = world.hub.store.changes(0, usize::MAX).unwrap().history;
    let hub: HashSet<CommandId> = lines.iter().map(|line| line.entry.command).collect();
    let (mut outbox, mut attention, mut sent) = (HashSet::new(), HashSet::new(), HashSet::new());
    for laptop in &world.laptops {
        outbox.extend(laptop.outbox().into_iter().map(|waiting| waiting.command.id));
        attention.extend(laptop.attention().into_iter().map(|item| item.command.id));
        sent.extend(laptop.sent().into_iter().map(|sent| sent.waiting.command.id));
    }
    for command in &world.given {
        let (at_hub, waits, refused) = (
            hub.contains(command),
            outbox.contains(command),
            attention.contains(command),
        );
        let lost_by_hub = world.disturbed && sent.contains(command);
        assert!(at_hub || waits || refused || lost_by_hub, "{command} is lost");
        if !world.disturbed {
            assert!(!(refused && (at_hub || waits)), "{command} is in two places");
        }
    }
    assert_eq!(hub.len(), lines.len(), "no command counts twice");
}

/// Every replica has the hub's rows: all, or those of unclosed tickets for a user.
pub fn convergence(world: &World) {
    let tickets = world.hub.store.changes(0, usize::MAX).unwrap().tickets;
    let mut numbers = BTreeSet::new();
    for ticket in &tickets {
        assert!(numbers.insert(ticket.number.unwrap()), "a number is used twice");
    }
    for (at, laptop) in world.laptops.iter().enumerate() {
        let in_scope = |status| laptop.role == Role::Helpdesk || status != Status::Closed;
        let expected: BTreeSet<TicketId> = tickets
            .iter()
            .filter(|ticket| in_scope(ticket.status))
            .map(|ticket| ticket.id)
            .collect();
        let own = laptop.disk.changes(0, usize::MAX).unwrap().tickets;
        let own: BTreeSet<TicketId> = own.iter().map(|ticket| ticket.id).collect();
        assert_eq!(own, expected, "the tickets of laptop {at}");
        for id in expected {
            let (own, hub) = (
                laptop.disk.ticket_page(id.into()),
                world.hub.store.ticket_page(id.into()),
            );
            assert_eq!(own.unwrap(), hub.unwrap(), "laptop {at}");
        }
    }
    let lines = world.hub.store.changes(0, usize::MAX).unwrap().history;
    let hub: HashSet<CommandId> = lines.iter().map(|line| line.entry.command).collect();
    let items = world.laptops.iter().flat_map(|laptop| laptop.attention());
    let refused: HashSet<CommandId> = items.map(|item| item.command.id).collect();
    for command in &world.given {
        let places = (hub.contains(command), refused.contains(command));
        assert!(places.0 || places.1, "{command} is lost after healing");
    }
}
