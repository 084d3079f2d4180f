//! Decides the commands of a group in their order, each on what the ones before it made of its ticket. Nothing is written
//! before all are decided, so a refused command needs no savepoint.

use std::convert::Infallible;

use chrono::{DateTime, Utc};
use store::shared::fingerprint::{fingerprint, is_repetition};
use store::shared::removal::{is_removable, removed_message};
use store::shared::{base, no_change, number};
use store::{Accepted as Answer, Decision, StoreError};
use tickets::{Change, Command, Event, Refusal, TextPart, decide};

use super::changes::Changes;
use super::head::Head;
use super::known::{Accepted, Known, Stored};

/// Decides commands that the caller gives one by one.
pub(super) struct Decider<'a> {
    pub known: Known,
    pub head: &'a mut Head,
    pub changes: Changes,
    /// The text that a command removes, and the ticket before it. Such a command is alone in its group.
    pub removal: Option<(Stored, TextPart)>,
    /// The database, for messages.
    pub place: &'a str,
}

impl Decider<'_> {
    /// The answer to a command. An error concerns this command only.
    pub(super) fn decide(&mut self, command: &Command, now: DateTime<Utc>) -> Result<Decision, StoreError> {
        let fingerprint = fingerprint(command);
        if let Some(known) = self.known.commands.get(&command.id) {
            return self.repeat(known, &fingerprint);
        }
        let before = match self.known.tickets.get(&command.ticket) {
            Some(Ok(stored)) => Some(stored.clone()),
            Some(Err(reason)) => return Err(self.unreadable(reason)),
            None => None,
        };
        let commands = &self.known.commands;
        let Ok(resolved) = base::resolve(command, |earlier| {
            let earlier = commands
                .get(&earlier)
                .filter(|known| known.ticket == command.ticket);
            Ok::<_, Infallible>(earlier.map(|known| known.version))
        });
        let ticket = before.as_ref().map(|stored| &stored.ticket);
        let mut change = match decide(ticket, &resolved, now) {
            Ok(change) => change,
            Err(refusal) => return Ok(no_change::accept(command, ticket, refusal)),
        };
        if self.removes_nothing(command) {
            return Ok(Err(Refusal::NothingToChange));
        }
        if before.is_none() {
            let wanted = number::wanted(command, self.head.number);
            change.ticket.number = wanted.filter(|number| !self.known.numbers.contains(number));
        }
        Ok(Ok(self.accept(command, before, change, &fingerprint)))
    }

    fn accept(
        &mut self,
        command: &Command,
        before: Option<Stored>,
        change: Change,
        fingerprint: &[u8; 16],
    ) -> Answer {
        let Change {
            ticket,
            entry,
            message,
        } = change;
        if let (Event::TextRemoved { text }, Some(before)) = (&entry.event, &before) {
            self.removal = Some((before.clone(), *text));
        }
        self.head.feed += 1;
        let stored = match before {
            None => self.changes.insert(self.head, ticket),
            Some(before) => self.changes.update(self.head, before, ticket),
        };
        self.known.numbers.extend(stored.ticket.number);
        self.changes
            .line(self.head, &stored, &entry, fingerprint, Some(command.given_at));
        if let Some(message) = &message {
            self.changes
                .message(self.head, stored.row, entry.version, message);
        }
        let accepted = Accepted {
            ticket: command.ticket,
            version: entry.version,
            fingerprint: fingerprint.to_vec(),
            wrote: Ok((entry.clone(), message.clone())),
        };
        self.known.commands.insert(command.id, accepted);
        let ticket = stored.ticket.clone();
        self.known.tickets.insert(command.ticket, Ok(stored));
        Answer {
            ticket,
            entry: Some(entry),
            message,
            repeated: false,
        }
    }

    /// Answers a command whose id is known.
    fn repeat(&self, known: &Accepted, arrived: &[u8; 16]) -> Result<Decision, StoreError> {
        let stored = <&[u8; 16]>::try_from(known.fingerprint.as_slice());
        if !stored.is_ok_and(|stored| is_repetition(stored, arrived)) {
            return Ok(Err(Refusal::CommandReused));
        }
        let unreadable = |reason: &String| self.unreadable(reason);
        let Some(stored) = self.known.tickets.get(&known.ticket) else {
            return Ok(Err(Refusal::NoSuchTicket));
        };
        let ticket = stored.as_ref().map_err(unreadable)?.ticket.clone();
        let (entry, message) = known.wrote.as_ref().map_err(unreadable)?.clone();
        Ok(Ok(Answer {
            ticket,
            entry: Some(entry),
            message,
            repeated: true,
        }))
    }

    /// Whether a command removes a message that has no text or is not in its ticket.
    fn removes_nothing(&self, command: &Command) -> bool {
        removed_message(command).is_some_and(|id| {
            let found = self.known.messages.get(&id);
            !is_removable(found.filter(|message| message.ticket == command.ticket))
        })
    }

    fn unreadable(&self, reason: &str) -> StoreError {
        StoreError::Unreadable {
            place: self.place.to_owned(),
            reason: reason.to_owned(),
        }
    }
}
