//! Identifiers. All are UUIDs made where the thing is made, so that no server is needed to name it.

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
            /// A new identifier (UUID v7: those made later sort later).
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
    /// Names a ticket everywhere and for good.
    TicketId
);
identifier!(
    /// Names one command: repeated, it counts once.
    CommandId
);
identifier!(
    /// Names a message. It is the id of the command that wrote it.
    MessageId
);

/// How a person or a caller names a ticket: by its id, or by the short number on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketRef {
    /// The ticket's id.
    Id(TicketId),
    /// The ticket's number, as shown after `#`.
    Number(u64),
}

impl From<TicketId> for TicketRef {
    fn from(id: TicketId) -> Self {
        Self::Id(id)
    }
}

impl FromStr for TicketRef {
    type Err = uuid::Error;

    /// Reads `1042`, `#1042` or a UUID.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim_start_matches('#').parse() {
            Ok(number) => Ok(Self::Number(number)),
            Err(_) => text.parse().map(Self::Id),
        }
    }
}
