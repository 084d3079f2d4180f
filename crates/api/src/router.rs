//! The routes of the API and the layers around them.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response;
use axum::routing::get;
use axum::{Json, Router};
use desk::Desk;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use tower_http::trace::TraceLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::bounded_desk::{BoundedDesk, Concurrency};
use crate::current_tokens::CurrentTokens;
use crate::hosts::{Hosts, with_host_check};
use crate::state::ApiState;
use crate::sync::{Devices, Stopping, SyncState};
use crate::{category, changes, facts, health, messages, openapi, problem, status, sync, ticket, tickets};

/// The maximum size of a request's body in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// The maximum time between two parts of a request's body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The API of a desk, under `/api/v1`. A caller authenticates with one of the `tokens` and names one of the `hosts` in the
/// header `Host`.
pub fn router(desk: Desk, tokens: impl Into<CurrentTokens>, hosts: Hosts) -> Router {
    router_with(desk, tokens, hosts, Options::default())
}

/// What a hub sets besides.
#[derive(Clone, Debug)]
pub struct Options {
    /// The maximum number of concurrent requests.
    pub bounds: Concurrency,
    /// The list in which the laptops are noted.
    pub devices: Devices,
    /// Announces the end of the server.
    pub stopping: Stopping,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bounds: Concurrency::default(),
            devices: Devices::default(),
            stopping: Stopping::never(),
        }
    }
}

/// The API with other options.
pub fn router_with(desk: Desk, tokens: impl Into<CurrentTokens>, hosts: Hosts, options: Options) -> Router {
    let Options {
        bounds,
        devices,
        stopping,
    } = options;
    let state = ApiState {
        desk: BoundedDesk::new(desk, bounds),
        tokens: tokens.into(),
        refused_tokens: Arc::default(),
        sync: Arc::new(SyncState::new(devices, stopping, bounds.first_syncs)),
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
        .merge(sync_routes())
        .split_for_parts();
    let document = Arc::new(document);
    let routes = routes.route(
        "/openapi.json",
        get(async move || Json(document.as_ref().clone())),
    );
    let router = Router::new()
        .nest("/api/v1", routes)
        .fallback(problem::unknown_path)
        .method_not_allowed_fallback(problem::unknown_method)
        .with_state(state);
    with_layers(router, hosts, BODY_TIMEOUT)
}

/// The routes of laptops.
fn sync_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(sync::hello::show))
        .routes(routes!(sync::commands::answer))
        .routes(routes!(sync::changes::list))
        .routes(routes!(sync::model::show))
        .routes(routes!(sync::presence::note))
        .layer(DefaultBodyLimit::max(desk::sync::BYTES))
        .layer(map_response(sync::forbid_caching))
}

/// Adds what applies to all routes. A request passes the last layer first.
fn with_layers(router: Router, hosts: Hosts, body_timeout: Duration) -> Router {
    let router = router
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(RequestBodyTimeoutLayer::new(body_timeout));
    with_host_check(router, hosts)
        .layer(CatchPanicLayer::custom(problem::after_panic))
        // The log of requests has level DEBUG. `problem` logs the errors, with their causes.
        .layer(TraceLayer::new_for_http().on_failure(()))
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use axum::routing::post;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::json_body::JsonBody;
    use crate::{Limits, serve};

    async fn panics() -> &'static str {
        panic!("a bug")
    }

    /// Serves a route that panics and a route that needs a body, and returns the address.
    async fn served(body_timeout: Duration) -> std::net::SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let needs_body = post(async |JsonBody(_): JsonBody<serde_json::Value>| "complete");
        let routes = Router::new()
            .route("/panics", get(panics))
            .route("/body", needs_body);
        let router = with_layers(routes, Hosts::loopback(), body_timeout);
        tokio::spawn(serve(listener, router, Limits::default(), pending()));
        address
    }

    #[tokio::test]
    async fn a_panic_in_a_handler_is_answered_with_a_problem() {
        let address = served(BODY_TIMEOUT).await;
        let http = wire::http::client().build().expect("a client");
        let response = http.get(format!("http://{address}/panics")).send().await;
        let response = response.expect("a response");
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_refused() {
        let address = served(Duration::from_millis(200)).await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let half = b"POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
            Content-Length: 100\r\n\r\n{\"description\": \"The lift";
        stream.write_all(half).await.expect("half a request");
        let mut answer = String::new();
        let answered = stream.read_to_string(&mut answer);
        let answered = tokio::time::timeout(Duration::from_secs(60), answered).await;
        answered.expect("an answer").expect("text");
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        assert!(answer.contains("application/problem+json"), "{answer}");
    }
}
