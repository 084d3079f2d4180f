//! Messages as the API tells them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{Body, MessageId, Name, Role, TicketId};
use utoipa::ToSchema;

use crate::schema;

/// One message under a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Names it: the id of the command that wrote it.
    #[schema(value_type = Uuid)]
    pub id: MessageId,
    /// The ticket it stands under.
    #[schema(value_type = Uuid)]
    pub ticket: TicketId,
    /// The text.
    #[schema(schema_with = schema::body)]
    pub body: Body,
    /// Who wrote it.
    #[schema(schema_with = schema::role)]
    pub role: Role,
    /// The name its writer gave.
    #[schema(schema_with = schema::name, required)]
    pub name: Option<Name>,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
}

impl From<tickets::Message> for Message {
    fn from(message: tickets::Message) -> Self {
        Self {
            id: message.id,
            ticket: message.ticket,
            body: message.body,
            role: message.role,
            name: message.name,
            created_at: message.created_at,
        }
    }
}

/// A ticket's thread: the answer of `GET /tickets/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Messages {
    /// Oldest first.
    pub messages: Vec<Message>,
}
