//! Whether the desk answers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The answer of `GET /health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// Always `ok`: a desk that cannot be read answers with a problem.
    pub status: String,
    /// The desk's generation.
    pub desk: Uuid,
    /// The feed's last number.
    #[schema(minimum = 0)]
    pub next: u64,
    /// The version of the program.
    pub version: String,
}
