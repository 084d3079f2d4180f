//! One window per desk: a second one asks the first to come to the front.
//!
//! Whoever opens a desk leaves word beside its lock how to be reached: an address on loopback and a token
//! of that run. The file is readable by the same account only, and the token opens nothing else.

use std::time::Duration;

use anyhow::{Context, ensure};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::token::Token;

/// How to reach the window that has the desk open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contact {
    url: String,
    token: String,
}

impl Contact {
    /// The contact of a window whose server listens at `base`.
    #[must_use]
    pub fn at(base: &str, token: &Token) -> Self {
        Self {
            url: format!("{base}/front"),
            token: token.reveal().to_owned(),
        }
    }

    /// Asks the window to come to the front.
    ///
    /// # Errors
    /// If nobody answers there, or not as that window would.
    pub async fn ask(&self) -> anyhow::Result<()> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(3))
            .build()?;
        let answer = client.post(&self.url).bearer_auth(&self.token).send().await?;
        ensure!(
            answer.status() == StatusCode::NO_CONTENT.as_u16(),
            "it answered {}",
            answer.status()
        );
        Ok(())
    }

    /// As it is written beside the lock.
    ///
    /// # Errors
    /// None in practice: it is two strings.
    pub fn write(&self) -> anyhow::Result<String> {
        serde_json::to_string(self).context("the contact")
    }

    /// As it was read beside the lock.
    #[must_use]
    pub fn read(written: &str) -> Option<Self> {
        serde_json::from_str(written).ok()
    }
}

/// The route that such a request arrives at: each one is passed on to `asked`.
pub fn route(token: Token, asked: mpsc::UnboundedSender<()>) -> Router {
    Router::new()
        .route("/front", post(come))
        .with_state((token, asked))
}

async fn come(
    State((token, asked)): State<(Token, mpsc::UnboundedSender<()>)>,
    headers: HeaderMap,
) -> StatusCode {
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    if shown.and_then(|value| value.strip_prefix("Bearer ")) != Some(token.reveal()) {
        return StatusCode::UNAUTHORIZED;
    }
    match asked.send(()) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_window_is_asked_by_who_knows_its_token_only() {
        let (token, (asked, mut heard)) = (Token::random(), mpsc::unbounded_channel());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, route(token.clone(), asked)).into_future());

        let stranger = Contact::at(&base, &Token::random());
        stranger.ask().await.expect_err("a stranger's token");
        assert!(heard.try_recv().is_err());

        let written = Contact::at(&base, &token).write().unwrap();
        Contact::read(&written).unwrap().ask().await.unwrap();
        assert!(heard.try_recv().is_ok());
    }

    #[tokio::test]
    async fn nobody_there_is_an_error_soon() {
        let nobody = Contact {
            url: "http://127.0.0.1:9/front".into(),
            token: String::new(),
        };
        nobody
            .ask()
            .await
            .expect_err("nothing listens on the discard port");
    }
}
