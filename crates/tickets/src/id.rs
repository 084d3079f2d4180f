//! Identifiers. All are UUIDs that the creator generates, so that a laptop without a network can create tickets.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Generates an identifier (UUID v7, ordered by time).
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

identifier!(
    /// Identifies a ticket on every laptop and hub. It never changes.
    TicketId
);
identifier!(
    /// Identifies a command. A repeated command counts once.
    CommandId
);
identifier!(
    /// Identifies a message. It equals the id of the command that wrote the message.
    MessageId
);

/// A reference to a ticket: its id, or its short number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketRef {
    /// A reference by id.
    Id(TicketId),
    /// A reference by the number that is shown after `#`.
    Number(u64),
}

impl From<TicketId> for TicketRef {
    fn from(id: TicketId) -> Self {
        Self::Id(id)
    }
}

impl FromStr for TicketRef {
    type Err = uuid::Error;

    /// Parses `1042`, `#1042` or a UUID.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim_start_matches('#').parse() {
            Ok(number) => Ok(Self::Number(number)),
            Err(_) => text.parse().map(Self::Id),
        }
    }
}
