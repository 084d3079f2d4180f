//! The three statuses of a ticket's life.

use enum_map::Enum;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};
use thiserror::Error;

/// The status of a ticket.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    Enum,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownStatus, parse_err_fn = unknown_status)]
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
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The text is not the name of a status.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is not a status; use open, active or closed")]
pub struct UnknownStatus(pub String);

fn unknown_status(text: &str) -> UnknownStatus {
    UnknownStatus(text.to_owned())
}
