//! Which tickets are open at the helpdesk's desks. It is in memory only, and forgotten within seconds.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tickets::{Name, TicketId};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;
use wire::sync::OtherDesk;

/// The maximum number of desks. Beyond it, a desk is not seen by others.
const MOST: usize = 1_000;

/// A ticket that is open at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub ticket: TicketId,
    /// The name that the person entered.
    pub name: Option<Name>,
    /// When it is forgotten.
    pub until: Instant,
}

/// The open ticket of each desk.
#[derive(Debug, Default)]
pub struct OpenTickets {
    by_desk: Mutex<HashMap<Uuid, Open>>,
    changes: watch::Sender<()>,
}

impl OpenTickets {
    /// Notes the open ticket of a desk, in place of the one before.
    pub fn note(&self, desk: Uuid, open: Open, now: Instant) {
        let mut by_desk = self.lock();
        if by_desk.len() >= MOST {
            by_desk.retain(|_, open| open.until > now);
        }
        if by_desk.len() >= MOST && !by_desk.contains_key(&desk) {
            return;
        }
        let seen = |open: &Open| (open.ticket, open.name.clone());
        let is_new = by_desk.get(&desk).filter(|before| before.until > now).map(seen) != Some(seen(&open));
        by_desk.insert(desk, open);
        drop(by_desk);
        if is_new {
            self.changes.send_replace(());
        }
    }

    /// No ticket is open at a desk any more.
    pub fn leave(&self, desk: Uuid) {
        if self.lock().remove(&desk).is_some() {
            self.changes.send_replace(());
        }
    }

    /// The same, unless the desk has noted another ticket, or the same one again, since the note that ends at `until`.
    pub fn forget(&self, desk: Uuid, until: Instant) {
        let mut by_desk = self.lock();
        if by_desk.get(&desk).is_some_and(|open| open.until == until) {
            by_desk.remove(&desk);
            drop(by_desk);
            self.changes.send_replace(());
        }
    }

    /// The other desks at which a ticket is open, by name; and when the next of them is forgotten.
    pub fn others(&self, desk: Uuid, ticket: TicketId, now: Instant) -> (Vec<OtherDesk>, Option<Instant>) {
        let by_desk = self.lock();
        let others = by_desk
            .iter()
            .filter(|(other, open)| **other != desk && open.ticket == ticket && open.until > now);
        let (mut names, mut ends) = (Vec::new(), None::<Instant>);
        for (_, open) in others {
            names.push(open.name.clone());
            ends = Some(ends.map_or(open.until, |ends| ends.min(open.until)));
        }
        names.sort_by(|a, b| a.as_ref().map(Name::as_str).cmp(&b.as_ref().map(Name::as_str)));
        (names.into_iter().map(|name| OtherDesk { name }).collect(), ends)
    }

    /// Is notified when a ticket is opened or left.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Open>> {
        self.by_desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn open(ticket: TicketId, name: &str, until: Instant) -> Open {
        Open {
            ticket,
            name: Name::new(name).ok(),
            until,
        }
    }

    fn names(tickets: &OpenTickets, desk: Uuid, ticket: TicketId, now: Instant) -> Vec<Option<String>> {
        let (others, _) = tickets.others(desk, ticket, now);
        let name = |other: OtherDesk| other.name.map(|name| name.as_str().to_owned());
        others.into_iter().map(name).collect()
    }

    #[test]
    fn a_desk_sees_the_others_that_have_its_ticket_open_until_they_leave_or_fall_silent() {
        let (tickets, now) = (OpenTickets::default(), Instant::now());
        let [noor, sam, silent] = [1, 2, 3].map(Uuid::from_u128);
        let (lift, lamp) = (TicketId::new(), TicketId::new());
        let (soon, later) = (now + Duration::from_secs(10), now + Duration::from_secs(30));
        tickets.note(noor, open(lift, "Noor", later), now);
        assert_eq!(names(&tickets, noor, lift, now), []);
        tickets.note(sam, open(lift, "Sam", later), now);
        tickets.note(silent, open(lift, "", soon), now);
        assert_eq!(names(&tickets, noor, lift, now), [None, Some("Sam".to_owned())]);
        assert_eq!(tickets.others(noor, lift, now).1, Some(soon));
        assert_eq!(names(&tickets, noor, lift, soon), [Some("Sam".to_owned())]);
        tickets.note(sam, open(lamp, "Sam", later), now);
        assert_eq!(names(&tickets, noor, lift, soon), []);
        tickets.note(sam, open(lift, "Sam", later), now);
        tickets.forget(sam, soon);
        assert_eq!(names(&tickets, noor, lift, soon).len(), 1, "a later note stays");
        tickets.forget(sam, later);
        assert_eq!(names(&tickets, noor, lift, soon), []);
    }

    #[test]
    fn only_a_change_wakes_the_desks_that_wait() {
        let (tickets, now) = (OpenTickets::default(), Instant::now());
        let (desk, lift, later) = (Uuid::from_u128(1), TicketId::new(), now + Duration::from_secs(30));
        let mut changes = tickets.changes();
        let mut woken = || {
            let changed = changes.has_changed().expect("the sender lives");
            changes.mark_unchanged();
            changed
        };
        tickets.note(desk, open(lift, "Noor", later), now);
        assert!(woken());
        tickets.note(desk, open(lift, "Noor", later), now);
        assert!(!woken(), "the same again");
        tickets.note(desk, open(lift, "Sam", later), now);
        assert!(woken(), "another name");
        tickets.leave(desk);
        assert!(woken());
        tickets.leave(desk);
        assert!(!woken());
    }

    #[test]
    fn the_memory_is_bounded_and_desks_that_fell_silent_make_room() {
        let (tickets, now) = (OpenTickets::default(), Instant::now());
        let (lift, soon) = (TicketId::new(), now + Duration::from_secs(10));
        for desk in 1..=1_001 {
            tickets.note(Uuid::from_u128(desk), open(lift, "", soon), now);
        }
        assert_eq!(names(&tickets, Uuid::nil(), lift, now).len(), MOST);
        let later = soon + Duration::from_secs(10);
        tickets.note(Uuid::from_u128(2_000), open(lift, "", later), soon);
        assert_eq!(names(&tickets, Uuid::nil(), lift, soon).len(), 1);
    }
}
