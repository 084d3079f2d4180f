//! The feed of tickets, messages and lines of history, for readers that store them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{HistoryLine, Message, Received, Ticket};

/// The answer of `GET /changes`: the tickets, messages and lines of history that changed
/// after `after`, each once, in its current state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Changes {
    /// The desk's generation. If it changes, the reader discards its copy and reads from 0.
    pub desk: Uuid,
    /// The changed tickets.
    #[schema(value_type = Vec<Ticket>)]
    pub tickets: Vec<Received<Ticket>>,
    /// The new messages.
    #[schema(value_type = Vec<Message>)]
    pub messages: Vec<Received<Message>>,
    /// The new lines of history.
    #[serde(default)]
    #[schema(value_type = Vec<HistoryLine>)]
    pub history: Vec<Received<HistoryLine>>,
    /// The `after` of the next request.
    #[schema(minimum = 0)]
    pub next: u64,
    /// The `mark` of the next request: made of a command with the number `next`. Null for numbers from before marks.
    #[serde(default)]
    pub mark: Option<Uuid>,
}
