//! The messages of a ticket's thread.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Body, MessageId, Name, Role, TicketId, stored};

/// A message in a ticket's thread. Messages never change, but their text can be removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The id of the command that wrote the message.
    pub id: MessageId,
    /// The ticket that the message belongs to.
    pub ticket: TicketId,
    /// What the message says.
    #[serde(deserialize_with = "stored::text")]
    pub body: Body,
    /// The role of the writer.
    pub role: Role,
    /// The name that the writer entered, if any.
    #[serde(default, deserialize_with = "stored::optional_text")]
    pub name: Option<Name>,
    /// When the message was accepted.
    pub created_at: DateTime<Utc>,
}
