//! Whether the desk works.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The answer of `GET /health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// Always `ok`: a desk that cannot be read is answered with a problem.
    pub status: String,
    /// The desk's generation (see `Changes`).
    pub desk: Uuid,
    /// The feed's last position.
    #[schema(minimum = 0)]
    pub next: u64,
    /// The version of Campus Desk.
    pub version: String,
}
