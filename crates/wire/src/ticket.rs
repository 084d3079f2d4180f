//! Tickets in the API.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::{Assignment, Category, CategoryBy, Description, Place, Role, Status, TicketId, stored};
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
    #[serde(deserialize_with = "stored::text")]
    #[schema(schema_with = schema::description)]
    pub description: Description,
    /// Where the problem is.
    #[serde(default, deserialize_with = "stored::optional_text")]
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
    /// The classifier's result for the description; null for an imported ticket whose file names the category.
    #[schema(schema_with = schema::assignment, required)]
    pub assignment: Option<Assignment>,
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
    /// The version that last changed the description.
    #[schema(minimum = 0)]
    pub description_version: u64,
    /// The version that last changed the place.
    #[schema(minimum = 0)]
    pub place_version: u64,
    /// The number of messages in the thread.
    #[schema(minimum = 0)]
    pub messages: u32,
    /// The role of the last message's writer; null without messages.
    #[schema(schema_with = schema::optional_role, required)]
    pub last_word: Option<Role>,
    /// Since when the user has been waiting for an answer; null if the helpdesk wrote last or the ticket is closed.
    #[schema(required)]
    pub waiting_since: Option<DateTime<Utc>>,
    /// The closed ticket whose problem this one reports again; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub follows: Option<TicketId>,
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
            description_version: ticket.description_version,
            place_version: ticket.place_version,
            messages: ticket.messages,
            last_word: ticket.last_word,
            waiting_since: ticket.waiting_since,
            follows: ticket.follows,
            assignment: ticket.assignment,
            description: ticket.description,
            place: ticket.place,
        }
    }
}

impl From<Ticket> for tickets::Ticket {
    fn from(ticket: Ticket) -> Self {
        Self {
            id: ticket.id,
            number: ticket.number,
            description: ticket.description,
            place: ticket.place,
            category: ticket.category,
            category_by: ticket.category_by,
            assignment: ticket.assignment,
            status: ticket.status,
            opened_at: ticket.opened_at,
            modified_at: ticket.modified_at,
            closed_at: ticket.closed_at,
            version: ticket.version,
            description_version: ticket.description_version,
            place_version: ticket.place_version,
            messages: ticket.messages,
            last_word: ticket.last_word,
            waiting_since: ticket.waiting_since,
            follows: ticket.follows,
        }
    }
}

/// The answer to a user's repeated command whose ticket has been closed since: the command counted once. A user sees no
/// more of a closed ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatedThenClosed {
    /// The ticket's short number.
    #[schema(required, minimum = 1)]
    pub number: Option<u64>,
    /// When the ticket was closed.
    pub closed_at: DateTime<Utc>,
    /// Always true.
    pub repeated: bool,
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
