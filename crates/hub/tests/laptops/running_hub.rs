//! A hub process, its files, and what laptops send.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use tempfile::{TempDir, tempdir};
use tickets::{CommandId, TicketId};
use uuid::Uuid;
use wire::sync::{Answers, ChangesQuery, Device, Hello, Outcome, SentCommands};
use wire::{Client, Received, Synced};

pub const USERS_OLD_KEY: &str = "0f3c9a55aa7711cc-users-old";
pub const USERS_NEW_KEY: &str = "0f3c9a55aa7711cc-users-new";

/// A running hub. It is killed when the test ends.
pub struct Hub {
    pub process: Child,
    pub url: String,
}

impl Hub {
    pub fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_campus-desk-hub"))
            .args(["serve", "--config", "hub.toml"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the hub starts");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("its address");
        let line: serde_json::Value = serde_json::from_str(&line).expect("a line of JSON");
        let url = line["listening"].as_str().expect("an address").to_owned();
        Self { process, url }
    }

    pub fn client(&self, key: &str) -> Client {
        Client::new(&self.url, key).expect("a client")
    }

    /// Kills the hub, as a power cut does.
    pub fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A folder with the files of a hub.
pub fn folder() -> TempDir {
    let folder = tempdir().expect("a folder");
    write(
        folder.path(),
        "hub.toml",
        "listen = \"127.0.0.1:0\"\ndata = \"desk.db\"\ntokens = \"tokens.toml\"\n",
    );
    write_keys(folder.path(), &[USERS_OLD_KEY, USERS_NEW_KEY]);
    folder
}

/// Writes the file with the keys.
pub fn write_keys(folder: &Path, users: &[&str]) {
    let tokens =
        format!("user = {users:?}\nhelpdesk = \"{USERS_OLD_KEY}-h\"\nservice = \"{USERS_OLD_KEY}-s\"\n");
    write(folder, "tokens.toml", &tokens);
}

/// Writes a file that only this account can read.
pub fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    fs::write(&file, text).expect("written");
    #[cfg(unix)]
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("private");
}

/// Repeats `attempt` until it succeeds: the hub notices changed files within some seconds.
pub async fn eventually(what: &str, mut attempt: impl AsyncFnMut() -> bool) {
    let began = std::time::Instant::now();
    while !attempt().await {
        assert!(began.elapsed() < std::time::Duration::from_secs(30), "{what}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

pub fn device(waiting: u64) -> Device {
    Device {
        id: Uuid::from_u128(7),
        version: "0.1.0".to_owned(),
        waiting,
    }
}

pub fn report(hello: &Hello, text: &str) -> SentCommands {
    let assignment =
        json!({ "category": "technical-it", "confidence": 0.5, "sure": false, "because": [], "model": "m" });
    serde_json::from_value(
        json!({ "protocol": 1, "device": Uuid::from_u128(7), "desk": hello.desk,
        "sent_at": "2026-11-25T10:00:00Z", "commands": [{ "id": CommandId::new(), "ticket": TicketId::new(),
            "given_at": "2026-11-25T09:00:00Z",
            "action": { "report": { "description": text, "assignment": assignment } } }] }),
    )
    .expect("commands")
}

pub fn is_repeated(synced: Synced<Answers>) -> bool {
    let Synced::Answer(answers) = synced else {
        panic!("no answer: {synced:?}")
    };
    match answers
        .answers
        .into_iter()
        .filter_map(Received::readable)
        .next()
        .map(|answer| answer.outcome)
    {
        Some(Outcome::Accepted(accepted)) => accepted.repeated,
        other => panic!("not accepted: {other:?}"),
    }
}

pub fn query(hello: &Hello, after: u64, wait: u32) -> ChangesQuery {
    ChangesQuery {
        wait: Some(wait),
        ..ChangesQuery::new(hello.desk, after)
    }
}
