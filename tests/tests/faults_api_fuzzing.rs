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
use std::path::PathBuf;
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
    fuzz("helpdesk", &[""]);
}

#[test]
fn fuzzing_with_the_users_token_finds_nothing() {
    fuzz("user", &[""]);
}

/// All other routes answer 403 to a service before they validate anything.
#[test]
fn fuzzing_with_a_services_token_finds_nothing() {
    fuzz("service", &["/changes", "/facts", "/health"]);
}

/// Fuzzes the routes whose path starts with one of these texts, and checks that the tester took all of them.
fn fuzz(who: &str, paths: &[&str]) {
    let tester = tester();
    let folder = tempdir().expect("a folder");
    let hub = Hub::start(folder.path());
    create_tickets(&hub);
    let document = document(&hub);
    let file = folder.path().join("openapi.json");
    fs::write(&file, document.to_string()).expect("written");
    let run = Command::new(tester)
        .current_dir(folder.path())
        .arg("run")
        .arg(file)
        .args(["--url", &format!("{}/api/v1", hub.address())])
        .args(["--header", &format!("Authorization: Bearer {}", Hub::token(who))])
        .args(["--checks", CHECKS, "--max-examples", "50", "--seed", "20260302"])
        .args(["--include-path-regex", &format!("^({})", paths.join("|"))])
        .output()
        .expect("the tester runs");
    let report = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{report}");
    let routes = format!(
        "{} selected / {} total",
        count_routes(&document, paths),
        count_routes(&document, &[""])
    );
    assert!(report.contains(&routes), "a route was not fuzzed: {report}");
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

/// The routes of a document whose path starts with one of these texts. At least one: the document lists them.
fn count_routes(document: &Value, starts: &[&str]) -> usize {
    let paths = document["paths"].as_object().expect("paths");
    let count = paths
        .iter()
        .filter(|(path, _)| starts.iter().any(|start| path.starts_with(start)))
        .map(|(_, methods)| methods.as_object().expect("methods").len())
        .sum();
    assert!(count > 0, "no route starts with {starts:?}");
    count
}

/// The OpenAPI document, with the maximum of `wait` reduced from 30 seconds to one.
fn document(hub: &Hub) -> Value {
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
    document
}
