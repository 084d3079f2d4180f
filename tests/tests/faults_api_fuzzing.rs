//! Fuzzes every route of the API with a property-based tester (schemathesis) that reads the OpenAPI document.
//!
//! It sends valid and invalid requests, and must find no server error and no status, content type or body that the
//! document does not name.
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
fn fuzzing_with_the_helpdesks_token_finds_nothing() {
    fuzz("helpdesk", &[]);
}

#[test]
fn fuzzing_with_the_users_token_finds_nothing() {
    fuzz("user", &[]);
}

/// All other routes answer 403 to a service before they validate anything.
#[test]
fn fuzzing_with_a_services_token_finds_nothing() {
    fuzz("service", &["--include-path-regex", "changes|facts|health"]);
}

fn fuzz(who: &str, only: &[&str]) {
    let tester = tester();
    let folder = tempdir().expect("a folder");
    let hub = Hub::start(folder.path());
    create_tickets(&hub);
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
    let report = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{report}");
    let routes = if only.is_empty() {
        "11 selected / 11 total"
    } else {
        "3 selected / 11 total"
    };
    assert!(report.contains(routes), "a route was not fuzzed: {report}");
    assert!(hub.stop().success(), "the hub still ends as it should");
}

fn tester() -> PathBuf {
    let tester = target().join("api-tester/bin/schemathesis");
    assert!(
        tester.exists(),
        "{} does not exist. `cargo xtask test faults` installs it",
        tester.display()
    );
    tester
}

/// Creates tickets in every status. Their numbers start at 1, so that generated numbers find some.
fn create_tickets(hub: &Hub) {
    let (user, helpdesk) = (hub.client("user"), hub.client("helpdesk"));
    let create = async {
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
                    .expect("accepted");
            }
        }
    };
    tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(create);
}

/// Saves the OpenAPI document, with the maximum of `wait` reduced from 30 seconds to one.
fn document(hub: &Hub, folder: &Path) -> PathBuf {
    let address = format!("{}/api/v1/openapi.json", hub.address());
    let fetch = async {
        wire::http::client()
            .build()
            .expect("a client")
            .get(address)
            .send()
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
