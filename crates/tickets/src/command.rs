//! What one can ask of a ticket.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Assignment, Body, Category, CommandId, Description, Name, Place, Role, TicketId};

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
    /// The only version of the ticket to which this may be done; none if it may be done to any.
    #[serde(default)]
    pub only_at: Option<u64>,
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
    /// The ticket's version that the writer saw.
    pub version: u64,
    /// The new description.
    pub description: Option<Description>,
    /// The new place; `Some(None)` clears it.
    pub place: Option<Option<Place>>,
}
