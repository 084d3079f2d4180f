//! The typed client.

use std::time::Duration;

use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::Facts;

/// Asks one desk's API, with one token.
#[derive(Clone, Debug)]
pub struct Client {
    base: String,
    token: String,
    http: reqwest::Client,
}

/// Why the API gave no answer.
#[derive(Debug, Error)]
pub enum ClientError {
    /// It could not be reached, or its answer was no JSON of the expected form.
    #[error("the API could not be reached: {0}")]
    Unreachable(#[from] reqwest::Error),
    /// It answered with an error.
    #[error("the API answered {status}: {detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its explanation.
        detail: String,
    },
}

impl Client {
    /// A client of the API at `base` (its address without `/api/v1`).
    ///
    /// # Errors
    /// [`ClientError::Unreachable`] if the HTTP client cannot be set up.
    pub fn new(base: &str, token: &str) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self {
            base: base.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
            http,
        })
    }

    /// `GET /facts`: what changed since `after`, at most `limit` stamps; waits up to `wait` for the first.
    ///
    /// # Errors
    /// [`ClientError`] if there was no such answer.
    pub async fn facts(&self, after: u64, limit: usize, wait: Duration) -> Result<Facts, ClientError> {
        self.get(
            &format!("facts?after={after}&limit={limit}&wait={}", wait.as_secs()),
            wait,
        )
        .await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, wait: Duration) -> Result<T, ClientError> {
        let url = format!("{}/api/v1/{path}", self.base);
        let patience = wait + Duration::from_secs(30);
        let answer = self
            .http
            .get(url)
            .bearer_auth(&self.token)
            .timeout(patience)
            .send()
            .await?;
        let status = answer.status();
        if !status.is_success() {
            return Err(ClientError::Refused {
                status: status.as_u16(),
                detail: answer.text().await?,
            });
        }
        Ok(answer.json().await?)
    }
}
