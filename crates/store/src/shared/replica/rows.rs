//! The rows that the rules of a replica read and write. A storage implements them inside one transaction.

use serde::{Deserialize, Serialize};
use tickets::{CommandId, HistoryEntry, Message, Role, TextPart, Ticket, TicketId};

use crate::{Attention, ClosedTicket, HistoryLine, HubPosition, Sent, Waiting};

/// The rows of a replica.
pub trait Rows {
    /// The error of the storage.
    type Error;

    /// What is known of the hub; `None` if the desk is not a replica.
    fn hub(&self) -> Result<Option<Hub>, Self::Error>;
    /// Writes what is known of the hub.
    fn set_hub(&mut self, hub: &Hub) -> Result<(), Self::Error>;

    /// A ticket as the screen shows it, and the epoch in which the hub last said something of it.
    fn ticket(&self, id: TicketId) -> Result<Option<(Ticket, u64)>, Self::Error>;
    /// Writes a ticket. Of two tickets with one number, the one of which the hub spoke in a later epoch keeps it; of one epoch,
    /// this one.
    fn put_ticket(&mut self, ticket: &Ticket, epoch: u64) -> Result<(), Self::Error>;
    /// Deletes a ticket with its lines and messages.
    fn remove_ticket(&mut self, id: TicketId) -> Result<(), Self::Error>;
    /// The tickets of earlier epochs.
    fn outdated(&self, epoch: u64) -> Result<Vec<TicketId>, Self::Error>;

    /// Writes a line of history of an existing ticket, with its message. It replaces the line of the same command, unless
    /// another command has made its version.
    fn put_line(&mut self, line: &LineWithMessage, fingerprint: &[u8; 16]) -> Result<(), Self::Error>;
    /// Writes the message of a stored line, replacing its copy.
    fn put_message(&mut self, message: &Message) -> Result<(), Self::Error>;
    /// Deletes a ticket's lines and messages from a version on.
    fn remove_lines(&mut self, id: TicketId, from: u64) -> Result<(), Self::Error>;
    /// The line of a command.
    fn line(&self, command: CommandId) -> Result<Option<StoredLine>, Self::Error>;
    /// The command that made a version of a ticket, if its line is stored.
    fn command_of(&self, ticket: TicketId, version: u64) -> Result<Option<CommandId>, Self::Error>;
    /// The message of a command.
    fn message(&self, ticket: TicketId, command: CommandId) -> Result<Option<Message>, Self::Error>;

    /// Stores a line whose ticket has not arrived yet in the line's version.
    fn put_early(&mut self, line: &LineWithMessage) -> Result<(), Self::Error>;
    /// Removes and returns a ticket's early lines up to a version.
    fn take_early(&mut self, id: TicketId, until: u64) -> Result<Vec<LineWithMessage>, Self::Error>;
    /// Deletes all early lines.
    fn clear_early(&mut self) -> Result<(), Self::Error>;

    /// What the hub last said of a ticket with waiting commands: `Some(None)` if it does not have the ticket. `None` without
    /// waiting commands.
    fn base(&self, id: TicketId) -> Result<Option<Option<Ticket>>, Self::Error>;
    /// Writes or deletes a base.
    fn set_base(&mut self, id: TicketId, base: Option<&Option<Ticket>>) -> Result<(), Self::Error>;

    /// All waiting commands, in the order in which they were given.
    fn all_waiting(&self) -> Result<Vec<Waiting>, Self::Error>;
    /// A ticket's waiting commands, in the order in which they were given.
    fn outbox(&self, id: TicketId) -> Result<Vec<Waiting>, Self::Error>;
    /// A waiting command.
    fn waiting(&self, command: CommandId) -> Result<Option<Waiting>, Self::Error>;
    /// Writes a waiting command, replacing its row.
    fn put_waiting(&mut self, waiting: &Waiting) -> Result<(), Self::Error>;
    /// Deletes a waiting command.
    fn remove_waiting(&mut self, command: CommandId) -> Result<(), Self::Error>;
    /// The command with a place in the order of all commands, if it waits or was sent.
    fn command_at(&self, seq: u64) -> Result<Option<CommandId>, Self::Error>;

    /// All sent commands, in the order in which they were given.
    fn all_sent(&self) -> Result<Vec<Sent>, Self::Error>;
    /// A sent command.
    fn sent(&self, command: CommandId) -> Result<Option<Sent>, Self::Error>;
    /// Writes a sent command, replacing its row.
    fn put_sent(&mut self, sent: &Sent) -> Result<(), Self::Error>;
    /// Deletes a sent command.
    fn remove_sent(&mut self, command: CommandId) -> Result<(), Self::Error>;
    /// The sent commands of a ticket.
    fn sent_of(&self, id: TicketId) -> Result<Vec<Sent>, Self::Error>;

    /// Writes an item that needs attention, replacing its row.
    fn put_attention(&mut self, attention: &Attention) -> Result<(), Self::Error>;
    /// A ticket's items that need attention.
    fn attention_of(&self, id: TicketId) -> Result<Vec<Attention>, Self::Error>;

    /// Remembers that the hub removed texts of a ticket.
    fn texts_removed(&mut self, id: TicketId, text: TextPart) -> Result<(), Self::Error>;
    /// Stores what a role may know of a ticket that has left the replica.
    fn put_closed(&mut self, closed: &ClosedTicket) -> Result<(), Self::Error>;
    /// What is known of a ticket that has left the replica.
    fn closed(&self, id: TicketId) -> Result<Option<ClosedTicket>, Self::Error>;
    /// Remembers a value that this version of the program cannot read by its ids, once.
    fn put_unreadable(&mut self, ids: &str) -> Result<(), Self::Error>;
    /// Deletes the values that this version cannot read and that name a ticket.
    fn remove_unreadable(&mut self, id: TicketId) -> Result<(), Self::Error>;
    /// Deletes the values that this version cannot read.
    fn clear_unreadable(&mut self) -> Result<(), Self::Error>;

    /// Gives the desk a new generation.
    fn change_generation(&mut self) -> Result<(), Self::Error>;
}

/// What a replica knows of its hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hub {
    /// The role of the laptop's key.
    pub role: Role,
    /// The position in the hub's feed.
    pub position: Option<HubPosition>,
    /// The last place that was assigned in the order of all commands.
    pub last_seq: u64,
}

impl Hub {
    /// The hub of a desk that joins in a role.
    #[must_use]
    pub fn joined(before: Option<Self>, role: Role) -> Self {
        let new = Self {
            role,
            position: None,
            last_seq: 0,
        };
        before.map_or(new, |hub| Self { role, ..hub })
    }

    /// The epoch of what arrives now.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.position.map_or(0, |position| position.epoch)
    }
}

/// A line of history with its message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineWithMessage {
    /// The line.
    pub line: HistoryLine,
    /// The message that its command wrote.
    pub message: Option<Message>,
}

/// A stored line of history.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredLine {
    /// Its ticket.
    pub ticket: TicketId,
    /// The line.
    pub entry: HistoryEntry,
    /// The fingerprint of its command.
    pub fingerprint: [u8; 16],
}
