//! The two roles. There is no login: a person chooses a role.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};
use thiserror::Error;

use crate::Name;

/// The role in which a person uses Campus Desk.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownRole, parse_err_fn = unknown_role)]
pub enum Role {
    /// A student or employee who reports problems.
    User,
    /// An employee who resolves problems.
    Helpdesk,
}

impl Role {
    /// The role's name in storage, in the API and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The text is not the name of a role.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is neither “user” nor “helpdesk”")]
pub struct UnknownRole(pub String);

fn unknown_role(text: &str) -> UnknownRole {
    UnknownRole(text.to_owned())
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
