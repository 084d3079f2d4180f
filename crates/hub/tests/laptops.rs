//! A real hub process, and laptops that sync with it.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use tempfile::{TempDir, tempdir};
use tickets::{CommandId, TicketId};
use uuid::Uuid;
use wire::sync::{Answers, ChangesQuery, Device, Hello, Outcome, SentCommands};
use wire::{Client, ClientError, Received, Synced};

const USERS_OLD_KEY: &str = "0f3c9a55aa7711cc-users-old";
const USERS_NEW_KEY: &str = "0f3c9a55aa7711cc-users-new";

/// A running hub. It is killed when the test ends.
struct Hub {
    process: Child,
    url: String,
}

impl Hub {
    fn start(folder: &Path) -> Self {
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

    fn client(&self, key: &str) -> Client {
        Client::new(&self.url, key).expect("a client")
    }

    /// Kills the hub, as a power cut does.
    fn kill(mut self) {
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
fn folder() -> TempDir {
    let folder = tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).expect("written");
        #[cfg(unix)]
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("private");
    };
    file(
        "hub.toml",
        "listen = \"127.0.0.1:0\"\ndata = \"desk.db\"\ntokens = \"tokens.toml\"\n",
    );
    let tokens = format!(
        "user = [\"{USERS_OLD_KEY}\", \"{USERS_NEW_KEY}\"]\nhelpdesk = \"{0}-h\"\nservice = \"{0}-s\"\n",
        USERS_OLD_KEY
    );
    file("tokens.toml", &tokens);
    folder
}

fn device(waiting: u64) -> Device {
    Device {
        id: Uuid::from_u128(7),
        version: "0.1.0".to_owned(),
        waiting,
    }
}

fn report(hello: &Hello, text: &str) -> SentCommands {
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

fn is_repeated(synced: Synced<Answers>) -> bool {
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

fn query(hello: &Hello, after: u64, wait: u32) -> ChangesQuery {
    ChangesQuery {
        protocol: 1,
        desk: hello.desk,
        after,
        mark: None,
        fresh: 0,
        scope: None,
        limit: None,
        wait: Some(wait),
    }
}

#[tokio::test]
async fn a_report_whose_answer_was_lost_with_the_hub_counts_once() {
    let folder = folder();
    let hub = Hub::start(folder.path());
    let hello = hub
        .client(USERS_OLD_KEY)
        .sync_hello(&device(1))
        .await
        .expect("a hub");
    let sent = report(&hello, "The lift is stuck");
    let first = hub.client(USERS_OLD_KEY).sync_commands(&device(1), &sent).await;
    assert!(!is_repeated(first.expect("answered")));
    hub.kill();

    let hub = Hub::start(folder.path());
    let user = hub.client(USERS_NEW_KEY);
    let again = user.sync_hello(&device(1)).await.expect("the hub");
    assert_eq!(
        (again.desk, again.head, again.mark.is_some()),
        (hello.desk, 1, true)
    );
    assert!(is_repeated(
        user.sync_commands(&device(1), &sent).await.expect("answered")
    ));
    let page = user
        .sync_changes(&device(0), &query(&hello, 0, 0))
        .await
        .expect("answered");
    let Synced::Answer(Some(page)) = page else {
        panic!("no page: {page:?}")
    };
    assert_eq!((page.tickets.len(), page.history.len(), page.head), (1, 1, 1));
}

#[cfg(unix)]
#[tokio::test]
async fn a_planned_stop_sends_waiting_laptops_away_and_saves_the_list_of_devices() {
    let folder = folder();
    let mut hub = Hub::start(folder.path());
    let user = hub.client(USERS_NEW_KEY);
    let hello = user.sync_hello(&device(3)).await.expect("a hub");
    let waiting = tokio::spawn(async move { user.sync_changes(&device(3), &query(&hello, 0, 30)).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let stopped = Command::new("kill")
        .arg(hub.process.id().to_string())
        .status()
        .expect("kill runs");
    assert!(stopped.success());
    match waiting.await.expect("no panic") {
        Err(ClientError::Refused {
            status: 503,
            retry_after: Some(later),
            ..
        }) => {
            assert!((1..=15).contains(&later.as_secs()));
        }
        other => panic!("not sent away: {other:?}"),
    }
    assert!(hub.process.wait().expect("ended").success());
    for hub in [["--config", "hub.toml"], ["--data", "desk.db"]] {
        let list = Command::new(env!("CARGO_BIN_EXE_campus-desk-hub"))
            .arg("devices")
            .args(hub)
            .current_dir(folder.path())
            .output()
            .expect("the list");
        let list = String::from_utf8_lossy(&list.stdout).into_owned();
        let line = list.lines().nth(1).expect("one device");
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(
            words[..3],
            ["00000000-0000-0000-0000-000000000007", "user", "0.1.0"],
            "{list}"
        );
        assert_eq!(words.last(), Some(&"3"), "{list}");
    }
}

#[test]
fn a_wrong_setting_is_refused_with_its_line() {
    let folder = folder();
    let wrong =
        "listen = \"127.0.0.1:0\"\ndata = \"desk.db\"\ntokens = \"tokens.toml\"\n[limits]\nreads = 9000\n";
    fs::write(folder.path().join("hub.toml"), wrong).expect("written");
    let run = Command::new(env!("CARGO_BIN_EXE_campus-desk-hub"))
        .args(["serve", "--config", "hub.toml"])
        .current_dir(folder.path())
        .output()
        .expect("the hub runs");
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(
        stderr.contains("hub.toml, line 5: reads is 9000, but must be 1 to 128"),
        "{stderr}"
    );
    assert!(!folder.path().join("desk.db").exists());
}
