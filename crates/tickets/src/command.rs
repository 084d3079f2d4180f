//! What one can ask of a ticket.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Assignment, Body, Category, CommandId, Description, Name, Place, Role, TicketId};

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
    /// Given twice with the same content, it counts once; with other content it is refused.
    pub id: CommandId,
    /// The role of whoever gives it.
    pub role: Role,
    /// The name they gave, if any.
    pub name: Option<Name>,
    /// The ticket it is about; for a report, the id that the new ticket shall have.
    pub ticket: TicketId,
    /// When it was given, by the giver's clock. What counts is when it is accepted.
    pub given_at: DateTime<Utc>,
    /// The only state of the ticket in which the command is accepted; `None` accepts it in any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_at: Option<Base>,
    /// What to do.
    pub action: Action,
}

/// What to do with a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A new ticket.
    Report {
        /// The problem.
        description: Description,
        /// Where it is.
        place: Option<Place>,
        /// What the classifier says of the description.
        assignment: Assignment,
    },
    /// Change the description or the place.
    Modify {
        /// What shall change.
        edit: Edit,
        /// What the classifier says of the new description; none if only the place changes.
        assignment: Option<Assignment>,
    },
    /// Write a message under the ticket.
    Write {
        /// The text.
        body: Body,
    },
    /// Take it on: open to active.
    Start,
    /// Finish it: active to closed.
    Close,
    /// Say what kind of problem it really is (or that the classifier was right).
    Correct {
        /// The right category.
        category: Category,
    },
}

/// A change of the fields that people write. `None` leaves a field as it is.
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
