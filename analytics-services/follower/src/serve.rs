//! The addresses of a service: `/<name>`, `/<name>/panel` and `/health`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::response::Html;
use axum::routing::get;
use axum::{Extension, Json, Router, middleware};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;
use wire::Client;

use crate::guard::{Guard, admit};
use crate::problem::Problem;
use crate::question::Parameters;
use crate::{Analysis, BadQuestion, Board, Question};

/// How long a question waits for the first catch-up, which takes less than that for a million tickets.
const FIRST_CATCH_UP: Duration = Duration::from_secs(3);

/// How long the desk may take to say where its feed ends.
const DESKS_HEALTH: Duration = Duration::from_secs(1);

type Shared<A> = State<Arc<Board<A>>>;

pub(crate) fn router<A: Analysis>(board: Arc<Board<A>>, desk: Client, guard: Guard) -> Router {
    Router::new()
        .route(&format!("/{}", A::NAME), get(answer::<A>))
        .route(&format!("/{}/panel", A::NAME), get(panel::<A>))
        .route("/health", get(health::<A>))
        .fallback(async || Problem::not_here())
        .method_not_allowed_fallback(async || Problem::only_get())
        .layer(Extension(desk))
        .layer(middleware::from_fn_with_state(guard, admit))
        .with_state(board)
}

async fn answer<A: Analysis>(State(board): Shared<A>, asked: Asked) -> Result<Json<A::Answer>, Problem> {
    let question = asked.of::<A>()?;
    once_complete(&board).await?;
    Ok(Json(board.answer(&question, Utc::now()).0))
}

async fn panel<A: Analysis>(State(board): Shared<A>, asked: Asked) -> Result<Html<String>, Problem> {
    let question = asked.of::<A>()?;
    once_complete(&board).await?;
    let (answer, moment) = board.answer(&question, Utc::now());
    let panel = A::panel(&answer, &question, moment);
    panel.map(Html).map_err(|error| Problem::unforeseen(&error))
}

async fn health<A: Analysis>(State(board): Shared<A>, Extension(desk): Extension<Client>) -> Json<Health> {
    let end = tokio::time::timeout(DESKS_HEALTH, desk.health()).await;
    let end = end.ok().and_then(Result::ok).map(|health| health.next);
    let standing = board.standing().borrow().clone();
    Json(Health {
        status: if standing.caught_up { "ok" } else { "behind" },
        caught_up: standing.caught_up,
        position: standing.position,
        behind: end.map(|end| end.saturating_sub(standing.position)),
        desk: standing.desk,
        heard_at: standing.heard_at,
        trouble: standing.trouble,
    })
}

/// How far behind the feed the service is.
#[derive(Serialize)]
struct Health {
    /// `ok` or `behind`.
    status: &'static str,
    /// Whether all that the desk has was taken in, as far as is known.
    caught_up: bool,
    /// The feed's number up to which all was taken in.
    position: u64,
    /// How many changes the desk has beyond that; unknown while it does not answer.
    behind: Option<u64>,
    /// The desk's generation.
    desk: Option<Uuid>,
    /// When the desk answered last.
    heard_at: Option<DateTime<Utc>>,
    /// What is wrong, while the desk does not answer.
    trouble: Option<String>,
}

/// Half a desk has no true figures: whoever asks before the first catch-up is through waits for it.
async fn once_complete<A: Analysis>(board: &Board<A>) -> Result<(), Problem> {
    let mut standing = board.standing();
    let complete = standing.wait_for(|standing| standing.complete);
    match tokio::time::timeout(FIRST_CATCH_UP, complete).await {
        Ok(_) => Ok(()),
        Err(_) => Err(Problem::not_ready(board.standing().borrow().trouble.as_deref())),
    }
}

/// A question that was understood; whether this analysis has an answer to it is another matter.
struct Asked(Question);

impl Asked {
    fn of<A: Analysis>(self) -> Result<Question, Problem> {
        if A::NEEDS_PERIOD && self.0.last.is_none() {
            return Err(BadQuestion::NoPeriod.into());
        }
        Ok(self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let parameters = Query::<Parameters>::from_request_parts(parts, state).await;
        let Query(parameters) =
            parameters.map_err(|bad: QueryRejection| Problem::unknown_parameters(bad.body_text()))?;
        Ok(Self(Question::try_from(parameters)?))
    }
}
