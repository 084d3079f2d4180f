//! How a replica changes the rows of a desk in memory.

use tickets::{CommandId, Message, TextPart, Ticket, TicketId};

use super::desk::{AcceptedCommand, Desk};
use crate::shared::fingerprint::without_text;
use crate::shared::replica::{LineWithMessage, StoredLine};

impl Desk {
    /// Writes a ticket as it is.
    pub(super) fn replicate(&mut self, ticket: &Ticket, epoch: u64) {
        let is_taken = self
            .rows
            .iter()
            .any(|row| row.ticket.number == ticket.number && row.ticket.id != ticket.id && row.epoch > epoch);
        let mut ticket = ticket.clone();
        if is_taken {
            ticket.number = None;
        }
        let ticket = &ticket;
        for row in &mut self.rows {
            if row.ticket.number == ticket.number && row.ticket.id != ticket.id {
                row.ticket.number = None;
            }
        }
        self.feed += 1;
        let stamp = self.feed;
        let at = match self.rows.iter().position(|row| row.ticket.id == ticket.id) {
            Some(at) => at,
            None => self.push(ticket.clone()),
        };
        if let Some(row) = self.rows.get_mut(at) {
            row.ticket = ticket.clone();
            row.imported_closed = false;
            (row.stamp, row.epoch) = (stamp, epoch);
        }
        self.use_place(ticket);
    }

    /// Deletes a ticket.
    pub(super) fn remove(&mut self, id: TicketId) {
        self.delete_lines(id, 0);
        self.feed += 1;
        self.rows.retain(|row| row.ticket.id != id);
    }

    /// Adds a line of history with its message, in the order of versions, or replaces the line of the same command.
    pub(super) fn add_line(&mut self, early: &LineWithMessage, fingerprint: [u8; 16]) {
        let entry = &early.line.entry;
        let known = self.known_line(entry.command);
        if known.as_ref().is_none_or(|known| known.entry != *entry) {
            let stamp = self.feed;
            let mut rows = self.rows.iter_mut();
            let Some(row) = rows.find(|row| row.ticket.id == early.line.ticket) else {
                return;
            };
            row.history
                .retain(|(_, line)| line.entry.command != entry.command);
            let mut versions = row.history.iter().map(|(_, line)| line.entry.version);
            if versions.any(|version| version == entry.version) {
                return;
            }
            row.history.push((stamp, early.line.clone()));
            row.history.sort_by_key(|(_, line)| line.entry.version);
            let ticket = row.ticket.id;
            let fingerprint = known.map_or(fingerprint, |known| without_text(known.fingerprint));
            self.commands
                .insert(entry.command, AcceptedCommand { ticket, fingerprint });
        }
        if let Some(message) = &early.message {
            self.add_message(message);
        }
    }

    /// Adds the message of a stored line, in the order of versions, or replaces its copy.
    pub(super) fn add_message(&mut self, message: &Message) {
        let stamp = self.feed;
        let mut rows = self.rows.iter_mut();
        let Some(row) = rows.find(|row| row.ticket.id == message.ticket) else {
            return;
        };
        let history = &row.history;
        let version = |message: &Message| {
            let mut lines = history.iter().map(|(_, line)| &line.entry);
            let line = lines.find(|line| line.command.0 == message.id.0);
            line.map(|line| line.version)
        };
        let same = row.messages.iter().any(|(_, known)| known == message);
        if same || version(message).is_none() {
            return;
        }
        let before = row.messages.len();
        row.messages.retain(|(_, known)| known.id != message.id);
        let is_replaced = row.messages.len() < before;
        row.messages.push((stamp, message.clone()));
        row.messages.sort_by_key(|(_, message)| version(message));
        if let Some(known) = self
            .commands
            .get_mut(&CommandId(message.id.0))
            .filter(|_| is_replaced)
        {
            known.fingerprint = without_text(known.fingerprint);
        }
    }

    /// Remembers that the hub removed texts of a ticket.
    pub(super) fn forget_texts(&mut self, id: TicketId, text: TextPart) {
        let mut rows = self.rows.iter_mut();
        if let Some(row) = rows.find(|row| row.ticket.id == id) {
            row.anonymised |= text == TextPart::AllAndNames;
        }
    }

    /// Deletes a ticket's lines and messages from a version on.
    pub(super) fn delete_lines(&mut self, id: TicketId, from: u64) {
        let mut rows = self.rows.iter_mut();
        let Some(row) = rows.find(|row| row.ticket.id == id) else {
            return;
        };
        let lines = row.history.iter().map(|(_, line)| &line.entry);
        let deleted: Vec<CommandId> = lines
            .filter(|line| line.version >= from)
            .map(|line| line.command)
            .collect();
        row.history
            .retain(|(_, line)| !deleted.contains(&line.entry.command));
        row.messages
            .retain(|(_, message)| !deleted.contains(&CommandId(message.id.0)));
        self.commands.retain(|command, _| !deleted.contains(command));
    }

    /// The line of a command.
    pub(super) fn known_line(&self, command: CommandId) -> Option<StoredLine> {
        let known = self.commands.get(&command)?;
        let row = self.find(known.ticket.into())?;
        let mut entries = row.history.iter().map(|(_, line)| &line.entry);
        Some(StoredLine {
            ticket: known.ticket,
            entry: entries.find(|entry| entry.command == command)?.clone(),
            fingerprint: known.fingerprint,
        })
    }
}
