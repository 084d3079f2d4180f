//! The OpenAPI document: its head, and the problems that routes have in common.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use utoipa::openapi::response::Response;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder,
    SecurityRequirement, ServerBuilder,
};
use utoipa::{IntoResponses, PartialSchema};

/// The document without the routes.
pub fn document_without_routes() -> OpenApi {
    let about = "Tickets of a campus: users report problems, the helpdesk resolves them. Times are RFC 3339, UTC. \
        Every error is a problem (RFC 9457).";
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components = ComponentsBuilder::new()
        .security_scheme("token", bearer)
        .schema("Problem", wire::Problem::schema())
        .build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Campus Desk")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(about))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url("/api/v1").build()]))
        .security(Some([SecurityRequirement::new("token", [""; 0])]))
        .components(Some(components))
        .build()
}

/// The problems of a route that reads.
pub struct ReadProblems;

/// The problems of the feed.
pub struct FeedProblems;

/// The problems of a sync route.
pub struct SyncProblems;

/// The problems of a route that changes a ticket.
pub struct WriteProblems;

const READ_STATUSES: [StatusCode; 7] = [
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::MISDIRECTED_REQUEST,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::SERVICE_UNAVAILABLE,
];

const SYNC_STATUSES: [StatusCode; 4] = [
    StatusCode::CONFLICT,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    StatusCode::UPGRADE_REQUIRED,
];

const WRITE_STATUSES: [StatusCode; 5] = [
    StatusCode::CONFLICT,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    StatusCode::UNPROCESSABLE_ENTITY,
    StatusCode::INSUFFICIENT_STORAGE,
];

impl IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        READ_STATUSES.into_iter().map(problem).collect()
    }
}

impl IntoResponses for FeedProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        READ_STATUSES
            .into_iter()
            .chain([StatusCode::CONFLICT])
            .map(problem)
            .collect()
    }
}

impl IntoResponses for SyncProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        READ_STATUSES
            .into_iter()
            .chain(SYNC_STATUSES)
            .map(problem)
            .collect()
    }
}

impl IntoResponses for WriteProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        READ_STATUSES
            .into_iter()
            .chain(WRITE_STATUSES)
            .map(problem)
            .collect()
    }
}

fn problem(status: StatusCode) -> (String, RefOr<Response>) {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description(status.canonical_reason().unwrap_or("Problem"))
        .content("application/problem+json", content)
        .build();
    (status.as_str().to_owned(), response.into())
}
