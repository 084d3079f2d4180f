//! `/sync/changes`

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use desk::sync::{DEFAULT_LIMIT, scope_for};
use tickets::Role;
use uuid::Uuid;
use wire::sync::{ChangesQuery, Page, ResetReason, Scope};

use super::pages::{Key, SharedPage};
use super::{SyncState, check_protocol, pace, wait};
use crate::access::check_again;
use crate::bounded_desk::BoundedDesk;
use crate::current_tokens::CurrentTokens;
use crate::openapi::SyncProblems;
use crate::problem::{Answer, Problem};
use crate::query_params::{QueryParams, integer};
use crate::sync::laptop::Laptop;

/// Lists what changed in a replica after its position: the tickets that the role may read, and for a replica of unclosed
/// tickets also which tickets were closed. With `wait`, the answer is sent at the next change, or is 204 if there is none.
#[utoipa::path(get, path = "/sync/changes", operation_id = "sync_changes", params(ChangesQuery),
    responses((status = 200, description = "What changed", body = Page),
        (status = 204, description = "Nothing has changed"), SyncProblems))]
pub async fn list(
    laptop: Laptop,
    State(desk): State<BoundedDesk>,
    State(sync): State<Arc<SyncState>>,
    State(tokens): State<CurrentTokens>,
    headers: HeaderMap,
    QueryParams(query): QueryParams<ChangesQuery>,
) -> Answer<Response> {
    check_protocol(query.protocol)?;
    let scope = scope_for(laptop.role, query.scope)
        .ok_or_else(|| Problem::forbidden("a user may read unclosed tickets only: scope=unclosed"))?;
    let limit = integer("limit", query.limit, 2_000, 1, 2_000)?;
    let limit = usize::try_from(limit).unwrap_or(DEFAULT_LIMIT);
    let wait = Duration::from_secs(integer("wait", query.wait, 0, 0, 30)?.into());
    check_position(&desk, &sync, scope, &query).await?;
    let from_the_beginning = query.after == 0 && *desk.desk().feed().borrow() > 0;
    if query.after >= query.fresh && !from_the_beginning {
        sync.first_syncs.end(laptop.device);
    } else if !sync.first_syncs.may_read(laptop.device, Instant::now()) {
        return Err(Problem::come_back_later());
    }
    let earliest = sync.pace.next(laptop.device, tokio::time::Instant::now());
    if !wait::for_change(&desk, &sync.stopping, laptop.role, query.after, wait, earliest).await? {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    check_again(&headers, &tokens, laptop.role)?;
    let timeline = desk.desk().timeline();
    let page = page(&desk, &sync, (laptop.role, scope), &query, limit).await?;
    sync.marks.note(timeline, page.next, page.mark);
    let is_last = page.next >= page.head;
    sync.pace
        .note(laptop.device, laptop.role, is_last, tokio::time::Instant::now());
    page.body.clone().respond(&headers).await
}

async fn check_position(
    desk: &BoundedDesk,
    sync: &SyncState,
    scope: Scope,
    query: &ChangesQuery,
) -> Answer<()> {
    if let Some(reset) = desk.desk().check_position(scope, query) {
        return Err(Problem::reset(reset));
    }
    for (number, mark) in query.numbers() {
        check_number(desk, sync, number, mark).await?;
    }
    Ok(())
}

/// As [`desk::Desk::check_number`], with marks from memory.
async fn check_number(desk: &BoundedDesk, sync: &SyncState, number: u64, mark: Option<Uuid>) -> Answer<()> {
    if number > *desk.desk().feed().borrow() && desk.clone().read(move |desk| desk.is_ahead(number)).await? {
        return Err(Problem::reset(desk.desk().reset(ResetReason::Ahead)));
    }
    let own = match mark {
        Some(_) => sync.marks.at(desk, number).await?,
        None => None,
    };
    let reset = desk.desk().check_mark(mark, own);
    reset.map_or(Ok(()), |reset| Err(Problem::reset(reset)))
}

/// The page of a query: the shared one, except for the page in which a first sync ends.
async fn page(
    desk: &BoundedDesk,
    sync: &SyncState,
    (role, scope): (Role, Scope),
    query: &ChangesQuery,
    limit: usize,
) -> Answer<Arc<SharedPage>> {
    let head = *desk.desk().feed().borrow();
    let first_sync = scope == Scope::Unclosed && query.after < query.fresh;
    let shared = Key {
        timeline: desk.desk().timeline(),
        role,
        scope,
        after: query.after,
        fresh: if first_sync { u64::MAX } else { 0 },
        limit,
    };
    let first_head = if first_sync { query.fresh } else { 0 };
    let follows = query.wait.is_some() && !first_sync;
    let lag = if follows {
        pace::pause(role) / 2
    } else {
        Duration::ZERO
    };
    let page = sync
        .pages
        .get(shared, head, first_head, lag, || read(desk, shared))
        .await?;
    if first_sync && page.next > query.fresh {
        let fresh = query.fresh;
        return read(desk, Key { fresh, ..shared }).await.map(Arc::new);
    }
    Ok(page)
}

async fn read(desk: &BoundedDesk, key: Key) -> Answer<SharedPage> {
    let page = desk.clone().read(move |desk| SharedPage::read(desk, key)).await?;
    page.map_err(|error| Problem::unexpected(error.to_string()))
}
