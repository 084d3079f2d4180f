//! Every route, asked by a property-based tester (schemathesis) that reads the API's own description.
//!
//! It sends what the description allows and what it does not, and finds nothing: no server error, no status,
//! content type or shape that the description does not name.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::{Hub, target};
use serde_json::Value;
use tempfile::tempdir;
use tickets::{CommandId, Status};
use wire::NewTicket;

const CHECKS: &str =
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

#[test]
fn as_the_helpdesk() {
    nonsense_finds_nothing("helpdesk", &[]);
}

#[test]
fn as_a_user() {
    nonsense_finds_nothing("user", &[]);
}

/// The rest says 403 to a service before it looks at anything else.
#[test]
fn as_a_service() {
    nonsense_finds_nothing("service", &["--include-path-regex", "changes|facts|health"]);
}

fn nonsense_finds_nothing(who: &str, only: &[&str]) {
    let tester = tester();
    let folder = tempdir().expect("a folder");
    let hub = Hub::start(folder.path());
    tickets_to_meet(&hub);
    let document = document(&hub, folder.path());
    let run = Command::new(tester)
        .current_dir(folder.path())
        .arg("run")
        .arg(document)
        .args(["--url", &format!("{}/api/v1", hub.address())])
        .args(["--header", &format!("Authorization: Bearer {}", Hub::token(who))])
        .args(["--checks", CHECKS, "--max-examples", "50", "--seed", "20260302"])
        .args(only)
        .output()
        .expect("the tester runs");
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}");
    let asked = if only.is_empty() {
        "11 selected / 11 total"
    } else {
        "3 selected / 11 total"
    };
    assert!(told.contains(asked), "not every route was asked: {told}");
    assert!(hub.stop().success(), "the hub still ends as it should");
}

fn tester() -> PathBuf {
    let tester = target().join("api-tester/bin/schemathesis");
    assert!(
        tester.exists(),
        "{} is not there. `cargo xtask test faults` installs it",
        tester.display()
    );
    tester
}

/// Tickets in every status, numbered from 1, so that made-up numbers meet some.
fn tickets_to_meet(hub: &Hub) {
    let (user, helpdesk) = (hub.client("user"), hub.client("helpdesk"));
    let meet = async {
        for count in 0..30 {
            let new = NewTicket {
                description: format!("Lift {count} is stuck"),
                ..NewTicket::default()
            };
            let ticket = user.report(CommandId::new(), &new).await.expect("reported");
            let steps = [Status::Active, Status::Closed];
            for status in steps.into_iter().take(count % 3) {
                helpdesk
                    .set_status(CommandId::new(), ticket.id, status)
                    .await
                    .expect("moved on");
            }
        }
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(meet);
}

/// The API's description, with `wait` cut to a second: nobody has time for thirty.
fn document(hub: &Hub, folder: &Path) -> PathBuf {
    let address = format!("{}/api/v1/openapi.json", hub.address());
    let fetch = async {
        reqwest::get(address)
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON")
    };
    let mut document: Value = tokio::runtime::Runtime::new().expect("a runtime").block_on(fetch);
    for path in ["/changes", "/facts"] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array_mut();
        let wait = parameters
            .expect("parameters")
            .iter_mut()
            .find(|parameter| parameter["name"] == "wait");
        wait.expect("wait is described")["schema"]["maximum"] = 1.into();
    }
    let file = folder.join("openapi.json");
    fs::write(&file, document.to_string()).expect("written");
    file
}
