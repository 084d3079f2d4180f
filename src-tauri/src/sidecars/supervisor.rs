//! Keeps one service running: started again with growing pauses when it ends.

use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::child::{self, Ended, Service};

/// A service that ran this long was well: the next pause is the shortest again.
const WELL: Duration = Duration::from_secs(30);

/// The pause before a service is started again for the first time: long enough to read that it is gone.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Where a service stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It has not said yet where it listens.
    Starting,
    /// It listens at this address.
    Ready(String),
    /// It ended, and is started again after a pause.
    Down,
}

/// A service that is kept running.
#[derive(Debug)]
pub struct Supervisor {
    state: watch::Receiver<State>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Supervisor {
    /// Starts the service and keeps it running. Call it within the async runtime.
    #[must_use]
    pub fn start(service: Service) -> Self {
        let (tell, state) = watch::channel(State::Starting);
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(keep_running(service, tell, stopped));
        Self { state, stop, task }
    }

    /// Where it stands, and a way to wait for the next change.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<State> {
        self.state.clone()
    }

    /// Ends the service, and waits for its end.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // A task that panicked has dropped its child, which kills it.
        let _ = self.task.await;
    }
}

async fn keep_running(service: Service, tell: watch::Sender<State>, mut stop: watch::Receiver<bool>) {
    let growing = ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_max_delay(Duration::from_secs(30))
        .without_max_times();
    let mut pauses = growing.build();
    loop {
        let began = Instant::now();
        match child::run(&service, &tell, &mut stop).await {
            Ok(Ended::Told) => return,
            Ok(Ended::ByItself) => {}
            Err(error) => tracing::warn!(service = service.name, "{error:#}"),
        }
        tell.send_replace(State::Down);
        if began.elapsed() > WELL {
            pauses = growing.build();
        }
        let pause = pauses.next().unwrap_or(WELL);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = child::told(&mut stop) => return,
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const ADDRESS: &str = "http://127.0.0.1:1";

    /// A service written in shell, which notes each start and its end.
    struct Script {
        folder: tempfile::TempDir,
    }

    impl Script {
        fn new(body: &str) -> (Self, Service) {
            let folder = tempfile::tempdir().expect("a folder");
            let program = folder.path().join("service");
            let notes = folder.path().join("notes");
            let text = format!(
                "#!/bin/sh\nnote() {{ echo \"$1\" >> '{}'; }}\nread line\nnote \"started with $line\"\n{body}\n",
                notes.display()
            );
            std::fs::write(&program, text).expect("written");
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("executable");
            let service = Service {
                name: "script".into(),
                program,
                start_line: "the line".into(),
            };
            (Self { folder }, service)
        }

        fn notes(&self) -> Vec<String> {
            let notes = std::fs::read_to_string(self.folder.path().join("notes")).unwrap_or_default();
            notes.lines().map(str::to_owned).collect()
        }
    }

    #[tokio::test]
    async fn it_gets_its_line_and_ends_when_stdin_closes() {
        let (script, service) = Script::new(&format!(
            "echo '{{\"listening\":\"{ADDRESS}\"}}'\necho noise >&2\ncat >/dev/null\nnote ended"
        ));
        let supervisor = Supervisor::start(service);
        let state = supervisor
            .state()
            .wait_for(|s| *s != State::Starting)
            .await
            .expect("told")
            .clone();
        assert_eq!(state, State::Ready(ADDRESS.to_owned()));
        supervisor.stop().await;
        assert_eq!(script.notes(), ["started with the line", "ended"]);
    }

    #[tokio::test]
    async fn one_that_crashes_is_started_again_and_told_down_meanwhile() {
        let (script, service) = Script::new(&format!(
            "echo '{{\"listening\":\"{ADDRESS}\"}}'\nsleep 0.1\nkill -9 $$"
        ));
        let supervisor = Supervisor::start(service);
        let mut state = supervisor.state();
        for _ in 0..2 {
            state
                .wait_for(|s| matches!(s, State::Ready(_)))
                .await
                .expect("ready");
            state.wait_for(|s| *s == State::Down).await.expect("down");
        }
        assert!(script.notes().len() >= 2, "{:?}", script.notes());
        supervisor.stop().await;
    }

    #[tokio::test]
    async fn one_that_talks_nonsense_or_is_missing_is_down() {
        let (_script, service) = Script::new("echo hello");
        let missing = Service {
            program: "/nowhere/service".into(),
            ..service.clone()
        };
        for service in [service, missing] {
            let supervisor = Supervisor::start(service);
            supervisor
                .state()
                .wait_for(|s| *s == State::Down)
                .await
                .expect("down");
            supervisor.stop().await;
        }
    }

    #[tokio::test]
    async fn one_that_will_not_end_is_killed() {
        let (_script, service) = Script::new(&format!(
            "trap '' TERM\necho '{{\"listening\":\"{ADDRESS}\"}}'\nexec sleep 60"
        ));
        let supervisor = Supervisor::start(service);
        supervisor
            .state()
            .wait_for(|s| matches!(s, State::Ready(_)))
            .await
            .expect("ready");
        let began = Instant::now();
        supervisor.stop().await;
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}
