//! The person whose problem the helpdesk reports.

use serde::{Deserialize, Serialize};

use crate::{Contact, Name};

/// The person whose problem the helpdesk reports. The caller of the command is the agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    /// The person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// How to reach the person. Only the helpdesk sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}
