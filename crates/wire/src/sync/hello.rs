//! The hub introduces itself.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::Role;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Received, schema};

/// The answer of `GET /sync/hello`. A laptop asks at its start, again after a 426 or a [`Reset`](super::Reset), and every five to
/// ten minutes while it is connected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hello {
    /// The protocols that the hub speaks. A laptop with no protocol in this range works alone until it is updated.
    pub protocol: Protocols,
    /// The hub's version of Campus Desk.
    pub version: String,
    /// The desk's generation.
    pub desk: Uuid,
    /// The feed's last position.
    #[schema(minimum = 0)]
    pub head: u64,
    /// The mark of `head`: made of a command with that number. Null if the number has no mark.
    #[schema(required)]
    pub mark: Option<Uuid>,
    /// The role of the laptop's key.
    #[schema(schema_with = schema::role)]
    pub role: Received<Role>,
    /// The hub's clock.
    pub now: DateTime<Utc>,
    /// The maximum number of commands in one request.
    #[schema(minimum = 1)]
    pub batch: u32,
    /// The maximum size of a request in bytes.
    #[schema(minimum = 1)]
    pub bytes: u32,
    /// For how many days a laptop keeps the commands that the hub has accepted, to send them again after the hub was
    /// restored from a backup.
    #[schema(minimum = 0)]
    pub keep_sent_days: u32,
    /// The version of the classifier's model in use: that of the shipped model, or `SHIPPED+campus-…` with a layer over it. If
    /// it is not the laptop's own, `GET /sync/model` answers with the layer. It is of use over the same shipped model only.
    pub model: String,
}

/// A range of protocol versions, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Protocols {
    /// The oldest version.
    pub from: u32,
    /// The newest version.
    pub to: u32,
}

impl Protocols {
    /// The newest version that is in both ranges.
    #[must_use]
    pub fn common(self, other: Self) -> Option<u32> {
        let newest = self.to.min(other.to);
        (self.contains(newest) && other.contains(newest)).then_some(newest)
    }

    /// Whether a version is in the range.
    #[must_use]
    pub const fn contains(self, protocol: u32) -> bool {
        self.from <= protocol && protocol <= self.to
    }
}
