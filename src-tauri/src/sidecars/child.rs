//! One run of one service, from its start line to its end.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::watch;

use super::State;

/// How long a service may take to say where it listens.
const TO_LISTEN: Duration = Duration::from_secs(20);

/// How long it may take to end after its stdin was closed, before it is killed.
const TO_END: Duration = Duration::from_secs(1);

/// What is needed to start a service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name, which is also its path: `/backlog`.
    pub name: String,
    /// The executable.
    pub program: PathBuf,
    /// The line it reads on stdin. It holds secrets: it is never an argument and never logged.
    pub start_line: String,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to.
    Told,
    /// By itself.
    ByItself,
}

/// Runs the service until it ends, or until `stop` turns true.
///
/// # Errors
/// If it could not be started, or did not say where it listens.
pub async fn run(
    service: &Service,
    state: &watch::Sender<State>,
    stop: &mut watch::Receiver<bool>,
) -> anyhow::Result<Ended> {
    let mut child = spawn(service)?;
    let stdin = hand_over(&mut child, &service.start_line).await?;
    let mut lines = BufReader::new(child.stdout.take().context("it has no stdout")?).lines();
    if let Some(errors) = child.stderr.take() {
        tokio::spawn(drain(service.name.clone(), BufReader::new(errors).lines()));
    }
    let address = tokio::select! {
        address = address(&mut lines) => address?,
        () = told(stop) => return end(child, stdin).await,
    };
    tracing::info!(service = service.name, "the service answers");
    state.send_replace(State::Ready(address));
    tokio::spawn(drain(service.name.clone(), lines));
    tokio::select! {
        status = child.wait() => {
            let status = status?;
            tracing::warn!(service = service.name, %status, "the service ended by itself");
            Ok(Ended::ByItself)
        }
        () = told(stop) => end(child, stdin).await,
    }
}

/// Waits until the service shall end, also because nobody is left who could say so.
pub async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

fn spawn(service: &Service) -> anyhow::Result<Child> {
    let mut command = Command::new(&service.program);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(windows)]
    command.creation_flags(0x0800_0000); // CREATE_NO_WINDOW: no console pops up.
    command
        .spawn()
        .with_context(|| format!("starting {}", service.program.display()))
}

/// Sends the start line. The returned end of the pipe is kept: when it closes, the service ends, also
/// when it closes because this process was killed.
async fn hand_over(child: &mut Child, start_line: &str) -> anyhow::Result<ChildStdin> {
    let mut stdin = child.stdin.take().context("it has no stdin")?;
    stdin.write_all(start_line.as_bytes()).await?;
    stdin.write_all(b"\n").await?;
    stdin.flush().await?;
    Ok(stdin)
}

async fn address(lines: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct Listening {
        listening: String,
    }

    let line = tokio::time::timeout(TO_LISTEN, lines.next_line())
        .await
        .context("it did not say where it listens")??;
    let Some(line) = line else {
        bail!("it ended before it said where it listens");
    };
    let told: Listening = serde_json::from_str(&line).context("its first line is no address")?;
    Ok(told.listening.trim_end_matches('/').to_owned())
}

async fn end(mut child: Child, stdin: ChildStdin) -> anyhow::Result<Ended> {
    drop(stdin);
    if tokio::time::timeout(TO_END, child.wait()).await.is_err() {
        child.kill().await?;
    }
    Ok(Ended::Told)
}

/// Reads what the service says into the log, so that it never blocks on a full pipe.
async fn drain<R: AsyncRead + Unpin>(service: String, mut lines: Lines<BufReader<R>>) {
    while let Ok(Some(line)) = lines.next_line().await {
        tracing::info!(service, "{line}");
    }
}
