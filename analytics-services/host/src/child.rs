//! One process of a service, from its start line to its exit.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::watch;

use crate::status::Status;

/// How long a service may take to print its address.
const LISTEN_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a service may take to exit after its stdin was closed; then it is killed.
const EXIT_TIMEOUT: Duration = Duration::from_secs(1);

/// What is needed to start a service.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The service's name, which is also its path: `/backlog`.
    pub name: String,
    pub executable: PathBuf,
    /// The line that the service reads on stdin. It contains secrets: it is never an argument and never logged.
    pub start_line: String,
}

/// Why a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// [`run`] was asked to stop it.
    Stopped,
    /// It exited or was killed by something else.
    Unexpectedly,
}

/// Runs the service until it ends, or until `stop` turns true. An error means that the service did not start, or
/// printed no address.
pub(crate) async fn run(
    program: &Program,
    status: &watch::Sender<Status>,
    stop: &mut watch::Receiver<bool>,
) -> anyhow::Result<Ended> {
    let mut child = spawn(program)?;
    let stdin = send_start_line(&mut child, &program.start_line).await?;
    let mut stdout = BufReader::new(child.stdout.take().context("the service has no stdout")?).lines();
    if let Some(stderr) = child.stderr.take() {
        tokio::spawn(log_output(program.name.clone(), BufReader::new(stderr).lines()));
    }
    let address = tokio::select! {
        address = read_address(&mut stdout) => address?,
        () = stop_requested(stop) => return end(child, stdin).await,
    };
    tracing::info!(service = program.name, "the service is ready");
    status.send_replace(Status::Ready { address });
    tokio::spawn(log_output(program.name.clone(), stdout));
    tokio::select! {
        exit = child.wait() => {
            let exit = exit?;
            tracing::warn!(service = program.name, %exit, "the service ended unexpectedly");
            Ok(Ended::Unexpectedly)
        }
        () = stop_requested(stop) => end(child, stdin).await,
    }
}

/// Returns when `stop` turns true, or when its sender is dropped.
pub(crate) async fn stop_requested(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

fn spawn(program: &Program) -> anyhow::Result<Child> {
    let mut command = Command::new(&program.executable);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(windows)]
    command.creation_flags(0x0800_0000); // CREATE_NO_WINDOW: no console appears.
    command
        .spawn()
        .with_context(|| format!("starting {}", program.executable.display()))
}

/// Returns the open pipe. The service exits when the pipe closes, so it also exits when this process is killed.
async fn send_start_line(child: &mut Child, start_line: &str) -> anyhow::Result<ChildStdin> {
    let mut stdin = child.stdin.take().context("the service has no stdin")?;
    stdin.write_all(start_line.as_bytes()).await?;
    stdin.write_all(b"\n").await?;
    stdin.flush().await?;
    Ok(stdin)
}

async fn read_address(stdout: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct Listening {
        listening: String,
    }

    let line = tokio::time::timeout(LISTEN_TIMEOUT, stdout.next_line())
        .await
        .context("the service printed no address in time")??;
    let Some(line) = line else {
        bail!("the service ended before it printed its address");
    };
    let line: Listening =
        serde_json::from_str(&line).context("the service's first line is not an address")?;
    Ok(line.listening.trim_end_matches('/').to_owned())
}

async fn end(mut child: Child, stdin: ChildStdin) -> anyhow::Result<Ended> {
    drop(stdin);
    if tokio::time::timeout(EXIT_TIMEOUT, child.wait()).await.is_err() {
        child.kill().await?;
    }
    Ok(Ended::Stopped)
}

/// Copies the service's output to the log. Without a reader, the service would block on a full pipe.
async fn log_output<R: AsyncRead + Unpin>(service: String, mut lines: Lines<BufReader<R>>) {
    while let Ok(Some(line)) = lines.next_line().await {
        tracing::info!(service, "{line}");
    }
}
