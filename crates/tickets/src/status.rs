//! The three statuses of a ticket's life.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The status of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Reported; the helpdesk has not started work.
    Open,
    /// The helpdesk is working on the problem.
    Active,
    /// Finished and read-only.
    Closed,
}

impl Status {
    /// All statuses, in the order of a ticket's life.
    pub const ALL: [Self; 3] = [Self::Open, Self::Active, Self::Closed];

    /// The status's name in storage, in the API and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a status.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is no status; there are open, active and closed")]
pub struct UnknownStatus(pub String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|s| s.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}
