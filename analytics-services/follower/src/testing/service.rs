//! A service as a real process.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The process; dropped, it is killed.
pub struct Service {
    child: Child,
    stdin: Option<ChildStdin>,
    /// Where it listens, like `http://127.0.0.1:4711`.
    pub address: String,
    http: reqwest::Client,
    runtime: Runtime,
}

/// What it answered.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub kind: String,
    /// All of it.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

impl Service {
    /// What callers must show.
    pub const SECRET: &str = "the secret of this run";

    /// Starts a sidecar that follows the API at `api`.
    #[must_use]
    pub fn start(program: &str, api: &str, token: &str) -> Self {
        let line = json!({ "api": api, "token": token, "secret": Self::SECRET, "time_zone": "Europe/Rome" });
        let mut service = Self::spawn(Command::new(program).stdin(Stdio::piped()), &format!("{line}\n"));
        service.stdin = service.child.stdin.take();
        service
    }

    /// Starts it by itself.
    #[must_use]
    pub fn start_alone(program: &str, arguments: &[&str]) -> Self {
        Self::spawn(Command::new(program).args(arguments).stdin(Stdio::null()), "")
    }

    fn spawn(command: &mut Command, line: &str) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        if let Some(stdin) = &mut child.stdin {
            stdin.write_all(line.as_bytes()).expect("the start line");
        }
        let mut said = String::new();
        BufReader::new(child.stdout.take().expect("stdout"))
            .read_line(&mut said)
            .expect("a line");
        let said: Value = serde_json::from_str(&said).expect("a line of JSON");
        let address = said["listening"].as_str().expect("an address").to_owned();
        Self {
            child,
            stdin: None,
            address,
            http: reqwest::Client::new(),
            runtime: Runtime::new().expect("a runtime"),
        }
    }

    /// Its answer to a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.address));
        self.send(request.bearer_auth(Self::SECRET))
    }

    /// Its answer to a request that does not show the secret.
    #[must_use]
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = self.http.get(format!("{}{path}", self.address));
        self.send(
            headers
                .iter()
                .fold(request, |request, (name, value)| request.header(*name, *value)),
        )
    }

    fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.runtime.block_on(async {
            let response = request.send().await.expect("an answer");
            Answer {
                status: response.status().as_u16(),
                kind: response.headers()["content-type"]
                    .to_str()
                    .expect("a type")
                    .to_owned(),
                body: response.text().await.expect("a body"),
            }
        })
    }

    /// Its answer in JSON.
    #[must_use]
    pub fn json(&self, path: &str) -> Value {
        self.get(path).json()
    }

    /// Its answer, once it fulfils a wish; a test fails that has waited ten seconds.
    pub fn json_once(&self, path: &str, wish: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let answer = self.json(path);
            if wish(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "still {answer}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Closes its stdin, as the end of the shell does.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Whether it ends within a time, and how.
    pub fn ends_within(&mut self, patience: Duration) -> Option<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// The memory that it holds, in kilobytes (Linux).
    #[must_use]
    pub fn resident_kb(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
