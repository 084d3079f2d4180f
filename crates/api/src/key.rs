//! `Idempotency-Key`: the id of the command.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tickets::CommandId;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::problem::Problem;

/// The id that the caller gave the command, or a new one.
pub struct Key(Option<Uuid>);

/// The header as documented.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its documentation is used")]
pub struct KeyHeader {
    /// Names the command: repeated with the same content, it counts once and is answered with the ticket as
    /// it is now; with other content it is refused (422).
    #[param(rename = "Idempotency-Key", required = false)]
    idempotency_key: Uuid,
}

impl Key {
    /// The command's id.
    pub fn command(&self) -> CommandId {
        self.0.map_or_else(CommandId::new, CommandId)
    }
}

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else {
            return Ok(Self(None));
        };
        let uuid = value.to_str().ok().and_then(|text| text.parse().ok());
        match uuid {
            Some(uuid) => Ok(Self(Some(uuid))),
            None => Err(Problem::bad("Idempotency-Key must be a UUID").about("Idempotency-Key")),
        }
    }
}
