//! The state of a desk in memory.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;

use chrono::{DateTime, Utc};
use tickets::{
    Category, Command, CommandId, Event, HistoryEntry, LinkedTicket, Message, Place, Refusal, Role, Status,
    TextPart, Ticket, TicketId, TicketLinks, TicketRef, decide, to_millis,
};
use uuid::Uuid;

use super::replica::ReplicaTables;
use crate::shared::fingerprint::{REMOVED, fingerprint, is_repetition};
use crate::shared::mark::mark;
use crate::shared::places::folded;
use crate::shared::removal::{self, is_removable, is_unlearned, removed_message, removes_fingerprint};
use crate::shared::tokens::words;
use crate::shared::{base, no_change, number};
use crate::{
    Accepted, Changes, ClosedTicket, Decision, Fact, Facts, HistoryLine, ImportFailed, ImportProgress,
    Imported, ImportedTicket, LINES, Learning, Reporter, StoredModel, UnclosedChanges,
};

/// The state of a desk.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub generation: Uuid,
    /// In the order of creation.
    pub rows: Vec<Row>,
    pub learning: Learning,
    /// Last accepted last.
    pub models: Vec<StoredModel>,
    pub(super) feed: u64,
    last_number: u64,
    pub(super) commands: HashMap<CommandId, AcceptedCommand>,
    /// The places ever used, as first spelled.
    places: Vec<String>,
    /// The mark by the stamp with which its line was written.
    marks: HashMap<u64, Uuid>,
    /// What a replica stores besides the tickets.
    pub(super) replica: ReplicaTables,
}

/// A ticket with everything that belongs to it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub ticket: Ticket,
    pub(super) stamp: u64,
    pub(super) messages: Vec<(u64, Message)>,
    pub(super) history: Vec<(u64, HistoryLine)>,
    /// Whether texts and names were removed.
    pub(super) anonymised: bool,
    /// Whether the ticket was imported as closed, and so was not reviewed here.
    pub(super) imported_closed: bool,
    /// On a replica: the epoch in which the hub last said something of the ticket.
    pub(super) epoch: u64,
}

/// An accepted command.
#[derive(Clone, Debug)]
pub(super) struct AcceptedCommand {
    pub ticket: TicketId,
    pub fingerprint: [u8; 16],
}

/// What the desk stores about texts that were removed from a ticket.
#[derive(Debug, Default)]
struct RemovedFromRow {
    commands: Vec<CommandId>,
    places: Vec<Place>,
}

impl Row {
    pub(super) fn messages(&self) -> Vec<Message> {
        self.messages.iter().map(|(_, message)| message.clone()).collect()
    }

    pub(super) fn history(&self) -> Vec<HistoryEntry> {
        self.history.iter().map(|(_, line)| line.entry.clone()).collect()
    }

    /// Removes texts from the messages and the history so far.
    fn remove_text(&mut self, text: TextPart, stamp: u64) -> RemovedFromRow {
        for (sent, message) in &mut self.messages {
            if text.remove_from_message(message) {
                *sent = stamp;
            }
        }
        let mut removed = RemovedFromRow::default();
        removed.places.extend(self.ticket.place.clone());
        for (sent, line) in &mut self.history {
            if removes_fingerprint(text, &line.entry) {
                removed.commands.push(line.entry.command);
            }
            removed.places.extend(removal::places(&line.entry).cloned());
            if text.remove_from_entry(&mut line.entry) {
                *sent = stamp;
            }
        }
        if !matches!(text, TextPart::All | TextPart::AllAndNames) {
            removed.places.clear();
        }
        self.anonymised |= text == TextPart::AllAndNames;
        removed
    }

    fn first_corrected_at(&self) -> Option<DateTime<Utc>> {
        let lines = self.history.iter().map(|(_, line)| &line.entry);
        let mut corrections = lines.filter(|entry| matches!(entry.event, Event::Corrected { .. }));
        corrections.next().map(|entry| entry.at)
    }

    /// The version that a command made of this ticket.
    pub(super) fn version_after(&self, command: CommandId) -> Option<u64> {
        let mut entries = self.history.iter().map(|(_, line)| &line.entry);
        let entry = entries.find(|entry| entry.command == command);
        entry.map(|entry| entry.version)
    }

    /// The role and name of the first line of history.
    pub(super) fn reporter(&self) -> Reporter {
        let first = self.history.first().map(|(_, line)| &line.entry);
        Reporter {
            role: first.map_or(Role::User, |entry| entry.role),
            name: first.and_then(|entry| entry.name.clone()),
        }
    }

    /// Whether this is the ticket that an import contains.
    fn is_same(&self, imported: &Ticket) -> bool {
        let ticket = &self.ticket;
        ticket.opened_at == imported.opened_at
            && ticket.description == imported.description
            && ticket.place == imported.place
            && (imported.number.is_none() || imported.number == ticket.number)
    }

    /// Whether the thread has a message that an import contains.
    fn has(&self, imported: &Message) -> bool {
        self.messages.iter().any(|(_, message)| {
            message.created_at == imported.created_at
                && message.role == imported.role
                && message.body == imported.body
        })
    }

    /// The classifier's category, if the ticket was reviewed here.
    pub(super) fn reviewed_category(&self) -> Option<Category> {
        self.ticket.reviewed_category().filter(|_| !self.imported_closed)
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            generation: Uuid::new_v4(),
            rows: Vec::new(),
            learning: Learning::default(),
            models: Vec::new(),
            feed: 0,
            last_number: 0,
            commands: HashMap::new(),
            places: Vec::new(),
            marks: HashMap::new(),
            replica: ReplicaTables::default(),
        }
    }
}

impl Desk {
    /// The last number of the feed.
    pub(super) fn head(&self) -> u64 {
        self.feed
    }

    pub(super) fn find(&self, which: TicketRef) -> Option<&Row> {
        self.rows.iter().find(|row| match which {
            TicketRef::Id(id) => row.ticket.id == id,
            TicketRef::Number(number) => row.ticket.number == Some(number),
        })
    }

    /// The tickets about the same problem as this one.
    pub(super) fn links(&self, ticket: &Ticket) -> TicketLinks {
        let link = |row: &Row| LinkedTicket {
            id: row.ticket.id,
            number: row.ticket.number,
        };
        let following = self
            .rows
            .iter()
            .filter(|row| row.ticket.follows == Some(ticket.id));
        TicketLinks {
            follows: ticket.follows.and_then(|id| self.find(id.into())).map(link),
            followed_by: following.map(link).collect(),
        }
    }

    pub(super) fn apply(&mut self, command: &Command, now: DateTime<Utc>) -> Decision {
        let fingerprint = fingerprint(command);
        if let Some(known) = self.commands.get(&command.id) {
            return self.repeat(command.id, known, &fingerprint);
        }
        let at = self.rows.iter().position(|row| row.ticket.id == command.ticket);
        let before = at.and_then(|at| self.rows.get(at));
        let Ok(resolved) = base::resolve(command, |earlier| {
            Ok::<_, Infallible>(before.and_then(|row| row.version_after(earlier)))
        });
        let ticket = before.map(|row| &row.ticket);
        let change = match decide(ticket, &resolved, now) {
            Ok(change) => change,
            Err(refusal) => return no_change::accept(command, ticket, refusal),
        };
        if let Some(id) = removed_message(command)
            && let Some(row) = before
            && !is_removable(row.messages().iter().find(|message| message.id == id))
        {
            return Err(Refusal::NothingToChange);
        }
        self.feed += 1;
        let row = match at {
            Some(at) => at,
            None => self.add(Ticket {
                number: self.number_again(command),
                ..change.ticket.clone()
            }),
        };
        let ticket = command.ticket;
        self.commands
            .insert(command.id, AcceptedCommand { ticket, fingerprint });
        let stamp = self.feed;
        let Some(found) = self.rows.get_mut(row) else {
            return Err(Refusal::NoSuchTicket);
        };
        let removed = match change.entry.event {
            Event::TextRemoved { text } => Some((text, found.remove_text(text, stamp))),
            _ => None,
        };
        found.ticket = Ticket {
            number: found.ticket.number,
            ..change.ticket
        };
        found.stamp = stamp;
        self.marks.insert(stamp, mark(command.id, change.entry.at));
        let line = HistoryLine {
            ticket: command.ticket,
            given_at: Some(to_millis(command.given_at)),
            entry: change.entry.clone(),
        };
        found.history.push((stamp, line));
        found
            .messages
            .extend(change.message.clone().map(|message| (stamp, message)));
        let ticket = found.ticket.clone();
        self.use_place(&ticket);
        if let Some((text, removed)) = removed {
            self.forget(row, text, removed);
        }
        Ok(Accepted {
            ticket,
            entry: Some(change.entry),
            message: change.message,
            repeated: false,
        })
    }

    /// The number that a report brings from before a restore, if it is free.
    fn number_again(&self, command: &Command) -> Option<u64> {
        let wanted = number::wanted(command, self.last_number)?;
        let used = self.find(TicketRef::Number(wanted)).is_some();
        (!used).then_some(wanted)
    }

    fn repeat(&self, command: CommandId, known: &AcceptedCommand, fingerprint: &[u8; 16]) -> Decision {
        if !is_repetition(&known.fingerprint, fingerprint) {
            return Err(Refusal::CommandReused);
        }
        let row = self.find(known.ticket.into()).ok_or(Refusal::NoSuchTicket)?;
        let mut messages = row.messages.iter().map(|(_, message)| message);
        let mut entries = row.history.iter().map(|(_, line)| &line.entry);
        let entry = entries.find(|entry| entry.command == command);
        Ok(Accepted {
            ticket: row.ticket.clone(),
            entry: entry.cloned(),
            message: messages.find(|message| message.id.0 == command.0).cloned(),
            repeated: true,
        })
    }

    /// Adds a ticket, and assigns its number if it has none; returns its row.
    fn add(&mut self, mut ticket: Ticket) -> usize {
        let number = ticket.number.unwrap_or(self.last_number + 1);
        self.last_number = self.last_number.max(number);
        ticket.number = Some(number);
        self.use_place(&ticket);
        self.push(ticket)
    }

    /// Adds a ticket as it is; returns its row.
    pub(super) fn push(&mut self, ticket: Ticket) -> usize {
        self.rows.push(Row {
            imported_closed: ticket.status == Status::Closed,
            ticket,
            stamp: self.feed,
            messages: Vec::new(),
            history: Vec::new(),
            anonymised: false,
            epoch: 0,
        });
        self.rows.len() - 1
    }

    /// Removes what the desk stores besides a ticket about texts that were removed from it.
    fn forget(&mut self, row: usize, text: TextPart, removed: RemovedFromRow) {
        for command in removed.commands {
            if let Some(known) = self.commands.get_mut(&command) {
                known.fingerprint = REMOVED;
            }
        }
        let named: Vec<String> = self
            .rows
            .iter()
            .filter_map(|row| row.ticket.place.as_ref())
            .map(|place| folded(place.as_str()))
            .collect();
        let gone: Vec<String> = removed
            .places
            .iter()
            .map(|place| folded(place.as_str()))
            .collect();
        self.places
            .retain(|place| !gone.contains(&folded(place)) || named.contains(&folded(place)));
        let corrected = self.rows.get(row).and_then(Row::first_corrected_at);
        if let Some(first) = corrected.filter(|_| is_unlearned(text)) {
            self.models.retain(|model| model.version.adopted_at < first);
            self.learning.learned_to = 0;
            let is_stored =
                |version: &String| self.models.iter().any(|model| model.version.version == *version);
            self.learning.in_use = self.learning.in_use.take().filter(is_stored);
        }
    }

    /// Up to `limit` closed tickets that have texts and names, closed longest ago first.
    pub(super) fn not_anonymised(&self, closed_before: DateTime<Utc>, limit: usize) -> Vec<TicketId> {
        let closed = self.rows.iter().filter(|row| !row.anonymised);
        let closed = closed.filter_map(|row| Some((row.ticket.closed_at?, row.ticket.id)));
        let mut closed: Vec<_> = closed.filter(|(at, _)| *at < closed_before).collect();
        closed.sort_by_key(|(at, _)| *at);
        closed.into_iter().map(|(_, id)| id).take(limit).collect()
    }

    pub(super) fn use_place(&mut self, ticket: &Ticket) {
        if let Some(place) = &ticket.place
            && self.spelling(place.as_str()).is_none()
        {
            self.places.push(place.as_str().to_owned());
        }
    }

    /// A place as it was first spelled.
    fn spelling(&self, place: &str) -> Option<&String> {
        self.places.iter().find(|known| folded(known) == folded(place))
    }

    pub(super) fn import(
        &mut self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<Imported, ImportFailed> {
        let numbers = tickets.iter().filter_map(|imported| imported.ticket.number);
        let last_number = numbers.fold(self.last_number, u64::max);
        let before = self.rows.len();
        let mut result = Imported::default();
        let mut found = HashSet::new();
        for (done, imported) in tickets.into_iter().enumerate() {
            if done % 1_000 == 0 {
                progress(ImportProgress::Written(done));
            }
            let mut rows = self.rows.iter().take(before).enumerate();
            let same = rows.find(|(at, row)| !found.contains(at) && row.is_same(&imported.ticket));
            if let Some((at, row)) = same {
                let known = imported.messages.iter().filter(|(_, message)| row.has(message));
                result.add_known(imported.messages.len(), known.count());
                found.insert(at);
                continue;
            }
            if let Some(reason) = self.conflict(before, &imported) {
                return Err(ImportFailed::Row(imported.line, reason));
            }
            self.last_number = self.last_number.max(last_number);
            result.add(imported.messages.len());
            self.import_one(imported);
        }
        Ok(result)
    }

    fn import_one(&mut self, imported: ImportedTicket) {
        self.feed += 1;
        let stamp = self.feed;
        let at = self.add(imported.ticket);
        let first = imported.history.iter().min_by_key(|entry| entry.command);
        self.marks
            .extend(first.map(|entry| (stamp, mark(entry.command, entry.at))));
        if let Some(row) = self.rows.get_mut(at) {
            let messages = imported.messages.into_iter();
            row.messages = messages.map(|(_, message)| (stamp, message)).collect();
            let lines = imported.history.into_iter().map(|entry| HistoryLine {
                ticket: row.ticket.id,
                given_at: None,
                entry,
            });
            row.history = lines.map(|line| (stamp, line)).collect();
        }
    }

    fn conflict(&self, before: usize, imported: &ImportedTicket) -> Option<String> {
        let mut known = self.rows.iter().take(before).map(|row| &row.ticket);
        let (number, id) = (imported.ticket.number, imported.ticket.id);
        let found = known.find(|ticket| ticket.id == id || number.is_some() && ticket.number == number)?;
        Some(match number {
            Some(number) if found.number == Some(number) => {
                format!("the desk has a ticket with the number {number} already")
            }
            _ => format!("the desk has a ticket with the id {id} already"),
        })
    }

    pub(super) fn suggest_places(&self, text: &str, limit: usize) -> Vec<String> {
        let searched = words(text);
        let uses = |place: &String| {
            let named = self.rows.iter().filter_map(|row| row.ticket.place.as_ref());
            named
                .filter(|named| folded(named.as_str()) == folded(place))
                .count()
        };
        let meant = |place: &&String| {
            let place = words(place);
            let begins = |searched: &String| place.iter().any(|word| word.starts_with(searched));
            searched.iter().all(begins)
        };
        let mut used: Vec<_> = self
            .places
            .iter()
            .filter(meant)
            .map(|place| (Reverse(uses(place)), folded(place), place.clone()))
            .filter(|(uses, ..)| uses.0 > 0)
            .collect();
        used.sort();
        used.into_iter().map(|(.., place)| place).take(limit).collect()
    }

    pub(super) fn changes(&self, after: u64, limit: usize) -> Changes {
        let tickets = self.rows.iter().map(|row| row.stamp);
        let messages = self.rows.iter().flat_map(|row| &row.messages);
        let next = self.last_covered(tickets.chain(messages.map(|(stamp, _)| *stamp)), after, limit);
        let lines = || self.rows.iter().flat_map(|row| &row.history);
        let mut stamps: Vec<_> = lines().map(|(stamp, _)| *stamp).collect();
        stamps.retain(|stamp| *stamp > after);
        stamps.sort_unstable();
        let last_line = stamps.get(limit.max(1).saturating_mul(LINES) - 1);
        let next = last_line.map_or(next, |last| next.min(*last));
        Changes {
            desk: self.generation,
            tickets: in_order(self.rows.iter().map(|row| (row.stamp, &row.ticket)), after, next),
            messages: in_order(
                self.rows
                    .iter()
                    .flat_map(|row| row.messages.iter().map(|(stamp, message)| (*stamp, message))),
                after,
                next,
            ),
            history: in_order(lines().map(|(stamp, line)| (*stamp, line)), after, next),
            next,
            mark: self.mark_at(next),
        }
    }

    pub(super) fn unclosed_changes(&self, after: u64, fresh: u64, limit: usize) -> UnclosedChanges {
        let first_sync = after < fresh;
        let unclosed = |row: &&Row| row.ticket.status != Status::Closed;
        let counted = self.rows.iter().filter(|row| unclosed(row) || !first_sync);
        let next = self.last_covered(counted.map(|row| row.stamp), after, limit);
        let next = if first_sync { next.min(fresh) } else { next };
        let rows = || self.rows.iter().filter(unclosed);
        let messages = rows().flat_map(|row| &row.messages);
        let lines = rows().flat_map(|row| &row.history);
        let closed = self.rows.iter().filter(|row| !unclosed(row) && !first_sync);
        let closed = in_order(closed.map(|row| (row.stamp, &row.ticket)), after, next);
        UnclosedChanges {
            changes: Changes {
                desk: self.generation,
                tickets: in_order(rows().map(|row| (row.stamp, &row.ticket)), after, next),
                messages: in_order(messages.map(|(stamp, message)| (*stamp, message)), after, next),
                history: in_order(lines.map(|(stamp, line)| (*stamp, line)), after, next),
                next,
                mark: self.mark_at(next),
            },
            closed: closed.iter().filter_map(ClosedTicket::of).collect(),
            head: self.feed,
        }
    }

    pub(super) fn facts(&self, after: u64, limit: usize) -> Facts {
        let next = self.last_covered(self.rows.iter().map(|row| row.stamp), after, limit);
        let mut rows: Vec<_> = self.rows.iter().enumerate().collect();
        rows.retain(|(_, row)| row.stamp > after && row.stamp <= next);
        rows.sort_by_key(|(_, row)| row.stamp);
        let mut places = Vec::new();
        let facts = rows.into_iter().map(|(at, row)| Fact {
            row: u32::try_from(at + 1).unwrap_or(u32::MAX),
            opened_ms: row.ticket.opened_at.timestamp_millis(),
            closed_ms: row.ticket.closed_at.map(|at| at.timestamp_millis()),
            status: row.ticket.status,
            category: row.ticket.category,
            place: row
                .ticket
                .place
                .as_ref()
                .and_then(|place| self.spelling(place.as_str()))
                .map(|place| index_of(&mut places, place)),
        });
        Facts {
            rows: facts.collect(),
            desk: self.generation,
            places,
            next,
            mark: self.mark_at(next),
        }
    }

    /// The mark of a number.
    pub(super) fn mark_at(&self, stamp: u64) -> Option<Uuid> {
        self.marks.get(&stamp).copied()
    }

    /// The last stamp that an answer covers: the `limit`th stamp after `after`, or the head if there are fewer.
    fn last_covered(&self, stamps: impl Iterator<Item = u64>, after: u64, limit: usize) -> u64 {
        let stamps: BTreeSet<u64> = stamps.filter(|stamp| *stamp > after).collect();
        let last = stamps.into_iter().nth(limit.max(1) - 1);
        last.unwrap_or(self.feed)
    }
}

fn in_order<'a, T: Clone + 'a>(
    stamped: impl Iterator<Item = (u64, &'a T)>,
    after: u64,
    until: u64,
) -> Vec<T> {
    let mut found: Vec<_> = stamped
        .filter(|(stamp, _)| *stamp > after && *stamp <= until)
        .collect();
    found.sort_by_key(|(stamp, _)| *stamp);
    found.into_iter().map(|(_, item)| item.clone()).collect()
}

fn index_of(places: &mut Vec<String>, place: &str) -> u32 {
    let at = places.iter().position(|known| known == place).unwrap_or_else(|| {
        places.push(place.to_owned());
        places.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}
