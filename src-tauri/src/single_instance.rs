//! One window per desk: a second start brings the window of the first one to the front.
//!
//! The first window writes its contact beside the desk's lock: an address on loopback and a token of that run. Only the
//! same account can read the file, and the token opens no other route.
//!
//! ```text
//!   desk in use ──▶ a window ──── comes to the front ──▶ this start ends
//!                     ├── is being closed ─────────────▶ wait until the desk is free, then open it
//!                     └── is starting (migrating) ─────▶ wait until it has a contact
//!               ──▶ another program, or no answer ─────▶ the start fails
//! ```

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::token::Token;

/// How long a start waits for a window that is starting or being closed: a migration of a large desk takes minutes.
const PATIENCE: Duration = Duration::from_secs(600);

/// How long a start waits for a window that does not answer.
const SILENCE: Duration = Duration::from_secs(5);

const RETRY_INTERVAL: Duration = Duration::from_millis(100);

/// The program that had the desk open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// A window, which was brought to the front.
    InFront,
    /// None any more: the desk is free.
    Gone,
    /// Another program, or a window that does not answer.
    InUse,
}

/// The answer of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// It comes to the front.
    Shown,
    /// It is being closed.
    Closing,
}

/// Waits until the window that has the desk open is in front, or gone. Blocks.
#[expect(
    clippy::disallowed_methods,
    reason = "a start runs on a thread of its own, where it may wait"
)]
pub fn find_other(desk: &Path) -> Other {
    let began = Instant::now();
    let mut answered = began;
    while began.elapsed() < PATIENCE && answered.elapsed() < SILENCE {
        let Some(holder) = store::holder(desk) else {
            return Other::Gone;
        };
        match holder.contact.as_deref().and_then(Contact::from_json) {
            Some(contact) => match tauri::async_runtime::block_on(contact.bring_to_front()) {
                Ok(Front::Shown) => return Other::InFront,
                Ok(Front::Closing) => answered = Instant::now(),
                Err(error) => tracing::warn!("the other window does not answer: {error:#}"),
            },
            None if store::is_this_program(&holder) => answered = Instant::now(),
            None => return Other::InUse,
        }
        std::thread::sleep(RETRY_INTERVAL);
    }
    Other::InUse
}

/// The contact of the window that has the desk open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contact {
    url: String,
    token: String,
}

impl Contact {
    /// The contact of a window whose server listens at `base`.
    pub fn at(base: &str, token: &Token) -> Self {
        Self {
            url: format!("{base}/front"),
            token: token.reveal().to_owned(),
        }
    }

    /// Brings the window to the front, unless it is being closed. Fails if another program, or none, answers.
    pub async fn bring_to_front(&self) -> anyhow::Result<Front> {
        let client = wire::http::client().timeout(Duration::from_secs(3)).build()?;
        let answer = client.post(&self.url).bearer_auth(&self.token).send().await?;
        match answer.status().as_u16() {
            204 => Ok(Front::Shown),
            503 => Ok(Front::Closing),
            status => bail!("it answered {status}"),
        }
    }

    pub fn to_json(&self) -> anyhow::Result<String> {
        serde_json::to_string(self).context("writing the contact as JSON")
    }

    pub fn from_json(written: &str) -> Option<Self> {
        serde_json::from_str(written).ok()
    }
}

/// The route of such requests: each one is sent to `requests`. Without a receiver, the window is being closed.
pub fn route(token: Token, requests: mpsc::UnboundedSender<()>) -> Router {
    Router::new()
        .route("/front", post(come_to_front))
        .with_state((token, requests))
}

async fn come_to_front(
    State((token, requests)): State<(Token, mpsc::UnboundedSender<()>)>,
    headers: HeaderMap,
) -> StatusCode {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let given = authorization.and_then(|value| value.strip_prefix("Bearer "));
    if !given.is_some_and(|given| token.matches(given)) {
        return StatusCode::UNAUTHORIZED;
    }
    match requests.send(()) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_request_with_the_token_reaches_the_first_window() {
        let (token, (sender, mut requests)) = (Token::random(), mpsc::unbounded_channel());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, route(token.clone(), sender)).into_future());

        let mut shorter = token.reveal().to_owned();
        shorter.pop();
        for wrong in [Token::random().reveal(), shorter.as_str(), ""] {
            let stranger = Contact {
                url: format!("{base}/front"),
                token: wrong.to_owned(),
            };
            stranger.bring_to_front().await.expect_err("a stranger's token");
            assert!(requests.try_recv().is_err());
        }

        let written = Contact::at(&base, &token).to_json().unwrap();
        let window = Contact::from_json(&written).unwrap();
        assert_eq!(window.bring_to_front().await.unwrap(), Front::Shown);
        assert!(requests.try_recv().is_ok());

        drop(requests);
        assert_eq!(window.bring_to_front().await.unwrap(), Front::Closing);
    }

    /// A migration has the desk open before its window has a contact.
    #[tokio::test]
    async fn a_start_waits_for_a_window_that_is_starting() {
        let folder = tempfile::tempdir().unwrap();
        let desk = folder.path().join("desk.db");
        let starting = store::SqliteStore::open(desk.clone()).unwrap();
        let other = std::thread::spawn(move || find_other(&desk));
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        assert!(!other.is_finished(), "it waits");
        drop(starting);
        assert_eq!(other.join().unwrap(), Other::Gone);
    }

    #[tokio::test]
    async fn a_window_that_does_not_listen_is_an_error_at_once() {
        let nobody = Contact {
            url: "http://127.0.0.1:9/front".into(),
            token: String::new(),
        };
        nobody
            .bring_to_front()
            .await
            .expect_err("nothing listens on the discard port");
    }
}
