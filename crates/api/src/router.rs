//! Which address leads where.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use desk::Desk;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::hosts::{Hosts, refuse_foreign};
use crate::tokens::Tokens;
use crate::{category, changes, document, facts, health, messages, problem, status, ticket, tickets};

/// The largest body that is read, in bytes.
const BODY: usize = 1024 * 1024;

/// The API of a desk: everything under `/api/v1`. Callers show one of the tokens, and name in `Host` one
/// of the hosts.
pub fn router(desk: Desk, tokens: Tokens, hosts: Hosts) -> Router {
    let state = Shared {
        desk,
        tokens: Arc::new(tokens),
    };
    let (routes, document) = OpenApiRouter::with_openapi(document::frame())
        .routes(routes!(tickets::list, tickets::report))
        .routes(routes!(ticket::show, ticket::modify))
        .routes(routes!(status::set))
        .routes(routes!(category::set))
        .routes(routes!(messages::list, messages::write))
        .routes(routes!(changes::since))
        .routes(routes!(facts::since))
        .routes(routes!(health::tell))
        .split_for_parts();
    let document = Arc::new(document);
    let routes = routes.route(
        "/openapi.json",
        get(async move || Json(document.as_ref().clone())),
    );
    Router::new()
        .nest("/api/v1", routes)
        .fallback(problem::no_such_address)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::new(hosts), refuse_foreign))
        .with_state(state)
}

/// What every handler can ask for.
#[derive(Clone)]
pub struct Shared {
    /// The desk.
    pub desk: Desk,
    /// Who may ask.
    pub tokens: Arc<Tokens>,
}

impl FromRef<Shared> for Desk {
    fn from_ref(shared: &Shared) -> Self {
        shared.desk.clone()
    }
}
