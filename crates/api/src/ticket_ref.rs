//! The path parameter `{id}`: a ticket's id or number.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use tickets::{Refusal, TicketId, TicketRef};
use utoipa::IntoParams;

use crate::bounded_desk::BoundedDesk;
use crate::problem::{Answer, Problem};

/// Extracts the ticket that the path names.
pub struct TicketInPath(pub TicketRef);

/// The parameter in the OpenAPI document.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the OpenAPI document reads the fields")]
pub struct TicketParam {
    /// The ticket's id or number.
    #[param(schema_with = wire::schema::ticket_ref)]
    id: String,
}

impl TicketInPath {
    /// The id of the ticket, for a command.
    pub async fn id(self, desk: &BoundedDesk) -> Answer<TicketId> {
        Ok(desk.id_of(self.0).await??)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for TicketInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Path(text)) = Path::<String>::from_request_parts(parts, state).await else {
            return Err(Refusal::NoSuchTicket.into());
        };
        match text.parse() {
            Ok(ticket) => Ok(Self(ticket)),
            Err(_) => Err(Refusal::NoSuchTicket.into()),
        }
    }
}
