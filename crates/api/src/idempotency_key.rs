//! The header `Idempotency-Key`: the id of the command.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tickets::CommandId;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::problem::Problem;

/// Extracts the header; `None` if it is absent.
pub struct IdempotencyKey(Option<Uuid>);

/// The header in the OpenAPI document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only the OpenAPI document reads the fields")]
pub struct IdempotencyKeyHeader {
    /// The id of the command. A repeated request with the same key and content counts once and is answered with the
    /// current ticket; with other content it is refused (422).
    #[param(rename = "Idempotency-Key", required = false)]
    idempotency_key: Uuid,
}

impl IdempotencyKey {
    /// The id of the command: the caller's key, or a new id.
    pub fn command_id(&self) -> CommandId {
        self.0.map_or_else(CommandId::new, CommandId)
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else {
            return Ok(Self(None));
        };
        let uuid = value.to_str().ok().and_then(|text| text.parse().ok());
        match uuid {
            Some(uuid) => Ok(Self(Some(uuid))),
            None => Err(Problem::bad_request("Idempotency-Key must be a UUID").with_field("Idempotency-Key")),
        }
    }
}
