//! Commands: the requests that change a ticket.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    Assignment, Body, Category, CommandId, Description, Name, Place, Reporter, Role, TextPart, TicketId,
};

/// The state of the ticket that a command is based on.
///
/// A laptop that writes offline does not know which version its own earlier command will have. It names that command
/// instead, so that two edits by one person do not conflict with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// The ticket's version.
    Version(u64),
    /// The version that this earlier command made. The store resolves it to a [`Base::Version`] before
    /// [`decide`](crate::decide()); a command that was not accepted stays unresolved and conflicts.
    Command(CommandId),
}

impl Base {
    /// The version, if it is known.
    #[must_use]
    pub const fn version(self) -> Option<u64> {
        match self {
            Self::Version(version) => Some(version),
            Self::Command(_) => None,
        }
    }
}

/// One request to change one ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// The idempotency key: a repeated command counts once; the same id with other content is refused.
    pub id: CommandId,
    /// The role of the caller.
    pub role: Role,
    /// The name that the caller entered, if any.
    pub name: Option<Name>,
    /// The ticket to change; for a report, the id of the new ticket.
    pub ticket: TicketId,
    /// When the command was given, by the caller's clock. It is for display; the ticket's dates are those of acceptance.
    pub given_at: DateTime<Utc>,
    /// The only state of the ticket in which the command is accepted; `None` accepts it in any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_at: Option<Base>,
    /// For a report that a hub had accepted before it was restored from a backup: the number that the ticket had. The
    /// store assigns it again if it is free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// What to do.
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
        place: Option<Place>,
        /// The classifier's result for the description.
        assignment: Assignment,
        /// The closed ticket whose problem is reported again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follows: Option<TicketId>,
        /// The person for whom the helpdesk reports. Ignored in a user's report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reporter: Option<Reporter>,
    },
    /// Change the description or the place.
    Modify {
        /// The new texts.
        edit: Edit,
        /// The classifier's result for the new description; `None` if only the place changes.
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
    /// Remove texts for good: a password, the name of a person.
    RemoveText {
        /// The texts to remove.
        text: TextPart,
    },
}

/// A change of description or place. `None` leaves a field unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The state of the ticket that the writer saw.
    pub base: Base,
    /// The new description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// The new place; `Some(None)` clears it, and is `null` in JSON.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "null_clears"
    )]
    pub place: Option<Option<Place>>,
}

/// Distinguishes a field that is null (`Some(None)`) from a field that is left out (`None`).
fn null_clears<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Option<Place>>, D::Error> {
    Option::deserialize(field).map(Some)
}
