//! What the handlers share.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::bounded_desk::BoundedDesk;
use crate::current_tokens::CurrentTokens;
use crate::refused_tokens::RefusedTokens;
use crate::sync::SyncState;

/// The state of the router. It is cloned for each request.
#[derive(Clone)]
pub struct ApiState {
    pub desk: BoundedDesk,
    pub tokens: CurrentTokens,
    pub refused_tokens: Arc<RefusedTokens>,
    pub sync: Arc<SyncState>,
}

impl FromRef<ApiState> for BoundedDesk {
    fn from_ref(state: &ApiState) -> Self {
        state.desk.clone()
    }
}

impl FromRef<ApiState> for Arc<SyncState> {
    fn from_ref(state: &ApiState) -> Self {
        state.sync.clone()
    }
}

impl FromRef<ApiState> for CurrentTokens {
    fn from_ref(state: &ApiState) -> Self {
        state.tokens.clone()
    }
}
