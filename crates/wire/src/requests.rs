//! What callers send. Texts are plain strings here: whoever receives them checks them and names the field.

use serde::{Deserialize, Deserializer, Serialize};
use tickets::{Category, Status};
use utoipa::{IntoParams, ToSchema};

use crate::schema;

/// The body of `POST /tickets`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTicket {
    /// The problem: 1 to 10,000 characters, not blank.
    #[schema(schema_with = schema::description)]
    pub description: String,
    /// Where it is: one line of up to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::place)]
    pub place: Option<String>,
    /// What the reporter calls themselves: one line of up to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::name)]
    pub name: Option<String>,
}

/// The body of `PATCH /tickets/{id}`: what is left out stays as it is.
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
    /// The ticket's version that the writer saw.
    #[schema(minimum = 0)]
    pub version: u64,
}

/// The body of `PUT /tickets/{id}/status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusChange {
    /// `active` takes an open ticket on, `closed` finishes an active one.
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
    /// The text: 1 to 10,000 characters, not blank.
    #[schema(schema_with = schema::body)]
    pub body: String,
    /// What the writer calls themselves: one line of up to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::name)]
    pub name: Option<String>,
}

/// The query of `GET /tickets`. A text that is empty counts as not given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Only this status. A user who asks for `closed` gets an empty list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(schema_with = schema::status, required = false)]
    pub status: Option<String>,
    /// Only this category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(schema_with = schema::category, required = false)]
    pub category: Option<String>,
    /// A search, as in the search box: words, prefixes (`lif*`), quoted phrases, `status:`, `category:`, `classified:`,
    /// `is:unclosed`, `place:`, `opened:A..B`, `closed:A..B` (days are those of UTC), `#123`. What cannot be
    /// understood is looked for as a word, or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(pattern = r"^(-?[0-9]{1,18}\.[0-9]{1,18})?$")]
    pub after: Option<String>,
    /// The most tickets on the page; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
}

/// The query of `GET /changes` and `GET /facts`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// `next` of the answer before; 0, or nothing, asks from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0)]
    pub after: Option<u64>,
    /// The most changes to cover; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100_000)]
    pub limit: Option<u32>,
    /// How many seconds to wait for a change if there is none; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, maximum = 30)]
    pub wait: Option<u32>,
}

/// Tells a field that is null (`Some(None)`) from one that is left out (`None`).
fn null_clears<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(field).map(Some)
}
