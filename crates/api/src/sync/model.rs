//! `/sync/model`

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use wire::sync::{ModelLayer, ModelQuery};

use super::body::Body;
use super::{SyncState, check_protocol};
use crate::bounded_desk::BoundedDesk;
use crate::openapi::SyncProblems;
use crate::problem::{Answer, Problem};
use crate::query_params::QueryParams;
use crate::sync::laptop::Laptop;

/// A version names its content. A day is enough to save most requests, and short enough that a layer that was learned from
/// removed texts does not stay for long.
const CACHED: &str = "private, max-age=86400, immutable";

/// The layer that was asked for last. All laptops ask for the same one.
#[derive(Default)]
pub struct LastModel(Mutex<Option<(String, Body)>>);

/// The layer that the hub's classifier has learned: `hello` names its version. The answer may be cached.
#[utoipa::path(get, path = "/sync/model", operation_id = "sync_model", params(ModelQuery),
    responses((status = 200, description = "The layer", body = ModelLayer),
        (status = 304, description = "The layer of If-None-Match"), SyncProblems))]
pub async fn show(
    _: Laptop,
    State(desk): State<BoundedDesk>,
    State(sync): State<Arc<SyncState>>,
    headers: HeaderMap,
    QueryParams(query): QueryParams<ModelQuery>,
) -> Answer<Response> {
    check_protocol(query.protocol)?;
    let version = query.version;
    let body = match sync.last_model.of(&version) {
        Some(body) if desk.desk().model_in_use() == version => body,
        _ => {
            let body = read(&desk, version.clone()).await?;
            sync.last_model.note(version.clone(), body.clone());
            body
        }
    };
    let tag = HeaderValue::try_from(format!("\"{version}\"")).map_err(|_| unknown())?;
    let mut response = if headers.get(IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body.respond(&headers).await?
    };
    let answered = response.headers_mut();
    answered.insert(ETAG, tag);
    answered.insert(VARY, HeaderValue::from_static("accept-encoding"));
    answered.insert(CACHE_CONTROL, HeaderValue::from_static(CACHED));
    Ok(response)
}

async fn read(desk: &BoundedDesk, version: String) -> Answer<Body> {
    let layer = desk.clone().read(move |desk| desk.model_layer(&version)).await?;
    let layer = layer.ok_or_else(unknown)?;
    Body::of(&layer).map_err(|error| Problem::unexpected(error.to_string()))
}

fn unknown() -> Problem {
    Problem::not_found("this hub has not learned a model with this version; the shipped model has no layer")
}

impl LastModel {
    fn of(&self, version: &str) -> Option<Body> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = last.as_ref().filter(|(known, _)| known == version);
        last.map(|(_, body)| body.clone())
    }

    fn note(&self, version: String, body: Body) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, body));
    }
}
