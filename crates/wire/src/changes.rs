//! What changed, whole: for followers that keep tickets.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Message, Ticket};

/// The answer of `GET /changes`: tickets and messages changed since `after`, each once, in its latest state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Changes {
    /// The desk's generation: a follower that meets another starts from nothing.
    pub desk: Uuid,
    /// The tickets.
    pub tickets: Vec<Ticket>,
    /// The messages.
    pub messages: Vec<Message>,
    /// The number to ask for next.
    #[schema(minimum = 0)]
    pub next: u64,
}
