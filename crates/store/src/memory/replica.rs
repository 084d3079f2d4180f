//! A replica in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use chrono::{DateTime, Utc};
use tickets::{Command, CommandId, Message, Role, TextPart, Ticket, TicketId};
use uuid::Uuid;

use super::MemoryStore;
use super::desk::Desk;
use crate::shared::replica::{self, Hub, LineWithMessage, Rows, StoredLine};
use crate::{
    Answered, Arrival, Attention, ClosedTicket, Decision, HubAnswer, Replica, Sent, StoreError, SyncState,
    Unreadable, Waiting,
};

/// What a replica stores besides the tickets.
#[derive(Clone, Debug, Default)]
pub(super) struct ReplicaTables {
    pub hub: Option<Hub>,
    /// By their place in the order of all commands.
    outbox: BTreeMap<u64, Waiting>,
    sent: BTreeMap<u64, Sent>,
    base: BTreeMap<TicketId, Option<Ticket>>,
    attention: Vec<Attention>,
    early: BTreeMap<(TicketId, u64), LineWithMessage>,
    unreadable: BTreeSet<String>,
    closed: BTreeMap<TicketId, ClosedTicket>,
}

impl Desk {
    /// Predicts a command and puts it into the outbox.
    pub(super) fn give(&mut self, command: &Command, now: DateTime<Utc>) -> Decision {
        let Ok(decision) = replica::give(self, command, now);
        decision
    }
}

impl MemoryStore {
    fn write<T>(&self, work: impl FnOnce(&mut Desk) -> Result<T, Infallible>) -> T {
        let mut desk = self.desk();
        let Ok(done) = work(&mut desk);
        self.announce(&desk);
        done
    }
}

impl Replica for MemoryStore {
    fn join(&self, role: Role) -> Result<(), StoreError> {
        let mut desk = self.desk();
        let hub = desk.replica.hub;
        if hub.is_none() && !desk.rows.is_empty() {
            return Err(StoreError::Other("the desk has tickets of its own".to_owned()));
        }
        desk.replica.hub = Some(Hub::joined(hub, role));
        Ok(())
    }

    fn sync_state(&self) -> Result<Option<SyncState>, StoreError> {
        let desk = self.desk();
        Ok(desk.replica.hub.map(|hub| SyncState {
            role: hub.role,
            position: hub.position,
            unreadable: Unreadable {
                values: u64::try_from(desk.replica.unreadable.len()).unwrap_or(u64::MAX),
                of_another_version: false,
            },
        }))
    }

    fn begin(&self, desk: Uuid, head: Answered) -> Result<(), StoreError> {
        self.write(|rows| replica::begin(rows, desk, head));
        Ok(())
    }

    fn read_again(&self, desk: Uuid, head: u64) -> Result<(), StoreError> {
        self.write(|rows| replica::read_again(rows, desk, head));
        Ok(())
    }

    fn arrive(&self, page: Arrival) -> Result<(), StoreError> {
        self.write(|rows| replica::arrive(rows, page));
        Ok(())
    }

    fn complete(&self) -> Result<(), StoreError> {
        self.write(replica::complete);
        Ok(())
    }

    fn answer(&self, answers: Vec<HubAnswer>, head: Answered, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|rows| replica::answer(rows, answers, head, now));
        Ok(())
    }

    fn confirm(&self, answered: Answered) -> Result<(), StoreError> {
        self.write(|rows| replica::confirm(rows, answered));
        Ok(())
    }

    fn outbox(&self) -> Result<Vec<Waiting>, StoreError> {
        Ok(self.desk().replica.outbox.values().cloned().collect())
    }

    fn attention(&self) -> Result<Vec<Attention>, StoreError> {
        let mut items = self.desk().replica.attention.clone();
        items.sort_by_key(|item| (item.at, item.command.id));
        Ok(items)
    }

    fn closed(&self, ticket: TicketId) -> Result<Option<ClosedTicket>, StoreError> {
        Ok(self.desk().replica.closed.get(&ticket).copied())
    }

    fn discard(&self, command: CommandId) -> Result<(), StoreError> {
        let attention = &mut self.desk().replica.attention;
        attention.retain(|item| item.command.id != command);
        Ok(())
    }

    fn sent(&self) -> Result<Vec<Sent>, StoreError> {
        Ok(self.desk().replica.sent.values().cloned().collect())
    }

    fn forget_sent(&self, before: DateTime<Utc>) -> Result<(), StoreError> {
        let sent = &mut self.desk().replica.sent;
        sent.retain(|_, sent| sent.accepted_at >= before);
        Ok(())
    }
}

impl Rows for Desk {
    type Error = Infallible;

    fn hub(&self) -> Result<Option<Hub>, Infallible> {
        Ok(self.replica.hub)
    }

    fn set_hub(&mut self, hub: &Hub) -> Result<(), Infallible> {
        self.replica.hub = Some(*hub);
        Ok(())
    }

    fn ticket(&self, id: TicketId) -> Result<Option<(Ticket, u64)>, Infallible> {
        Ok(self.find(id.into()).map(|row| (row.ticket.clone(), row.epoch)))
    }

    fn put_ticket(&mut self, ticket: &Ticket, epoch: u64) -> Result<(), Infallible> {
        self.replicate(ticket, epoch);
        Ok(())
    }

    fn remove_ticket(&mut self, id: TicketId) -> Result<(), Infallible> {
        self.remove(id);
        Ok(())
    }

    fn outdated(&self, epoch: u64) -> Result<Vec<TicketId>, Infallible> {
        let old = self.rows.iter().filter(|row| row.epoch < epoch);
        Ok(old.map(|row| row.ticket.id).collect())
    }

    fn put_line(&mut self, early: &LineWithMessage, fingerprint: &[u8; 16]) -> Result<(), Infallible> {
        self.add_line(early, *fingerprint);
        Ok(())
    }

    fn put_message(&mut self, message: &Message) -> Result<(), Infallible> {
        self.add_message(message);
        Ok(())
    }

    fn remove_lines(&mut self, id: TicketId, from: u64) -> Result<(), Infallible> {
        self.delete_lines(id, from);
        Ok(())
    }

    fn line(&self, command: CommandId) -> Result<Option<StoredLine>, Infallible> {
        Ok(self.known_line(command))
    }

    fn command_of(&self, ticket: TicketId, version: u64) -> Result<Option<CommandId>, Infallible> {
        let row = self.find(ticket.into());
        let mut lines = row.into_iter().flat_map(|row| &row.history);
        let line = lines.find(|(_, line)| line.entry.version == version);
        Ok(line.map(|(_, line)| line.entry.command))
    }

    fn message(&self, ticket: TicketId, command: CommandId) -> Result<Option<Message>, Infallible> {
        let messages = self.find(ticket.into()).map(|row| row.messages());
        let mut messages = messages.unwrap_or_default().into_iter();
        Ok(messages.find(|message| message.id.0 == command.0))
    }

    fn put_early(&mut self, early: &LineWithMessage) -> Result<(), Infallible> {
        let key = (early.line.ticket, early.line.entry.version);
        self.replica.early.insert(key, early.clone());
        Ok(())
    }

    fn take_early(&mut self, id: TicketId, until: u64) -> Result<Vec<LineWithMessage>, Infallible> {
        let early = &mut self.replica.early;
        let keys: Vec<_> = early.range((id, 0)..=(id, until)).map(|(key, _)| *key).collect();
        Ok(keys.into_iter().filter_map(|key| early.remove(&key)).collect())
    }

    fn clear_early(&mut self) -> Result<(), Infallible> {
        self.replica.early.clear();
        Ok(())
    }

    fn base(&self, id: TicketId) -> Result<Option<Option<Ticket>>, Infallible> {
        Ok(self.replica.base.get(&id).cloned())
    }

    fn set_base(&mut self, id: TicketId, base: Option<&Option<Ticket>>) -> Result<(), Infallible> {
        match base {
            None => self.replica.base.remove(&id),
            Some(base) => self.replica.base.insert(id, base.clone()),
        };
        Ok(())
    }

    fn all_waiting(&self) -> Result<Vec<Waiting>, Infallible> {
        Ok(self.replica.outbox.values().cloned().collect())
    }

    fn outbox(&self, id: TicketId) -> Result<Vec<Waiting>, Infallible> {
        let waiting = self.replica.outbox.values();
        Ok(waiting
            .filter(|waiting| waiting.command.ticket == id)
            .cloned()
            .collect())
    }

    fn waiting(&self, command: CommandId) -> Result<Option<Waiting>, Infallible> {
        let mut waiting = self.replica.outbox.values();
        Ok(waiting.find(|waiting| waiting.command.id == command).cloned())
    }

    fn put_waiting(&mut self, waiting: &Waiting) -> Result<(), Infallible> {
        self.replica.outbox.insert(waiting.seq, waiting.clone());
        Ok(())
    }

    fn remove_waiting(&mut self, command: CommandId) -> Result<(), Infallible> {
        self.replica
            .outbox
            .retain(|_, waiting| waiting.command.id != command);
        Ok(())
    }

    fn command_at(&self, seq: u64) -> Result<Option<CommandId>, Infallible> {
        let waiting = self.replica.outbox.get(&seq);
        let waiting = waiting.or_else(|| self.replica.sent.get(&seq).map(|sent| &sent.waiting));
        Ok(waiting.map(|waiting| waiting.command.id))
    }

    fn all_sent(&self) -> Result<Vec<Sent>, Infallible> {
        Ok(self.replica.sent.values().cloned().collect())
    }

    fn sent(&self, command: CommandId) -> Result<Option<Sent>, Infallible> {
        let mut sent = self.replica.sent.values();
        Ok(sent.find(|sent| sent.waiting.command.id == command).cloned())
    }

    fn put_sent(&mut self, sent: &Sent) -> Result<(), Infallible> {
        self.replica.sent.insert(sent.waiting.seq, sent.clone());
        Ok(())
    }

    fn remove_sent(&mut self, command: CommandId) -> Result<(), Infallible> {
        self.replica
            .sent
            .retain(|_, sent| sent.waiting.command.id != command);
        Ok(())
    }

    fn sent_of(&self, id: TicketId) -> Result<Vec<Sent>, Infallible> {
        let sent = self.replica.sent.values();
        Ok(sent
            .filter(|sent| sent.waiting.command.ticket == id)
            .cloned()
            .collect())
    }

    fn put_attention(&mut self, attention: &Attention) -> Result<(), Infallible> {
        let items = &mut self.replica.attention;
        items.retain(|item| item.command.id != attention.command.id);
        items.push(attention.clone());
        Ok(())
    }

    fn attention_of(&self, id: TicketId) -> Result<Vec<Attention>, Infallible> {
        let items = self.replica.attention.iter();
        Ok(items.filter(|item| item.command.ticket == id).cloned().collect())
    }

    fn texts_removed(&mut self, id: TicketId, text: TextPart) -> Result<(), Infallible> {
        self.forget_texts(id, text);
        Ok(())
    }

    fn put_closed(&mut self, closed: &ClosedTicket) -> Result<(), Infallible> {
        self.replica.closed.insert(closed.id, *closed);
        Ok(())
    }

    fn closed(&self, id: TicketId) -> Result<Option<ClosedTicket>, Infallible> {
        Ok(self.replica.closed.get(&id).copied())
    }

    fn put_unreadable(&mut self, ids: &str) -> Result<(), Infallible> {
        self.replica.unreadable.insert(ids.to_owned());
        Ok(())
    }

    fn remove_unreadable(&mut self, id: TicketId) -> Result<(), Infallible> {
        let id = id.0.to_string();
        self.replica.unreadable.retain(|ids| !ids.contains(&id));
        Ok(())
    }

    fn clear_unreadable(&mut self) -> Result<(), Infallible> {
        self.replica.unreadable.clear();
        Ok(())
    }

    fn change_generation(&mut self) -> Result<(), Infallible> {
        self.generation = Uuid::new_v4();
        Ok(())
    }
}
