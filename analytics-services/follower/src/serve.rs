//! The routes of a service: `/NAME`, `/NAME/panel`, `/NAME/csv` and `/health`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Extension, Json, Router, middleware};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;
use wire::Client;

use crate::clock::now;
use crate::guard::{self, Guard};
use crate::problem::Problem;
use crate::question::Parameters;
use crate::{Analysis, BadQuestion, Question, SharedState};

/// How long a request waits for the first catch-up, which is shorter for a million tickets.
const FIRST_CATCH_UP: Duration = Duration::from_secs(3);

/// How long the health route waits for the desk's health.
const DESK_HEALTH_TIMEOUT: Duration = Duration::from_secs(1);

type Shared<A> = State<Arc<SharedState<A>>>;

pub(crate) fn router<A: Analysis>(state: Arc<SharedState<A>>, desk: Client, guard: Guard) -> Router {
    Router::new()
        .route(&format!("/{}", A::NAME), get(answer::<A>))
        .route(&format!("/{}/panel", A::NAME), get(panel::<A>))
        .route(&format!("/{}/csv", A::NAME), get(table::<A>))
        .route("/health", get(health::<A>))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(Extension(desk))
        .layer(middleware::from_fn_with_state(guard, guard::check))
        .with_state(state)
}

async fn answer<A: Analysis>(
    State(state): Shared<A>,
    asked: AskedQuestion,
) -> Result<Json<A::Answer>, Problem> {
    let question = asked.for_analysis::<A>()?;
    once_complete(&state).await?;
    Ok(Json(state.answer(&question, now()).0))
}

async fn panel<A: Analysis>(State(state): Shared<A>, asked: AskedQuestion) -> Result<Html<String>, Problem> {
    let question = asked.for_analysis::<A>()?;
    once_complete(&state).await?;
    let (answer, moment) = state.answer(&question, now());
    let panel = A::panel(&answer, &question, moment);
    panel.map(Html).map_err(|error| Problem::internal(&error))
}

async fn table<A: Analysis>(
    State(state): Shared<A>,
    asked: AskedQuestion,
) -> Result<impl IntoResponse, Problem> {
    let question = asked.for_analysis::<A>()?;
    once_complete(&state).await?;
    let (answer, moment) = state.answer(&question, now());
    let table = A::table(&answer, moment).to_csv();
    let csv = table.map_err(|error| Problem::internal(&error))?;
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8")], csv))
}

async fn health<A: Analysis>(State(state): Shared<A>, Extension(desk): Extension<Client>) -> Json<Health> {
    let end = tokio::time::timeout(DESK_HEALTH_TIMEOUT, desk.health()).await;
    let end = end.ok().and_then(Result::ok).map(|health| health.next);
    let feed = state.status().borrow().clone();
    Json(Health {
        status: if feed.caught_up { "ok" } else { "behind" },
        caught_up: feed.caught_up,
        position: feed.position,
        behind: end.map(|end| end.saturating_sub(feed.position)),
        desk: feed.desk,
        last_answer_at: feed.last_answer_at,
        skipped_rows: feed.skipped_rows,
        error: feed.error,
    })
}

/// How far the service has read the feed.
#[derive(Serialize)]
struct Health {
    /// `ok` or `behind`.
    status: &'static str,
    /// Whether the last answer of the desk reached the end of the feed.
    caught_up: bool,
    /// The feed is applied up to this number.
    position: u64,
    /// The number of changes after that; null while the desk does not answer.
    behind: Option<u64>,
    /// The desk's generation.
    desk: Option<Uuid>,
    /// The time of the desk's last answer.
    last_answer_at: Option<DateTime<Utc>>,
    /// The rows of the feed that this version does not understand: their tickets may be missing in the figures.
    skipped_rows: u64,
    /// Why the desk does not answer; null while it does.
    error: Option<String>,
}

/// Waits for the first catch-up: before, the figures miss tickets.
async fn once_complete<A: Analysis>(state: &SharedState<A>) -> Result<(), Problem> {
    let mut status = state.status();
    let complete = status.wait_for(|status| status.complete);
    match tokio::time::timeout(FIRST_CATCH_UP, complete).await {
        Ok(_) => Ok(()),
        Err(_) => Err(Problem::not_ready(state.status().borrow().error.as_deref())),
    }
}

/// A valid question; [`AskedQuestion::for_analysis`] checks whether the analysis has an answer.
struct AskedQuestion(Question);

impl AskedQuestion {
    fn for_analysis<A: Analysis>(self) -> Result<Question, Problem> {
        if A::NEEDS_PERIOD && self.0.last.is_none() {
            return Err(BadQuestion::NoPeriod.into());
        }
        Ok(self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AskedQuestion {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let parameters = Query::<Parameters>::from_request_parts(parts, state).await;
        let Query(parameters) =
            parameters.map_err(|bad: QueryRejection| Problem::unknown_parameters(bad.body_text()))?;
        Ok(Self(Question::try_from(parameters)?))
    }
}
