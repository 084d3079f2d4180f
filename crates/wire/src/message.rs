//! Messages in the API.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{Body, MessageId, Name, Role, TicketId, stored};
use utoipa::ToSchema;

use crate::schema;

/// A message in a ticket's thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// The id of the command that wrote the message.
    #[schema(value_type = Uuid)]
    pub id: MessageId,
    /// The ticket that the message belongs to.
    #[schema(value_type = Uuid)]
    pub ticket: TicketId,
    /// What the message says.
    #[serde(deserialize_with = "stored::text")]
    #[schema(schema_with = schema::body)]
    pub body: Body,
    /// The role of the writer.
    #[schema(schema_with = schema::role)]
    pub role: Role,
    /// The name that the writer entered.
    #[serde(default, deserialize_with = "stored::optional_text")]
    #[schema(schema_with = schema::name, required)]
    pub name: Option<Name>,
    /// When the message was accepted.
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

impl From<Message> for tickets::Message {
    fn from(message: Message) -> Self {
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

/// A part of a ticket's thread: the answer of `GET /tickets/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Messages {
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// The `before` of the messages before these; null at the beginning of the thread.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>, required)]
    pub earlier: Option<MessageId>,
}
