//! What the handlers share.

use std::sync::Arc;

use axum::extract::FromRef;
use desk::Desk;

use crate::tokens::Tokens;

/// The state of the router. It is cloned for each request.
#[derive(Clone)]
pub struct ApiState {
    pub desk: Desk,
    pub tokens: Arc<Tokens>,
}

impl FromRef<ApiState> for Desk {
    fn from_ref(state: &ApiState) -> Self {
        state.desk.clone()
    }
}
