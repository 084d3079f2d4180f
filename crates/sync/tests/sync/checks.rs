//! What must hold after each step, and after healing.

use std::collections::{BTreeSet, HashMap, HashSet};

use store::{Feed, TicketStore};
use tickets::{Action, CommandId, Description, Event, Role, Status, TicketId};

use crate::world::World;

/// Where commands are.
struct Places {
    hub: HashSet<CommandId>,
    outbox: HashSet<CommandId>,
    attention: HashSet<CommandId>,
    sent: HashSet<CommandId>,
    /// Sent commands whose text was removed for good.
    without_text: HashSet<CommandId>,
}

impl Places {
    fn of(world: &World) -> Self {
        let lines = world.hub.store.changes(0, usize::MAX).unwrap().history;
        let hub: HashSet<CommandId> = lines.iter().map(|line| line.entry.command).collect();
        assert_eq!(hub.len(), lines.len(), "no command counts twice");
        let mut places = Self {
            hub,
            outbox: HashSet::new(),
            attention: HashSet::new(),
            sent: HashSet::new(),
            without_text: HashSet::new(),
        };
        for laptop in &world.laptops {
            let waiting = laptop.outbox().into_iter().map(|waiting| waiting.command);
            let sent = laptop.sent().into_iter().map(|sent| sent.waiting.command);
            for command in sent.chain(waiting.clone()) {
                if is_removed(&command.action) {
                    places.without_text.insert(command.id);
                }
            }
            places.outbox.extend(waiting.map(|command| command.id));
            let items = laptop.attention().into_iter();
            places.attention.extend(items.map(|item| item.command.id));
            let sent = laptop.sent().into_iter();
            places.sent.extend(sent.map(|sent| sent.waiting.command.id));
        }
        places
    }
}

fn is_removed(action: &Action) -> bool {
    match action {
        Action::Report { description, .. } => description.is_removed(),
        Action::Modify { edit, .. } => edit.description.as_ref().is_some_and(|text| text.is_removed()),
        Action::Write { body } => body.is_removed(),
        _ => false,
    }
}

/// Each text that a person typed is at the hub, in an outbox, or needs attention. If the hub lost it, it is among what was
/// sent.
pub fn conservation(world: &World) {
    let places = Places::of(world);
    for given in world.given.iter().filter(|given| given.has_text) {
        let command = &given.command;
        let (at_hub, waits, refused) = (
            places.hub.contains(command),
            places.outbox.contains(command),
            places.attention.contains(command),
        );
        let lost_by_hub = world.disturbed && places.sent.contains(command);
        assert!(at_hub || waits || refused || lost_by_hub, "{command} is lost");
        if !world.disturbed {
            assert!(!(refused && (at_hub || waits)), "{command} is in two places");
        }
    }
}

/// An edit at the hub replaced the text that its writer saw, and no other.
pub fn edits_replace_what_was_seen(world: &World) {
    let seen: HashMap<CommandId, &Description> = world
        .given
        .iter()
        .filter_map(|given| Some((given.command, given.seen.as_ref()?)))
        .collect();
    for line in world.hub.store.changes(0, usize::MAX).unwrap().history {
        let Event::Modified {
            description: Some(changed),
            ..
        } = line.entry.event
        else {
            continue;
        };
        let command = line.entry.command;
        assert!(
            changed.before.is_removed() || Some(&&changed.before) == seen.get(&command),
            "{command} replaced {:?}",
            changed.before
        );
    }
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
    nothing_is_lost(world);
}

/// Each command is at the hub or needs attention, unless it had nothing to do any more: somebody else did the same, or its
/// text was removed.
fn nothing_is_lost(world: &World) {
    let places = Places::of(world);
    for given in &world.given {
        let command = &given.command;
        let is_moot = !given.has_text || places.without_text.contains(command);
        assert!(
            places.hub.contains(command) || places.attention.contains(command) || is_moot,
            "{command} is lost after healing"
        );
    }
}
