//! The feed of tickets and messages, for readers that store them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Message, Ticket};

/// The answer of `GET /changes`: the tickets and messages that changed after `after`, each once, in its current state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Changes {
    /// The desk's generation. If it changes, the reader discards its copy and reads from 0.
    pub desk: Uuid,
    /// The changed tickets.
    pub tickets: Vec<Ticket>,
    /// The new messages.
    pub messages: Vec<Message>,
    /// The `after` of the next request.
    #[schema(minimum = 0)]
    pub next: u64,
}
