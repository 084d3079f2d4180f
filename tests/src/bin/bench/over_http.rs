//! The three services as processes, queried over HTTP.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use end_to_end::{Hub, binary, first_line};
use reqwest::Client;
use serde_json::{Value, json};

use crate::timing::{DRAWS, Row, Times, of};

/// The size of a service's columns in bytes per ticket.
const COLUMN_BYTES: usize = 16;

/// Starts the services on a desk's folder and measures each.
pub async fn services(folder: &Path, tickets: u64) -> Result<Vec<Row>> {
    let hub = Hub::start_without_backups(folder);
    let floor = one_pass(usize::try_from(tickets)?);
    let mut rows = Vec::new();
    for (name, question, what, goal) in [
        ("backlog", "backlog?last=720h", "backlog over HTTP, JSON", "2 ms"),
        (
            "category-load",
            "category-load",
            "category-load over HTTP, JSON",
            "2 ms",
        ),
        (
            "resolution-time",
            "resolution-time",
            "resolution-time over HTTP, nothing changed",
            "3 ms",
        ),
    ] {
        let service = Service::start(name, hub.address(), folder)?;
        let catch_up = service.caught_up().await?;
        let row = Row::timed(what, service.ask(question).await?, goal);
        rows.push(if name == "resolution-time" {
            row
        } else {
            row.over(floor.p50_ms)
        });
        if name == "resolution-time" {
            let filtered = service.ask("resolution-time?category=technical-it").await?;
            rows.push(Row::timed("resolution-time with a filter", filtered, "20 ms"));
            rows.push(Row::timed(
                "resolution-time after a change",
                service.ask_after_changes(&hub).await?,
                "20 ms",
            ));
        }
        rows.push(Row::figure(
            catch_up_of(name),
            catch_up.as_secs_f64() * 1_000.0,
            "ms",
            "3,000 ms",
        ));
        rows.push(Row::figure(
            memory_of(name),
            megabytes(service.process.id())?,
            "MB",
            "60 MB",
        ));
    }
    Ok(rows)
}

/// The resident memory of a process, in MB (10^6 bytes).
pub fn megabytes(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).context("reading /proc")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1_024.0 / 1_000_000.0)
}

/// The processor time that a process has used, in seconds.
pub fn processor_seconds(process: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).context("reading /proc")?;
    // The program's name, in parentheses, may hold blanks. Fields 14 and 15 (man 5 proc) are hundredths of a second.
    let (_, fields) = stat.rsplit_once(')').context("no name")?;
    let used = fields.split_whitespace().skip(11).take(2);
    let used = used.map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok(used / 100.0)
}

/// One pass over a column of the same size: the floor of every count over all tickets.
fn one_pass(tickets: usize) -> Times {
    let column: Vec<u64> = (0..tickets * COLUMN_BYTES / 8)
        .map(|index| index as u64)
        .collect();
    crate::timing::times(|draw| {
        let since = draw as u64;
        std::hint::black_box(column.iter().filter(|value| **value > since).count());
    })
}

struct Service {
    process: Child,
    address: String,
    began: Instant,
    http: Client,
}

impl Service {
    fn start(name: &str, api: &str, folder: &Path) -> Result<Self> {
        let token = folder.join("token");
        std::fs::write(&token, Hub::token("service"))?;
        let began = Instant::now();
        let mut process = Command::new(binary(&format!("campus-desk-{name}")))
            .args([
                "--api",
                api,
                "--listen",
                "127.0.0.1:0",
                "--time-zone",
                "Europe/Rome",
                "--token-file",
            ])
            .arg(token)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let line = first_line(process.stdout.take().context("a pipe")?);
        let line: Value = serde_json::from_str(&line)?;
        let address = line
            .get("listening")
            .and_then(Value::as_str)
            .context("an address")?
            .to_owned();
        Ok(Self {
            process,
            address,
            began,
            http: wire::http::client().build()?,
        })
    }

    /// The time from the service's start until it had all facts.
    async fn caught_up(&self) -> Result<Duration> {
        loop {
            let health: Value = self
                .http
                .get(format!("{}/health", self.address))
                .send()
                .await?
                .json()
                .await?;
            if health.get("caught_up") == Some(&Value::Bool(true)) {
                return Ok(self.began.elapsed());
            }
            if self.began.elapsed() > Duration::from_secs(120) {
                bail!("the service did not catch up: {health}");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn ask(&self, question: &str) -> Result<Times> {
        let mut spans = Vec::with_capacity(DRAWS);
        for draw in 0..DRAWS + DRAWS / 10 {
            let span = self.answer(question).await?;
            if draw >= DRAWS / 10 {
                spans.push(span);
            }
        }
        Ok(of(spans))
    }

    async fn answer(&self, question: &str) -> Result<Duration> {
        let began = Instant::now();
        let answer = self
            .http
            .get(format!("{}/{question}", self.address))
            .send()
            .await?
            .error_for_status()?;
        let bytes = answer.bytes().await?;
        std::hint::black_box(bytes);
        Ok(began.elapsed())
    }

    /// Before each query, a ticket is reported, started and closed, and the service has received these changes.
    async fn ask_after_changes(&self, hub: &Hub) -> Result<Times> {
        let mut spans = Vec::new();
        for _ in 0..DRAWS / 10 {
            let before = self.position().await?;
            close_one(&self.http, hub).await?;
            while self.position().await? < before + 3 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            spans.push(self.answer("resolution-time").await?);
        }
        Ok(of(spans))
    }

    async fn position(&self) -> Result<u64> {
        let health: Value = self
            .http
            .get(format!("{}/health", self.address))
            .send()
            .await?
            .json()
            .await?;
        health
            .get("position")
            .and_then(Value::as_u64)
            .context("a position")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn close_one(http: &Client, hub: &Hub) -> Result<()> {
    let (base, token) = (
        format!("{}/api/v1/tickets", hub.address()),
        Hub::token("helpdesk"),
    );
    let report = http
        .post(&base)
        .bearer_auth(&token)
        .json(&json!({ "description": "The lift is stuck again" }));
    let ticket: Value = report.send().await?.error_for_status()?.json().await?;
    let id = ticket
        .get("id")
        .and_then(Value::as_str)
        .context("an id")?
        .to_owned();
    for status in ["active", "closed"] {
        let put = http
            .put(format!("{base}/{id}/status"))
            .bearer_auth(&token)
            .json(&json!({ "status": status }));
        put.send().await?.error_for_status()?;
    }
    Ok(())
}

const fn catch_up_of(name: &str) -> &'static str {
    match name.as_bytes() {
        b"backlog" => "backlog: catch-up from nothing",
        b"category-load" => "category-load: catch-up from nothing",
        _ => "resolution-time: catch-up from nothing",
    }
}

const fn memory_of(name: &str) -> &'static str {
    match name.as_bytes() {
        b"backlog" => "backlog: memory (RSS)",
        b"category-load" => "category-load: memory (RSS)",
        _ => "resolution-time: memory (RSS)",
    }
}
