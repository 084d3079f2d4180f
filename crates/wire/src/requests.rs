//! The requests. Their texts are plain strings; the server validates each text and names the invalid field.

use serde::{Deserialize, Deserializer, Serialize};
use tickets::{Category, Status, TicketId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::schema;

/// The body of `POST /tickets`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTicket {
    /// What the problem is: 1 to 10,000 characters, not blank.
    #[schema(schema_with = schema::description)]
    pub description: String,
    /// Where the problem is: one line of up to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::place)]
    pub place: Option<String>,
    /// The reporter's name: one line of up to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::name)]
    pub name: Option<String>,
    /// The id of a closed ticket whose problem is reported again: both tickets show the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub follows: Option<TicketId>,
}

/// The body of `PATCH /tickets/{id}`. An absent field stays unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(min_properties = 2)]
pub struct TicketEdit {
    /// The new description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::description)]
    pub description: Option<String>,
    /// The new place; null clears it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "null_clears"
    )]
    #[schema(schema_with = schema::place)]
    pub place: Option<Option<String>>,
    /// The version of the ticket that the writer saw.
    #[schema(minimum = 0)]
    pub version: u64,
}

/// The body of `PUT /tickets/{id}/status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusChange {
    /// `active` starts an open ticket, `closed` closes an active ticket.
    #[schema(schema_with = schema::next_status)]
    pub status: Status,
}

/// The body of `PUT /tickets/{id}/category`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryChange {
    /// The right category.
    #[schema(schema_with = schema::category)]
    pub category: Category,
}

/// The body of `POST /tickets/{id}/messages`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// What the message says: 1 to 10,000 characters, not blank.
    #[schema(schema_with = schema::body)]
    pub body: String,
    /// The writer's name: one line of up to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::name)]
    pub name: Option<String>,
}

/// The query of `GET /tickets`. An empty text counts as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Only tickets of this status. For a user, the list of closed tickets is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(schema_with = schema::status, required = false)]
    pub status: Option<String>,
    /// Only tickets of this category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(schema_with = schema::category, required = false)]
    pub category: Option<String>,
    /// A search, as in the search box: words in any form, prefixes (`lif*`), quoted phrases, `-word`, `one OR other`,
    /// `status:`, `category:`, `classified:`, `is:unclosed`, `place:hall` (beginnings of words), `place:"=Hall B"` (the
    /// whole place), `opened:A..B`, `closed:A..B` (days are in UTC and included, exact times at the end are not), `#123`.
    /// A part that is not understood is refused (400); `hints` says what can be written instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// The `next` of the previous page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(pattern = r"^(-?[0-9]{1,18}\.[0-9]{1,18})?$")]
    pub after: Option<String>,
    /// The maximum number of tickets; 50 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
}

/// The query of `GET /tickets/{id}/messages`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MessagesQuery {
    /// The `earlier` of the previous answer; without it, the last messages are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Uuid>,
    /// The maximum number of messages; 50 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
}

/// The query of `GET /changes` and `GET /facts`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// The `next` of the previous answer; 0, the default, reads from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0)]
    pub after: Option<u64>,
    /// The `mark` of the previous answer. If the desk has another mark at `after`, the answer is 409: the desk was
    /// restored or forked, and the reader discards its copy and reads from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Uuid>,
    /// The maximum number of positions to read; 50 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100_000)]
    pub limit: Option<u32>,
    /// How many seconds to wait for a change; 0 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, maximum = 30)]
    pub wait: Option<u32>,
}

/// Distinguishes a field that is null (`Some(None)`) from an absent field (`None`).
fn null_clears<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(field).map(Some)
}
