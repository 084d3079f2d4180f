//! What is said under a ticket.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Body, MessageId, Name, Role, TicketId, stored};

/// One message in a ticket's thread. Messages are never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its id: that of the command that wrote it.
    pub id: MessageId,
    /// The ticket it stands under.
    pub ticket: TicketId,
    /// The text.
    #[serde(deserialize_with = "stored::text")]
    pub body: Body,
    /// Who wrote it.
    pub role: Role,
    /// The name its writer gave, if any.
    #[serde(default, deserialize_with = "stored::optional_text")]
    pub name: Option<Name>,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
}
