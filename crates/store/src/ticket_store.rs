//! Commands in, tickets out.

use chrono::{DateTime, Utc};
use tickets::{
    Command, Counts, Filter, HistoryEntry, Message, MessageId, QueueRow, Refusal, Ticket, TicketId,
    TicketPage, TicketRef,
};

use crate::{Listing, Page, StoreError};

/// The answer to a command: accepted with its result, or refused with the reason.
pub type Decision = Result<Accepted, Refusal>;

/// The decisions of a batch, in the order of its commands. A command whose ticket cannot be read has an error of its own.
pub type Decisions = Vec<Result<Decision, StoreError>>;

/// The result of an accepted command.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// The ticket as it is now.
    pub ticket: Ticket,
    /// The line of history that the command added, if it changed the ticket, now or before.
    pub entry: Option<HistoryEntry>,
    /// The message that the command wrote, if it wrote one.
    pub message: Option<Message>,
    /// Whether the command changed nothing: it was accepted before, or is an edit with the ticket's own texts.
    pub repeated: bool,
}

/// Applies commands and reads tickets. All methods block: async callers use a blocking thread.
///
/// Promises:
/// - An accepted command changes the ticket, adds a line to its history and moves the feed by one, in one
///   transaction, which is durable before [`TicketStore::apply`] returns.
/// - Commands are idempotent. A command id is stored for good: repeated with the same content, it returns the
///   ticket as it is now; with other content it is refused. Refusals are not stored.
/// - An edit with texts that the ticket has already is accepted, but not stored: no line of history, no number of the
///   feed.
/// - A base that names a command is resolved to the version that the command made of the same ticket. A base that
///   names any other command conflicts.
/// - A read sees every command that was answered before it, and either all or nothing of a command.
/// - A removed text is nowhere any more: not in the ticket, its messages and history, in searches, in corrections, and
///   not as the hash that recognises a repeated command. Such a command is recognised by its id alone.
/// - A stored ticket stays readable: limits are checked when a text arrives, not when it is read.
pub trait TicketStore: Send + Sync + 'static {
    /// Applies one command, durably. On an error nothing of it is stored.
    fn apply(&self, command: Command, now: DateTime<Utc>) -> Result<Decision, StoreError> {
        let decided = self.apply_all(vec![command], now)?.pop();
        decided.unwrap_or_else(|| Err(StoreError::Other("a command got no answer".to_owned())))
    }

    /// Applies a batch of commands in their order, durably, and returns a decision for each. A command that is refused,
    /// or whose ticket cannot be read, does not affect the others. After any other error the rest of the batch is not
    /// tried and gets the same error; repeating the batch is safe, because commands are idempotent.
    ///
    /// # Errors
    /// Nothing of the batch is stored.
    fn apply_all(&self, commands: Vec<Command>, now: DateTime<Utc>) -> Result<Decisions, StoreError>;

    /// Whether the desk is a laptop's copy of a hub's desk ([`Replica`](crate::Replica)). Its commands are predictions, it
    /// learns nothing by itself, and it applies no retention: the hub does both.
    fn is_replica(&self) -> bool;

    /// A ticket, if it exists.
    fn ticket(&self, which: TicketRef) -> Result<Option<Ticket>, StoreError>;

    /// A ticket with the last `newest` messages and lines of its history, if it exists. The cost does not depend on the
    /// number of earlier ones.
    fn newest_page(&self, which: TicketRef, newest: usize) -> Result<Option<TicketPage>, StoreError>;

    /// A ticket with all messages and its whole history, if it exists.
    fn ticket_page(&self, which: TicketRef) -> Result<Option<TicketPage>, StoreError> {
        self.newest_page(which, usize::MAX)
    }

    /// The last `limit` messages of a ticket, of those before the message `before` if given; oldest first. Empty if the
    /// ticket does not exist or does not have that message.
    fn messages_before(
        &self,
        which: TicketRef,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError>;

    /// All messages of a ticket, oldest first; empty if the ticket does not exist.
    fn messages(&self, which: TicketRef) -> Result<Vec<Message>, StoreError> {
        self.messages_before(which, None, usize::MAX)
    }

    /// A page of a list, as the short rows that lists show.
    fn rows(&self, listing: &Listing) -> Result<Page<QueueRow>, StoreError>;

    /// A page of a list, as whole tickets.
    fn tickets(&self, listing: &Listing) -> Result<Page<Ticket>, StoreError>;

    /// The number of tickets by status, category and sureness.
    fn counts(&self) -> Result<Counts, StoreError>;

    /// Up to `limit` closed tickets, closed longest ago first, that were closed before a time and whose texts and names
    /// were not removed by [`TextPart::AllAndNames`](tickets::TextPart::AllAndNames).
    fn not_anonymised(&self, closed_before: DateTime<Utc>, limit: usize)
    -> Result<Vec<TicketId>, StoreError>;

    /// Up to `limit` places in use that have a word beginning with each word of `text`, most used first.
    fn places(&self, text: &str, limit: usize) -> Result<Vec<String>, StoreError>;

    /// The number of tickets that pass a filter; `most` if there are more.
    fn count(&self, filter: &Filter, most: usize) -> Result<usize, StoreError>;

    /// For each word in its normal form, the number of tickets that contain exactly this word; `most` if there are
    /// more. Among unclosed tickets only, if `unclosed`. Later messages of long threads may be left out.
    fn occurrences(&self, words: &[String], unclosed: bool, most: usize) -> Result<Vec<usize>, StoreError>;
}
