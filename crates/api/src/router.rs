//! The routes of the API and the layers around them.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use desk::Desk;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::hosts::{Hosts, reject_unknown_hosts};
use crate::state::ApiState;
use crate::tokens::Tokens;
use crate::{category, changes, facts, health, messages, openapi, problem, status, ticket, tickets};

/// The maximum size of a request's body in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// The API of a desk, under `/api/v1`. A caller authenticates with one of the `tokens` and names one of the `hosts` in the
/// header `Host`.
pub fn router(desk: Desk, tokens: Tokens, hosts: Hosts) -> Router {
    let state = ApiState {
        desk,
        tokens: Arc::new(tokens),
    };
    let (routes, document) = OpenApiRouter::with_openapi(openapi::document_without_routes())
        .routes(routes!(tickets::list, tickets::report))
        .routes(routes!(ticket::show, ticket::modify))
        .routes(routes!(status::set))
        .routes(routes!(category::set))
        .routes(routes!(messages::list, messages::write))
        .routes(routes!(changes::list))
        .routes(routes!(facts::list))
        .routes(routes!(health::show))
        .split_for_parts();
    let document = Arc::new(document);
    let routes = routes.route(
        "/openapi.json",
        get(async move || Json(document.as_ref().clone())),
    );
    Router::new()
        .nest("/api/v1", routes)
        .fallback(problem::unknown_path)
        .method_not_allowed_fallback(problem::unknown_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(Arc::new(hosts), reject_unknown_hosts))
        .with_state(state)
}
