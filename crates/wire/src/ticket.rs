//! A ticket as the API tells it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{Category, CategoryBy, Description, Place, Status, TicketId};
use utoipa::ToSchema;

use crate::schema;

/// One ticket. All times are UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ticket {
    /// Names it for good.
    #[schema(value_type = Uuid)]
    pub id: TicketId,
    /// The short number that people see; none until whoever holds the truth has given one.
    #[schema(required, minimum = 1)]
    pub number: Option<u64>,
    /// The problem in the reporter's words.
    #[schema(schema_with = schema::description)]
    pub description: Description,
    /// Where it is.
    #[schema(schema_with = schema::place, required)]
    pub place: Option<Place>,
    /// What kind of problem it is.
    #[schema(schema_with = schema::category)]
    pub category: Category,
    /// Who said so.
    #[schema(schema_with = schema::category_by)]
    pub category_by: CategoryBy,
    /// How likely the category is right; 1 where the helpdesk gave it.
    #[schema(minimum = 0, maximum = 1)]
    pub confidence: f64,
    /// Where it stands.
    #[schema(schema_with = schema::status)]
    pub status: Status,
    /// When it was reported.
    pub opened_at: DateTime<Utc>,
    /// When the last command was accepted, messages included.
    pub modified_at: DateTime<Utc>,
    /// When it was closed; null until then.
    #[schema(required)]
    pub closed_at: Option<DateTime<Utc>>,
    /// How many commands were accepted. An edit names the version that it was written against.
    #[schema(minimum = 1)]
    pub version: u64,
}

impl From<tickets::Ticket> for Ticket {
    fn from(ticket: tickets::Ticket) -> Self {
        Self {
            id: ticket.id,
            number: ticket.number,
            category: ticket.category,
            category_by: ticket.category_by,
            confidence: ticket.confidence(),
            status: ticket.status,
            opened_at: ticket.opened_at,
            modified_at: ticket.modified_at,
            closed_at: ticket.closed_at,
            version: ticket.version,
            description: ticket.description,
            place: ticket.place,
        }
    }
}

/// A page of a list: the answer of `GET /tickets`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tickets {
    /// Newest first.
    pub tickets: Vec<Ticket>,
    /// What to pass as `after` for the next page; null on the last.
    #[schema(required)]
    pub next: Option<String>,
}
