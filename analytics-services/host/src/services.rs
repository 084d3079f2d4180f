//! All services of one run.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::analyses;
use crate::ask::{self, AskError};
use crate::child::Program;
use crate::secret::Secret;
use crate::start_line::StartLine;
use crate::status::Status;
use crate::supervisor::Supervisor;

/// How long a question waits for a service that is starting.
const START_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a question waits for the answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// The services: none runs until [`Services::start`].
#[derive(Debug, Default)]
pub struct Services {
    running: Mutex<BTreeMap<String, Running>>,
}

#[derive(Debug)]
struct Running {
    supervisor: Supervisor,
    secret: Secret,
}

impl Services {
    /// Starts every service that is not running yet: the executables `campus-desk-NAME` in `folder`. `on_change`
    /// is called each time the status of a service changes.
    ///
    /// Call it within the async runtime.
    pub fn start(&self, folder: &Path, line: &StartLine<'_>, on_change: impl Fn() + Clone + Send + 'static) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        for kind in analyses() {
            running.entry(kind.name.to_owned()).or_insert_with(|| {
                let secret = Secret::random();
                let supervisor = Supervisor::start(Program {
                    name: kind.name.to_owned(),
                    executable: folder.join(format!(
                        "campus-desk-{}{}",
                        kind.name,
                        std::env::consts::EXE_SUFFIX
                    )),
                    start_line: line.to_json(&secret),
                });
                tokio::spawn(notify(supervisor.status(), on_change.clone()));
                Running { supervisor, secret }
            });
        }
    }

    /// The status of a service; `None` if it was never started.
    #[must_use]
    pub fn status(&self, name: &str) -> Option<Status> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let service = running.get(name)?;
        Some(service.supervisor.status().borrow().clone())
    }

    /// The panel of an analysis as an HTML fragment.
    ///
    /// # Errors
    /// [`AskError::Unavailable`] and [`AskError::Rejected`].
    pub async fn panel(&self, name: &str, query: &[(&str, &str)]) -> Result<String, AskError> {
        self.ask(name, &format!("{name}/panel"), query).await
    }

    /// The figures of an analysis as a CSV table with a header line, in local time.
    pub async fn csv(&self, name: &str, query: &[(&str, &str)]) -> Result<Vec<u8>, AskError> {
        let table = self.ask(name, &format!("{name}/csv"), query).await?;
        Ok(table.into_bytes())
    }

    async fn ask(&self, name: &str, path: &str, query: &[(&str, &str)]) -> Result<String, AskError> {
        let (mut status, secret) = {
            let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let service = running.get(name).ok_or(AskError::Unavailable)?;
            (service.supervisor.status(), service.secret.clone())
        };
        let address = once_started(&mut status).await.ok_or(AskError::Unavailable)?;
        ask::get(&format!("{address}/{path}"), query, &secret, ANSWER_TIMEOUT).await
    }

    /// Stops all services, and returns when their processes have ended.
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

/// The address of a service; `None` if it is down, or still starting when the time is up.
async fn once_started(status: &mut watch::Receiver<Status>) -> Option<String> {
    let started = status.wait_for(|status| *status != Status::Starting);
    let status = tokio::time::timeout(START_TIMEOUT, started).await.ok()?.ok()?;
    match &*status {
        Status::Ready { address } => Some(address.clone()),
        Status::Starting | Status::Down => None,
    }
}

async fn notify(mut status: watch::Receiver<Status>, on_change: impl Fn()) {
    while status.changed().await.is_ok() {
        on_change();
    }
}
