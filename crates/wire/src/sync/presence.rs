//! Which tickets are open at the helpdesk's desks.

use serde::{Deserialize, Serialize};
use tickets::{Name, TicketId};
use utoipa::ToSchema;

use crate::schema;

/// The body of `POST /sync/presence`: the ticket that is open on a laptop of the helpdesk. The hub has it in memory only, and
/// forgets it ten seconds after the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Presence {
    /// The version of the protocol.
    pub protocol: u32,
    /// The ticket on screen. Null: none any more.
    #[schema(value_type = Option<Uuid>, required)]
    pub ticket: Option<TicketId>,
    /// The name that the person entered. Without a name, other people see that the ticket is open, but not who opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::name)]
    pub name: Option<Name>,
    /// The other desks that the laptop knows already, from the answer before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<OtherDesk>,
    /// How many seconds to wait until the other desks are not those of `known`; 0 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 30)]
    pub wait: Option<u32>,
}

/// The answer of `POST /sync/presence`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OtherDesks {
    /// The other desks at which the ticket is open.
    pub others: Vec<OtherDesk>,
}

/// Another desk at which a ticket is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OtherDesk {
    /// The name that its person entered, or null.
    #[schema(schema_with = schema::name, required)]
    pub name: Option<Name>,
}
