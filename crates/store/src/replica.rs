//! A replica: a copy of the hub's desk on a laptop, with the commands that the hub has not answered yet.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{Command, CommandId, Message, Refusal, Role, Ticket, TicketId};
use uuid::Uuid;

use crate::{ClosedTicket, Feed, HistoryLine, Lessons, StoreError, TicketStore};

/// The lowest version of a prediction.
///
/// A predicted version is this number plus the number of its command in the outbox. It never equals a version of the hub,
/// is never used twice, and is greater than all versions of the hub.
pub const PREDICTED: u64 = tickets::PREDICTED;

/// The laptop's side of synchronisation: the outbox, and what the hub said.
///
/// ```text
///   command ──▶ decide ──▶ ticket as predicted, and a row of the outbox        one transaction
///   page of the hub ──▶ ticket of the hub + waiting commands, replayed         one transaction, with the position
///   answer ──▶ outbox ──accepted──▶ sent     (again into the outbox if the hub loses it)
///                     ──refused───▶ attention
/// ```
///
/// Promises:
/// - On a replica, an accepted command of [`TicketStore::apply_all`] is a prediction, and waits in the outbox. It is
///   durable before the call returns. A new ticket has no number until the hub has accepted it.
/// - Each method writes in one transaction. On an error nothing of it is stored, and the call can be repeated.
/// - A command is sent with the commands that made the versions it is based on, because a hub that was put back may have another
///   command at the same version. After [`Replica::begin`], no command that waits is based on a version.
/// - A command leaves the outbox only because the hub accepted or refused it. A refused command is an item that needs
///   attention until it is discarded. An accepted command is stored as sent, until [`Replica::forget_sent`].
/// - A ticket is what the hub last said of it, with the waiting commands applied on top. A page that is older than what
///   is known changes nothing.
/// - If a line of the hub's history is a waiting command, the hub has accepted that command.
/// - A line or message that arrives again replaces its copy. A text that the hub removed is nowhere any more, also not in
///   sent commands and refusals.
/// - A ticket that the role may not see any more leaves the replica with all its texts. Of this laptop's own commands, the
///   sent ones and those that need attention stay.
pub trait Replica: TicketStore + Feed + Lessons {
    /// Makes an empty desk a replica, or changes the role of a replica.
    ///
    /// # Errors
    /// [`StoreError::Other`] if the desk is not a replica and has tickets.
    fn join(&self, role: Role) -> Result<(), StoreError>;

    /// How far the replica is; `None` if the desk is not a replica.
    fn sync_state(&self) -> Result<Option<SyncState>, StoreError>;

    /// Begins to read the hub's feed from its start, for the first time or after the hub lost something. `head` is the
    /// end of the hub's feed. All tickets stay until [`Replica::complete`]. What was sent goes into the outbox again. A helpdesk's
    /// replica reads the unclosed tickets first, and then all.
    fn begin(&self, desk: Uuid, head: Answered) -> Result<(), StoreError>;

    /// Begins to read the feed of the same desk from its start, because the role has changed: the hub has lost nothing, so that
    /// what was sent is not sent again.
    fn read_again(&self, desk: Uuid, head: u64) -> Result<(), StoreError>;

    /// Writes a page of the hub's feed together with the position after it.
    fn arrive(&self, page: Arrival) -> Result<(), StoreError>;

    /// The replica has reached the hub's head. After the unclosed tickets, a helpdesk's replica begins to read all tickets.
    /// Otherwise, the reading from the start ends: the tickets that the hub does not have are deleted. If any is deleted on a
    /// helpdesk's replica, the desk's own generation changes, so that its followers start again.
    fn complete(&self) -> Result<(), StoreError>;

    /// Writes the hub's answers. `head` is the end of the hub's feed after the commands.
    fn answer(&self, answers: Vec<HubAnswer>, head: Answered, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// The hub still has the number and mark of earlier answers, and the feed has passed it.
    fn confirm(&self, answered: Answered) -> Result<(), StoreError>;

    /// All waiting commands, in the order in which they were given.
    fn outbox(&self) -> Result<Vec<Waiting>, StoreError>;

    /// The commands that the hub refused, oldest first.
    fn attention(&self) -> Result<Vec<Attention>, StoreError>;

    /// The number and closing date of a ticket that has left the replica, if this laptop had sent a command of it.
    fn closed(&self, ticket: TicketId) -> Result<Option<ClosedTicket>, StoreError>;

    /// Deletes an item that needs attention.
    fn discard(&self, command: CommandId) -> Result<(), StoreError>;

    /// The commands that the hub accepted, in the order in which they were given.
    fn sent(&self) -> Result<Vec<Sent>, StoreError>;

    /// Deletes the sent commands that were accepted before a time.
    fn forget_sent(&self, before: DateTime<Utc>) -> Result<(), StoreError>;
}

/// The values of the hub's feed that could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// Their number.
    pub values: u64,
    /// Whether another version of this program stored some of them.
    pub of_another_version: bool,
}

/// How far a replica is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncState {
    /// The role of the laptop's key.
    pub role: Role,
    /// The position in the hub's feed; `None` before the first [`Replica::begin`].
    pub position: Option<HubPosition>,
    /// The values of the hub's feed that could not be read.
    pub unreadable: Unreadable,
}

/// A position in the hub's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubPosition {
    /// The generation of the hub's desk.
    pub desk: Uuid,
    /// The hub's number up to which everything has arrived.
    pub after: u64,
    /// The mark of `after`.
    pub mark: Option<Uuid>,
    /// The end of the hub's feed at its last answers to commands, or when the reading began at 0, until the feed has passed it. A
    /// hub without it has lost what the replica shows or was to read.
    #[serde(default)]
    pub answered: Option<Answered>,
    /// The hub's last number when the reading from the start began.
    pub fresh: u64,
    /// How often the feed was read from its start.
    pub epoch: u64,
    /// Whether only unclosed tickets are read yet: a helpdesk's queue is complete before all closed tickets are there.
    #[serde(default)]
    pub unclosed_first: bool,
    /// Whether the replica has reached the hub's head since then.
    pub complete: bool,
}

impl HubPosition {
    /// The last number of the hub's feed that the replica knows, from an answer or from a page.
    #[must_use]
    pub fn known(&self) -> Answered {
        let read = Answered {
            head: self.after,
            mark: self.mark,
        };
        let answered = self.answered.filter(|answered| answered.head > read.head);
        answered.unwrap_or(read)
    }
}

/// The end of the hub's feed when it answered commands, or introduced itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The hub's last number.
    pub head: u64,
    /// The mark of `head`.
    pub mark: Option<Uuid>,
}

/// A page of the hub's feed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrival {
    /// Tickets, in their current state.
    pub tickets: Vec<Ticket>,
    /// Messages.
    pub messages: Vec<Message>,
    /// Lines of history.
    pub history: Vec<HistoryLine>,
    /// The tickets that the role may not see any more.
    pub closed: Vec<ClosedTicket>,
    /// The values that this version cannot read, as JSON. The replica remembers only their ids: a text that the hub removes
    /// later must not stay.
    pub unreadable: Vec<String>,
    /// The hub's number after the page.
    pub next: u64,
    /// The mark of `next`.
    pub mark: Option<Uuid>,
    /// What the hub still had when it was asked for the page.
    pub confirmed: Option<Answered>,
}

/// The hub's answer to one command.
#[derive(Clone, Debug, PartialEq)]
pub struct HubAnswer {
    /// The command.
    pub command: CommandId,
    /// What the hub decided.
    pub verdict: Verdict,
}

/// What the hub decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The command was accepted.
    Accepted {
        /// The current ticket.
        ticket: Box<Ticket>,
        /// The lines of history that the command added.
        history: Vec<HistoryLine>,
        /// The messages that the command added.
        messages: Vec<Message>,
    },
    /// The command was refused. If the refusal says that the command was accepted before and that its ticket is closed, the
    /// command counted.
    Refused(Refusal),
}

/// A command in the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Its place in the order of all commands of this laptop.
    pub seq: u64,
    /// The command as it is sent: a version that it is based on is replaced by the command that made it, if that is known.
    pub command: Command,
    /// The fingerprint of the command as it was given.
    pub fingerprint: [u8; 16],
    /// Whether the hub accepted it before and lost it, or may have accepted it in another form: based on a version.
    pub again: bool,
    /// The number that the hub had assigned to its ticket.
    pub number: Option<u64>,
    /// Why the hub will probably refuse it.
    pub expected: Option<String>,
}

/// A command that the hub accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The command as it was sent.
    pub waiting: Waiting,
    /// When the answer arrived.
    pub accepted_at: DateTime<Utc>,
}

/// A command that the hub refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    /// The command, with the text.
    pub command: Command,
    /// When the answer arrived.
    pub at: DateTime<Utc>,
    /// The reason.
    pub refusal: Refusal,
}
