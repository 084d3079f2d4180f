//! `{id}`: which ticket an address means.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use desk::Desk;
use tickets::{Refusal, Role, TicketId, TicketRef};
use utoipa::IntoParams;

use crate::answer::blocking;
use crate::problem::{Answer, Problem};

/// The ticket that the address names.
pub struct Which(pub TicketRef);

/// The address's parameter as documented.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only its documentation is used")]
pub struct WhichParam {
    /// The ticket's id, or its number.
    #[param(schema_with = wire::schema::ticket_ref)]
    id: String,
}

impl Which {
    /// The id of a ticket that this role may see.
    pub async fn id(self, desk: &Desk, role: Role) -> Answer<TicketId> {
        let desk = desk.clone();
        Ok(blocking(move || desk.id_of(role, self.0)).await???)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Which {
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
