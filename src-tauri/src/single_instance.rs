//! One window per desk: a second start brings the window of the first one to the front.
//!
//! The first window writes its contact beside the desk's lock: an address on loopback and a token of that run. Only the
//! same account can read the file, and the token opens no other route.

use std::time::Duration;

use anyhow::{Context, ensure};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::token::Token;

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

    /// Brings the window to the front. Fails if another program, or none, answers.
    pub async fn bring_to_front(&self) -> anyhow::Result<()> {
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

    pub fn to_json(&self) -> anyhow::Result<String> {
        serde_json::to_string(self).context("writing the contact as JSON")
    }

    pub fn from_json(written: &str) -> Option<Self> {
        serde_json::from_str(written).ok()
    }
}

/// The route of such requests: each one is sent to `requests`.
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
    if authorization.and_then(|value| value.strip_prefix("Bearer ")) != Some(token.reveal()) {
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

        let stranger = Contact::at(&base, &Token::random());
        stranger.bring_to_front().await.expect_err("a stranger's token");
        assert!(requests.try_recv().is_err());

        let written = Contact::at(&base, &token).to_json().unwrap();
        Contact::from_json(&written)
            .unwrap()
            .bring_to_front()
            .await
            .unwrap();
        assert!(requests.try_recv().is_ok());
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
