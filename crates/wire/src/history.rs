//! Lines of history in the API.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{CommandId, Event, HistoryEntry, Name, Role, TicketId, stored};
use utoipa::ToSchema;

use crate::schema;

/// A line of a ticket's history: an accepted command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryLine {
    /// The ticket that the line belongs to.
    #[schema(value_type = Uuid)]
    pub ticket: TicketId,
    /// The ticket's version after the command.
    #[schema(minimum = 1)]
    pub version: u64,
    /// The id of the command.
    #[schema(value_type = Uuid)]
    pub command: CommandId,
    /// When the command was accepted.
    pub at: DateTime<Utc>,
    /// When the command was given, by the caller's clock; null if unknown.
    #[schema(required)]
    pub given_at: Option<DateTime<Utc>>,
    /// The role of the caller.
    #[schema(schema_with = schema::role)]
    pub role: Role,
    /// The name that the caller entered.
    #[serde(default, deserialize_with = "stored::optional_text")]
    #[schema(schema_with = schema::name, required)]
    pub name: Option<Name>,
    /// What the command changed.
    #[schema(schema_with = schema::event)]
    pub event: Event,
}

impl HistoryLine {
    /// The line of a ticket, with the time at which its command was given.
    #[must_use]
    pub fn new(ticket: TicketId, given_at: Option<DateTime<Utc>>, entry: HistoryEntry) -> Self {
        Self {
            ticket,
            version: entry.version,
            command: entry.command,
            at: entry.at,
            given_at,
            role: entry.role,
            name: entry.name,
            event: entry.event,
        }
    }
}

impl From<HistoryLine> for HistoryEntry {
    fn from(line: HistoryLine) -> Self {
        Self {
            command: line.command,
            version: line.version,
            at: line.at,
            role: line.role,
            name: line.name,
            event: line.event,
        }
    }
}
