//! One HTTP request to a service.

use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use crate::secret::Secret;

/// Why a question to a service has no answer.
#[derive(Debug, Error)]
pub enum AskError {
    /// The service does not run, does not answer in time, or reports a failure of its own (status 500 or above).
    /// It is restarted if it ended.
    #[error("the analysis is unavailable, and is restarted")]
    Unavailable,
    /// The service rejected the question (status below 500), and why.
    #[error("the service rejected the question: {0}")]
    Rejected(String),
}

/// The body of the answer to `GET url`.
pub(crate) async fn get(
    url: &str,
    query: &[(&str, &str)],
    secret: &Secret,
    timeout: Duration,
) -> Result<String, AskError> {
    let (status, body) = send(url, query, secret, timeout).await.map_err(|error| {
        tracing::warn!(error = %error.without_url(), "a service did not answer");
        AskError::Unavailable
    })?;
    if status.is_success() {
        return Ok(body);
    }
    let detail = detail(body);
    tracing::warn!(%status, detail, "a service did not answer the question");
    if status.is_server_error() {
        Err(AskError::Unavailable)
    } else {
        Err(AskError::Rejected(detail))
    }
}

async fn send(
    url: &str,
    query: &[(&str, &str)],
    secret: &Secret,
    timeout: Duration,
) -> reqwest::Result<(reqwest::StatusCode, String)> {
    // A new client takes a few microseconds, and a restarted service has a new port.
    let client = wire::http::client().timeout(timeout).build()?;
    let request = client.get(url).query(query).bearer_auth(secret.reveal());
    let response = request.send().await?;
    Ok((response.status(), response.text().await?))
}

/// The `detail` of an `application/problem+json` answer; the whole body if it has none.
fn detail(body: String) -> String {
    #[derive(Deserialize)]
    struct Problem {
        detail: String,
    }
    serde_json::from_str(&body).map_or(body, |problem: Problem| problem.detail)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn an_answer_that_takes_too_long_is_given_up() {
        // The system accepts connections for a listener, but nothing answers them.
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/backlog", listener.local_addr().expect("an address"));
        let began = Instant::now();
        let answer = get(&url, &[], &Secret::random(), Duration::from_millis(100)).await;
        assert!(matches!(answer, Err(AskError::Unavailable)), "{answer:?}");
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn the_detail_of_a_rejection_is_read_from_the_problem() {
        assert_eq!(
            detail(r#"{"status":400,"detail":"no period"}"#.into()),
            "no period"
        );
        assert_eq!(detail("plain text".into()), "plain text");
    }
}
