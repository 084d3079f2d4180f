//! Supervises one service: restarts it with growing pauses when it ends.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::child::{self, Ended, Program};
use crate::status::Status;

/// After a run of this length, the next pause is the shortest again.
const STABLE_RUN: Duration = Duration::from_secs(30);

/// The first pause: long enough for people to read that the service is down.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Runs a service in a background task. Dropped, it stops the service without waiting for its end.
#[derive(Debug)]
pub(crate) struct Supervisor {
    status: watch::Receiver<Status>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Supervisor {
    /// Starts the service. Call it within the async runtime.
    pub fn start(program: Program) -> Self {
        let (status_sender, status) = watch::channel(Status::Starting);
        let (stop, stop_receiver) = watch::channel(false);
        let task = tokio::spawn(supervise(program, status_sender, stop_receiver));
        Self { status, stop, task }
    }

    /// The current status, and a way to wait for the next one.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// Stops the service, and returns when its process has ended.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // A task that panicked has dropped its child, which kills the process.
        let _ = self.task.await;
    }
}

async fn supervise(program: Program, status: watch::Sender<Status>, mut stop: watch::Receiver<bool>) {
    let mut pauses = Pauses::new();
    loop {
        let began = Instant::now();
        match child::run(&program, &status, &mut stop).await {
            Ok(Ended::Stopped) => return,
            Ok(Ended::Unexpectedly) => {}
            Err(error) => tracing::warn!(service = program.name, "{error:#}"),
        }
        status.send_replace(Status::Down);
        tokio::select! {
            () = tokio::time::sleep(pauses.after_run(began.elapsed())) => {}
            () = child::stop_requested(&mut stop) => return,
        }
    }
}

/// The pauses before restarts: each twice as long as the one before, until a run is stable.
struct Pauses(ExponentialBackoff);

impl Pauses {
    fn new() -> Self {
        let growing = ExponentialBuilder::default()
            .with_min_delay(SHORTEST_PAUSE)
            .with_max_delay(LONGEST_PAUSE)
            .without_max_times();
        Self(growing.build())
    }

    fn after_run(&mut self, lasted: Duration) -> Duration {
        if lasted > STABLE_RUN {
            *self = Self::new();
        }
        self.0.next().unwrap_or(LONGEST_PAUSE)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const ADDRESS: &str = "http://127.0.0.1:1";

    /// A service written in shell, which writes each start and its end to a file.
    struct Script {
        folder: tempfile::TempDir,
    }

    impl Script {
        fn new(body: &str) -> (Self, Program) {
            let folder = tempfile::tempdir().expect("a folder");
            let executable = folder.path().join("service");
            let notes = folder.path().join("notes");
            let text = format!(
                "#!/bin/sh\nnote() {{ echo \"$1\" >> '{}'; }}\nread line\nnote \"started with $line\"\n{body}\n",
                notes.display()
            );
            std::fs::write(&executable, text).expect("written");
            std::fs::set_permissions(&executable, std::fs::Permissions::from_mode(0o755))
                .expect("executable");
            let program = Program {
                name: "script".into(),
                executable,
                start_line: "the line".into(),
            };
            (Self { folder }, program)
        }

        fn notes(&self) -> Vec<String> {
            let notes = std::fs::read_to_string(self.folder.path().join("notes")).unwrap_or_default();
            notes.lines().map(str::to_owned).collect()
        }
    }

    fn ready() -> Status {
        Status::Ready {
            address: ADDRESS.to_owned(),
        }
    }

    #[tokio::test]
    async fn a_service_reads_its_start_line_and_ends_when_stdin_closes() {
        let (script, program) = Script::new(&format!(
            "echo '{{\"listening\":\"{ADDRESS}\"}}'\necho noise >&2\ncat >/dev/null\nnote ended"
        ));
        let supervisor = Supervisor::start(program);
        let status = supervisor
            .status()
            .wait_for(|status| *status != Status::Starting)
            .await
            .expect("a status")
            .clone();
        assert_eq!(status, ready());
        supervisor.stop().await;
        assert_eq!(script.notes(), ["started with the line", "ended"]);
    }

    #[tokio::test]
    async fn a_service_that_crashes_is_down_until_it_is_restarted() {
        let (script, program) = Script::new(&format!(
            "echo '{{\"listening\":\"{ADDRESS}\"}}'\nsleep 0.1\nkill -9 $$"
        ));
        let supervisor = Supervisor::start(program);
        let mut status = supervisor.status();
        for _ in 0..2 {
            status.wait_for(|status| *status == ready()).await.expect("ready");
            status
                .wait_for(|status| *status == Status::Down)
                .await
                .expect("down");
        }
        assert!(script.notes().len() >= 2, "{:?}", script.notes());
        supervisor.stop().await;
    }

    #[tokio::test]
    async fn a_service_without_an_address_and_a_missing_one_are_down() {
        let (_script, program) = Script::new("echo hello");
        let missing = Program {
            executable: "/nowhere/service".into(),
            ..program.clone()
        };
        for program in [program, missing] {
            let supervisor = Supervisor::start(program);
            supervisor
                .status()
                .wait_for(|status| *status == Status::Down)
                .await
                .expect("down");
            supervisor.stop().await;
        }
    }

    #[tokio::test]
    async fn a_service_that_ignores_the_end_of_stdin_is_killed() {
        let (_script, program) = Script::new(&format!(
            "trap '' TERM\necho '{{\"listening\":\"{ADDRESS}\"}}'\nexec sleep 60"
        ));
        let supervisor = Supervisor::start(program);
        supervisor
            .status()
            .wait_for(|status| *status == ready())
            .await
            .expect("ready");
        let began = Instant::now();
        supervisor.stop().await;
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[tokio::test(start_paused = true)]
    async fn the_pauses_before_restarts_grow() {
        let (_script, program) = Script::new("");
        let missing = Program {
            executable: "/nowhere/service".into(),
            ..program
        };
        let supervisor = Supervisor::start(missing);
        let (mut status, began) = (supervisor.status(), Instant::now());
        let mut failed_after = Vec::new();
        for _ in 0..8 {
            status.changed().await.expect("down again");
            failed_after.push(began.elapsed().as_secs());
        }
        assert_eq!(failed_after, [0, 1, 3, 7, 15, 31, 61, 91]);
        supervisor.stop().await;
    }

    #[test]
    fn the_pause_after_a_stable_run_is_the_shortest() {
        let mut pauses = Pauses::new();
        let mut after = |seconds| pauses.after_run(Duration::from_secs(seconds)).as_secs();
        assert_eq!([after(0), after(2), after(30)], [1, 2, 4]);
        assert_eq!([after(31), after(0)], [1, 2]);
    }
}
