//! A service as a real process.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The process. It is killed on drop.
pub struct Service {
    child: Child,
    stdin: Option<ChildStdin>,
    /// The base address, like `http://127.0.0.1:4711`.
    pub address: String,
    http: reqwest::Client,
    runtime: Runtime,
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type`.
    pub kind: String,
    /// The whole body.
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
    /// The bearer that the service requires.
    pub const SECRET: &str = "the secret of this run";

    /// Starts a sidecar that follows the API at `api`.
    #[must_use]
    pub fn start(program: &str, api: &str, token: &str) -> Self {
        let line = json!({ "api": api, "token": token, "secret": Self::SECRET, "time_zone": "Europe/Rome" });
        let mut service = Self::spawn(Command::new(program).stdin(Stdio::piped()), &format!("{line}\n"));
        service.stdin = service.child.stdin.take();
        service
    }

    /// Starts a service with arguments, without a parent process to watch.
    #[must_use]
    pub fn start_standalone(program: &str, arguments: &[&str]) -> Self {
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
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout"))
            .read_line(&mut line)
            .expect("a line");
        let line: Value = serde_json::from_str(&line).expect("a line of JSON");
        let address = line["listening"].as_str().expect("an address").to_owned();
        Self {
            child,
            stdin: None,
            address,
            http: wire::http::client().build().expect("a client"),
            runtime: Runtime::new().expect("a runtime"),
        }
    }

    /// `GET path` with the secret.
    #[must_use]
    pub fn get(&self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.address));
        self.send(request.bearer_auth(Self::SECRET))
    }

    /// `GET path` with these headers and without the secret.
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

    /// `GET path`, as JSON.
    #[must_use]
    pub fn json(&self, path: &str) -> Value {
        self.get(path).json()
    }

    /// Repeats `GET path` until the answer is as expected, for at most ten seconds.
    pub fn json_once(&self, path: &str, expected: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.json(path);
            if expected(&answer) {
                return answer;
            }
            assert!(began.elapsed() < Duration::from_secs(10), "still {answer}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Closes the service's stdin, as the end of its parent process does.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// The exit status, if the service ends within the time.
    pub fn ends_within(&mut self, time: Duration) -> Option<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < time {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// The resident memory in kilobytes (Linux only).
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
