//! The two roles. There is no login: a role is chosen, not proven.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Name;

/// Who gives a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Someone of the university who reports problems.
    User,
    /// Someone who takes care of them.
    Helpdesk,
}

impl Role {
    /// The role as it is written in storage, in the API and in forms.
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

/// A word that is no role.
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

/// A role, and the name that the person behind it gave, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The role.
    pub role: Role,
    /// The name, if one was given.
    pub name: Option<Name>,
}

impl From<Role> for Caller {
    fn from(role: Role) -> Self {
        Self { role, name: None }
    }
}
