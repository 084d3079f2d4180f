//! HTTP problems (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Ticket;
use crate::sync::{Protocols, Reset};

/// The body of every error, as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status identifies the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The standard text of the status.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// The cause, and what to do.
    pub detail: String,
    /// The invalid field of the request, if the problem is about one field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
    /// The parts of a search that have no meaning, and what can be written instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The current ticket, if its state does not allow the request (409).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ticket: Option<Box<Ticket>>,
    /// The sync protocols that the hub speaks, if it does not speak the laptop's (426).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub protocol: Option<Protocols>,
    /// Why a laptop must read the feed from 0 (409 on the sync routes).
    #[serde(flatten)]
    #[schema(ignore)]
    pub reset: Option<Reset>,
}
