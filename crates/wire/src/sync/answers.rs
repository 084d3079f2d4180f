//! The hub's answers to the commands of a laptop.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{CommandId, Refusal};
use uuid::Uuid;

use crate::{HistoryLine, Message, Received, Ticket};

/// The answer of `POST /sync/commands`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// The desk's generation.
    pub desk: Uuid,
    /// The feed's last position after the commands.
    pub head: u64,
    /// The mark of `head`. Null for numbers without a mark.
    #[serde(default)]
    pub mark: Option<Uuid>,
    /// The hub's clock.
    pub now: DateTime<Utc>,
    /// An answer for each command, in the same order.
    pub answers: Vec<Received<Answer>>,
}

/// The hub's answer to a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The id of the command.
    pub id: CommandId,
    /// Whether the command was accepted.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Whether a command was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The command was accepted.
    Accepted(Box<Accepted>),
    /// The command was refused. The answer is final.
    Refused(Box<Refusal>),
    /// The command was not tried. It stays in the laptop's outbox.
    Later {
        /// The reason, for the laptop's log.
        why: String,
    },
}

/// The result of an accepted command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The current ticket.
    pub ticket: Ticket,
    /// The lines of history that the command added.
    #[serde(default)]
    pub history: Vec<HistoryLine>,
    /// The messages that the command added.
    #[serde(default)]
    pub messages: Vec<Message>,
    /// Whether the command was accepted before, and changed nothing this time.
    #[serde(default)]
    pub repeated: bool,
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<Accepted> for Outcome {
    fn from(accepted: Accepted) -> Self {
        Self::Accepted(Box::new(accepted))
    }
}
