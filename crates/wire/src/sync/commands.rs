//! The commands that a laptop sends.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;
use tickets::{
    Assignment, Base, Body, Category, Command, CommandId, Description, Edit, Name, Place, Reporter, Role,
    TextPart, TicketId,
};
use uuid::Uuid;

use crate::Received;

/// The body of `POST /sync/commands`. The hub decides the commands in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentCommands {
    /// The version of the protocol: [`PROTOCOL`](super::PROTOCOL).
    pub protocol: u32,
    /// The laptop's id, for the hub's log.
    pub device: Uuid,
    /// The generation of the desk that the laptop has a replica of.
    pub desk: Uuid,
    /// The last number of the hub's feed that the laptop knows, from a page or from [`Answers`](super::Answers). A hub that has not
    /// reached it answers with 409: the commands were given on states that it does not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<u64>,
    /// The mark of `known`. Another mark there is answered with 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_mark: Option<Uuid>,
    /// The laptop's clock.
    pub sent_at: DateTime<Utc>,
    /// The commands, in the order in which they were given.
    pub commands: Vec<Received<SentCommand>>,
}

/// A command on the wire. It has no role: the role is that of the laptop's token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentCommand {
    /// The idempotency key.
    pub id: CommandId,
    /// The ticket to change; for a report, the id of the new ticket.
    pub ticket: TicketId,
    /// When the command was given, by the laptop's clock.
    pub given_at: DateTime<Utc>,
    /// The name that the caller entered, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The state of the ticket that the writer of an edit saw. Only `modify` has a base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// The only state of the ticket in which the command is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_at: Option<Base>,
    /// Whether the hub accepted the command before it was restored from a backup.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// The number of the reported ticket before the restore; the hub assigns it again if it is free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// The requested change.
    pub action: Action,
}

/// The change that a command requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Create a ticket.
    Report {
        /// What the problem is.
        description: Description,
        /// Where the problem is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Place>,
        /// The laptop's classification; the hub classifies with its own model.
        assignment: Assignment,
        /// The closed ticket whose problem is reported again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follows: Option<TicketId>,
        /// The person for whom the helpdesk reports.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reporter: Option<Reporter>,
    },
    /// Change the description or the place. An absent field stays unchanged.
    Modify {
        /// The new description.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<Description>,
        /// The new place; null clears it.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "null_clears"
        )]
        place: Option<Option<Place>>,
        /// The laptop's classification of the new description.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignment: Option<Assignment>,
    },
    /// Add a message to the thread.
    Write {
        /// The message.
        body: Body,
    },
    /// Move the ticket from open to active.
    Start,
    /// Move the ticket from active to closed.
    Close,
    /// Set the right category, or confirm the classifier's.
    Correct {
        /// The right category.
        category: Category,
    },
    /// Remove texts for good.
    RemoveText {
        /// The texts to remove.
        text: TextPart,
    },
}

/// A `modify` without a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the command modifies a ticket, but has no base")]
pub struct MissingBase;

impl SentCommand {
    /// The command in the role of the caller's token.
    ///
    /// # Errors
    /// [`MissingBase`] if the command is an edit without a base.
    pub fn into_command(self, role: Role) -> Result<Command, MissingBase> {
        let action = match self.action {
            Action::Report {
                description,
                place,
                assignment,
                follows,
                reporter,
            } => tickets::Action::Report {
                description,
                place,
                assignment,
                follows,
                reporter,
            },
            Action::Modify {
                description,
                place,
                assignment,
            } => {
                let base = self.base.ok_or(MissingBase)?;
                let edit = Edit {
                    base,
                    description,
                    place,
                };
                tickets::Action::Modify { edit, assignment }
            }
            Action::Write { body } => tickets::Action::Write { body },
            Action::Start => tickets::Action::Start,
            Action::Close => tickets::Action::Close,
            Action::Correct { category } => tickets::Action::Correct { category },
            Action::RemoveText { text } => tickets::Action::RemoveText { text },
        };
        Ok(Command {
            id: self.id,
            role,
            name: self.name,
            ticket: self.ticket,
            given_at: self.given_at,
            only_at: self.only_at,
            number: self.number.filter(|_| self.again),
            action,
        })
    }
}

impl From<Command> for SentCommand {
    fn from(command: Command) -> Self {
        let mut base = None;
        let action = match command.action {
            tickets::Action::Report {
                description,
                place,
                assignment,
                follows,
                reporter,
            } => Action::Report {
                description,
                place,
                assignment,
                follows,
                reporter,
            },
            tickets::Action::Modify { edit, assignment } => {
                base = Some(edit.base);
                Action::Modify {
                    description: edit.description,
                    place: edit.place,
                    assignment,
                }
            }
            tickets::Action::Write { body } => Action::Write { body },
            tickets::Action::Start => Action::Start,
            tickets::Action::Close => Action::Close,
            tickets::Action::Correct { category } => Action::Correct { category },
            tickets::Action::RemoveText { text } => Action::RemoveText { text },
        };
        Self {
            id: command.id,
            ticket: command.ticket,
            given_at: command.given_at,
            name: command.name,
            base,
            only_at: command.only_at,
            again: command.number.is_some(),
            number: command.number,
            action,
        }
    }
}

/// Distinguishes a field that is null (`Some(None)`) from an absent field (`None`).
fn null_clears<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Option<Place>>, D::Error> {
    Option::deserialize(field).map(Some)
}
