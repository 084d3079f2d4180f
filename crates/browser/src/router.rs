//! The routes of the pages, and the layers around them.

use std::time::Duration;

use api::with_host_check;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, map_response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::same_origin::require_same_origin;
use crate::state::{BrowserPages, Browsers};
use crate::{assets, commands, events, headers, helpdesk};

/// The maximum size of a form in bytes: a text of 10,000 characters, each encoded with nine bytes, and its other fields.
const MAX_FORM: usize = 128 * 1024;

/// The maximum time between two parts of a form.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The pages of a hub. Call it inside the runtime.
pub fn router(pages: BrowserPages) -> Router {
    let hosts = pages.hosts.clone();
    let commands = commands::routes()
        .route("/choose_role", post(helpdesk::choose_role))
        .route("/helpdesk_key", post(helpdesk::enter_key))
        // Answers differ from browser to browser, and have no secret that a guess in a form could be compared with.
        .layer(CompressionLayer::new())
        .layer(map_response(headers::forbid_caching));
    let router = Router::new()
        .route("/", get(assets::document))
        .route("/assets/{version}/{*path}", get(assets::file))
        .route("/events", get(events::stream))
        .merge(commands)
        .with_state(Browsers::start(pages))
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(from_fn(require_same_origin));
    // A request passes the last layer first.
    with_host_check(router, hosts)
        .layer(map_response(headers::secure))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http().on_failure(()))
}
