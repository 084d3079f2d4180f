//! The analyses: each its own process, started when the helpdesk is entered, asked only by Rust.

mod child;
mod supervisor;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;
use tokio::sync::watch;
use ui::analyses::AnalysisKind;

use child::Service;
pub use supervisor::State;
use supervisor::Supervisor;

use crate::token::Token;

/// How long a page waits for a service that is just starting.
const TO_START: Duration = Duration::from_secs(2);

/// How long a page waits for an answer.
const TO_ANSWER: Duration = Duration::from_secs(10);

/// The analyses, from the list that the bundler reads too.
pub fn services() -> impl Iterator<Item = AnalysisKind<'static>> {
    let lines = include_str!("../../../analytics-services/services.txt").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('|').map(str::trim);
        Some(AnalysisKind {
            name: columns.next()?,
            title: columns.next()?,
            all_time: columns.next()? == "any",
            question: columns.next()?,
        })
    })
}

/// What every service is told in the first line it reads (DESIGN section 7), but for its own secret.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct StartLine<'a> {
    /// The API's address, without `/api/v1`.
    pub api: &'a str,
    /// The token for it.
    pub token: &'a str,
    /// The campus's time zone.
    #[serde(rename = "time_zone")]
    pub zone: &'a str,
}

impl StartLine<'_> {
    fn with(self, secret: &Token) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            #[serde(flatten)]
            shared: StartLine<'a>,
            secret: &'a Token,
        }
        serde_json::to_string(&Line { shared: self, secret }).unwrap_or_default()
    }
}

/// Why there is no analysis to show now.
#[derive(Debug, Error)]
#[error("the analysis is unavailable, and is being started again")]
pub struct Unavailable;

/// All services of this run.
#[derive(Debug, Default)]
pub struct Sidecars {
    running: Mutex<BTreeMap<String, Running>>,
}

#[derive(Debug)]
struct Running {
    supervisor: Supervisor,
    secret: Token,
}

impl Sidecars {
    /// Starts all services that do not run yet: the executables `campus-desk-NAME` in `folder`. `changed` is
    /// called when one comes or goes.
    ///
    /// Call it within the async runtime.
    pub fn start(&self, folder: &Path, line: &StartLine<'_>, changed: impl Fn() + Clone + Send + 'static) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        for AnalysisKind { name, .. } in services() {
            running.entry(name.to_owned()).or_insert_with(|| {
                let secret = Token::random();
                let supervisor = Supervisor::start(Service {
                    name: name.to_owned(),
                    program: folder.join(format!("campus-desk-{name}{}", std::env::consts::EXE_SUFFIX)),
                    start_line: line.with(&secret),
                });
                tokio::spawn(tell(supervisor.state(), changed.clone()));
                Running { supervisor, secret }
            });
        }
    }

    /// Asks a service: `path` begins with its name. Gives the body of its answer.
    ///
    /// # Errors
    /// [`Unavailable`] while it is not there, or if it answers with an error of its own making.
    pub async fn ask(&self, name: &str, path: &str, query: &[(&str, &str)]) -> Result<Answer, Unavailable> {
        let (mut state, secret) = {
            let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let service = running.get(name).ok_or(Unavailable)?;
            (service.supervisor.state(), service.secret.clone())
        };
        let base = ready(&mut state).await.ok_or(Unavailable)?;
        let answer = get(&format!("{base}/{path}"), query, &secret).await;
        answer.map_err(|error| {
            tracing::warn!(service = name, error = %error.without_url(), "the service did not answer");
            Unavailable
        })
    }

    /// Ends all services, and waits for their end.
    pub async fn stop(&self) {
        let running = std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        let ends: Vec<_> = running
            .into_values()
            .map(|service| tokio::spawn(service.supervisor.stop()))
            .collect();
        for end in ends {
            let _ = end.await;
        }
    }
}

/// What a service answered.
#[derive(Debug)]
pub struct Answer {
    /// Whether it was what had been asked for; otherwise the body says what was wrong with the question.
    pub ok: bool,
    /// The body.
    pub body: String,
}

async fn get(url: &str, query: &[(&str, &str)], secret: &Token) -> reqwest::Result<Answer> {
    // A client per question: it is a few microseconds on loopback, and a restarted service has a new port.
    let client = reqwest::Client::builder().no_proxy().timeout(TO_ANSWER).build()?;
    let answer = client
        .get(url)
        .query(query)
        .bearer_auth(secret.reveal())
        .send()
        .await?;
    let ok = answer.status().is_success();
    let answer = if answer.status().is_server_error() {
        answer.error_for_status()?
    } else {
        answer
    };
    Ok(Answer {
        ok,
        body: answer.text().await?,
    })
}

async fn ready(state: &mut watch::Receiver<State>) -> Option<String> {
    let ready = state.wait_for(|state| *state != State::Starting);
    let now = tokio::time::timeout(TO_START, ready).await.ok()?.ok()?;
    match &*now {
        State::Ready(base) => Some(base.clone()),
        State::Starting | State::Down => None,
    }
}

async fn tell(mut state: watch::Receiver<State>, changed: impl Fn()) {
    while state.changed().await.is_ok() {
        changed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_of_the_list_has_its_folder() {
        let names: Vec<_> = services().map(|kind| kind.name).collect();
        assert!(names.len() >= 3, "{names:?}");
        for name in names {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../analytics-services")
                .join(name);
            assert!(folder.join("Cargo.toml").exists(), "{name}");
        }
    }
}
