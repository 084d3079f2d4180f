//! How a laptop stands with its hub, for the person at the window.

use chrono::{DateTime, Utc};
use tickets::CommandId;

use crate::Link;

/// How a laptop stands with its hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The connection.
    pub link: Link,
    /// Since when the connection has been in this state.
    pub since: DateTime<Utc>,
    /// The number of commands in the outbox.
    pub waiting: usize,
    /// Whether the replica has all tickets of the hub. It stays true while the hub cannot be reached.
    pub complete: bool,
    /// The commands on which the hub fails while others pass, in the order of their ids. They are tried once an hour.
    pub parked: Vec<CommandId>,
}

impl Standing {
    /// The state before the first answer.
    #[must_use]
    pub const fn at_start(now: DateTime<Utc>) -> Self {
        Self {
            link: Link::Connecting,
            since: now,
            waiting: 0,
            complete: false,
            parked: Vec::new(),
        }
    }
}
