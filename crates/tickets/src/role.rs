//! The two roles. There is no login: a person chooses a role.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Name;

/// The role in which a person uses Campus Desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A student or employee who reports problems.
    User,
    /// An employee who resolves problems.
    Helpdesk,
}

impl Role {
    /// The role's name in storage, in the API and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Helpdesk => "helpdesk",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a role.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is neither “user” nor “helpdesk”")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "user" => Ok(Self::User),
            "helpdesk" => Ok(Self::Helpdesk),
            other => Err(UnknownRole(other.to_owned())),
        }
    }
}

/// The person or program that gives a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The role that decides what the caller may do.
    pub role: Role,
    /// The name that the caller entered, if any.
    pub name: Option<Name>,
}

impl From<Role> for Caller {
    fn from(role: Role) -> Self {
        Self { role, name: None }
    }
}
