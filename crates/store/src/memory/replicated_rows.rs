//! How a replica changes the rows of a desk in memory.

use tickets::{CommandId, Ticket, TicketId};

use super::desk::{Desk, Known as KnownCommand};
use crate::shared::replica::{Early, Known};

impl Desk {
    /// Writes a ticket as it is.
    pub(super) fn replicate(&mut self, ticket: &Ticket, epoch: u64) {
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

    /// Adds a line of history with its message, in the order of versions, unless there is one.
    pub(super) fn add_line(&mut self, early: &Early, fingerprint: [u8; 16]) {
        let (stamp, entry) = (self.feed, &early.line.entry);
        if self.commands.contains_key(&entry.command) {
            return;
        }
        let mut rows = self.rows.iter_mut();
        let Some(row) = rows.find(|row| row.ticket.id == early.line.ticket) else {
            return;
        };
        let mut versions = row.history.iter().map(|(_, line)| line.entry.version);
        if versions.any(|version| version == entry.version) {
            return;
        }
        row.history.push((stamp, early.line.clone()));
        row.history.sort_by_key(|(_, line)| line.entry.version);
        row.messages
            .extend(early.message.clone().map(|message| (stamp, message)));
        let history = &row.history;
        row.messages.sort_by_key(|(_, message)| {
            let mut lines = history.iter().map(|(_, line)| &line.entry);
            let line = lines.find(|line| line.command.0 == message.id.0);
            line.map(|line| line.version)
        });
        let known = KnownCommand {
            ticket: row.ticket.id,
            fingerprint,
        };
        self.commands.insert(entry.command, known);
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
    pub(super) fn known_line(&self, command: CommandId) -> Option<Known> {
        let known = self.commands.get(&command)?;
        let row = self.find(known.ticket.into())?;
        let mut entries = row.history.iter().map(|(_, line)| &line.entry);
        Some(Known {
            ticket: known.ticket,
            entry: entries.find(|entry| entry.command == command)?.clone(),
            fingerprint: known.fingerprint,
        })
    }
}
