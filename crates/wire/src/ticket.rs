//! Tickets in the API.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{Category, CategoryBy, Description, Place, Status, TicketId};
use utoipa::ToSchema;

use crate::schema;

/// A ticket. All times are UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ticket {
    /// The permanent id.
    #[schema(value_type = Uuid)]
    pub id: TicketId,
    /// The short number that people see; null until the hub has assigned one.
    #[schema(required, minimum = 1)]
    pub number: Option<u64>,
    /// What the problem is.
    #[schema(schema_with = schema::description)]
    pub description: Description,
    /// Where the problem is.
    #[schema(schema_with = schema::place, required)]
    pub place: Option<Place>,
    /// What kind of problem the ticket is about.
    #[schema(schema_with = schema::category)]
    pub category: Category,
    /// Who assigned the category.
    #[schema(schema_with = schema::category_by)]
    pub category_by: CategoryBy,
    /// The probability that the category is right; 1 if the helpdesk assigned it.
    #[schema(minimum = 0, maximum = 1)]
    pub confidence: f64,
    /// The step of the ticket's life.
    #[schema(schema_with = schema::status)]
    pub status: Status,
    /// When the report was accepted.
    pub opened_at: DateTime<Utc>,
    /// When the last command was accepted, messages included.
    pub modified_at: DateTime<Utc>,
    /// When the ticket was closed; null before.
    #[schema(required)]
    pub closed_at: Option<DateTime<Utc>>,
    /// The number of accepted commands. An edit names the version that its writer saw.
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
    /// The tickets, newest first.
    pub tickets: Vec<Ticket>,
    /// The `after` of the next page; null on the last page.
    #[schema(required)]
    pub next: Option<String>,
}
