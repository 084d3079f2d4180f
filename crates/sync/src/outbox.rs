//! Chooses the commands of the next batch.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tickets::{CommandId, TicketId};

use crate::asks::Queued;
use crate::backoff::Backoff;
use crate::poison::Poison;

/// The size of a request without its commands, in bytes.
const ENVELOPE: usize = 1024;

/// The tickets whose commands wait because the hub did not try one of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeldTickets(HashMap<TicketId, (u32, Duration)>);

impl HeldTickets {
    /// The hub did not try a command of a ticket.
    pub(crate) fn hold(&mut self, ticket: TicketId, now: Duration, backoff: &mut Backoff) {
        let (times, until) = self.0.entry(ticket).or_default();
        *times = times.saturating_add(1);
        *until = now + Duration::from_secs(1) + backoff.pause(*times);
    }

    /// The hub answered a command of a ticket.
    pub(crate) fn release(&mut self, ticket: TicketId) {
        self.0.remove(&ticket);
    }

    /// All tickets may be tried.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The next batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    /// The commands, in the order in which they were given.
    pub commands: Vec<CommandId>,
    /// The earliest time at which a command that waits now may be sent.
    pub next: Option<Duration>,
}

/// Chooses commands in their order. A command that waits holds back the later commands of its ticket only.
pub(crate) fn choose(
    outbox: &[Queued],
    most: usize,
    bytes: usize,
    held: &HeldTickets,
    poison: &Poison,
    now: Duration,
) -> Batch {
    let mut batch = Batch::default();
    let mut behind = HashSet::new();
    let mut size = ENVELOPE;
    for queued in outbox {
        if behind.contains(&queued.ticket) {
            continue;
        }
        let held = held.0.get(&queued.ticket).map(|(_, until)| *until);
        let waits = held.max(poison.waits_until(queued.command));
        if let Some(until) = waits.filter(|until| *until > now) {
            behind.insert(queued.ticket);
            batch.next = Some(batch.next.map_or(until, |next| next.min(until)));
            continue;
        }
        size = size.saturating_add(queued.bytes);
        if !batch.commands.is_empty() && (batch.commands.len() >= most || size > bytes) {
            break;
        }
        batch.commands.push(queued.command);
    }
    batch
}
