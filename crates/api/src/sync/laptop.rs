//! The laptop that sends a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tickets::Role;
use uuid::Uuid;
use wire::sync::Device;

use crate::access::Person;
use crate::problem::Problem;
use crate::state::ApiState;

/// Extracts the role of the token, and what the laptop says about itself, which is noted in the list of devices.
pub struct Laptop {
    pub role: Role,
    /// The laptop's id. Requests without one share the nil id.
    pub device: Uuid,
}

impl FromRequestParts<ApiState> for Laptop {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Person(role) = Person::from_request_parts(parts, state).await?;
        let header = |name| parts.headers.get(name)?.to_str().ok();
        let id = header(Device::ID).and_then(|id| id.parse().ok());
        if let Some(id) = id {
            let device = Device {
                id,
                version: header(Device::VERSION)
                    .unwrap_or_default()
                    .chars()
                    .take(40)
                    .collect(),
                waiting: header(Device::WAITING)
                    .and_then(|count| count.parse().ok())
                    .unwrap_or(0),
            };
            state.sync.devices.note(device, role, state.desk.desk().now());
        }
        Ok(Self {
            role,
            device: id.unwrap_or_default(),
        })
    }
}
