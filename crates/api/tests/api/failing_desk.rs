//! A desk that fails: what the API says of it names no file or folder.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use store::SqliteStore;

use crate::test_api::{TestApi, problem, test_api_over};

/// Reads and writes everything. Returns the details of all problems.
async fn details_of_all_routes(api: &TestApi) -> Vec<String> {
    let reads = [
        "tickets",
        "tickets?q=lift",
        "tickets/1",
        "tickets/1/messages",
        "changes",
        "facts",
        "health",
    ];
    let mut details = Vec::new();
    for path in reads {
        details.extend(detail(api.get("helpdesk", path).await).await);
    }
    let writes = [
        (
            Method::POST,
            "tickets",
            json!({ "description": "The door is stuck" }),
        ),
        (
            Method::PATCH,
            "tickets/1",
            json!({ "place": "Hall C", "version": 1 }),
        ),
        (Method::PUT, "tickets/1/status", json!({ "status": "active" })),
        (
            Method::PUT,
            "tickets/1/category",
            json!({ "category": "technical-it" }),
        ),
        (Method::POST, "tickets/1/messages", json!({ "body": "Hello?" })),
    ];
    for (method, path, body) in writes {
        let request = api.request("helpdesk", method, path).json(&body);
        details.extend(detail(request.send().await.unwrap()).await);
    }
    details
}

async fn detail(response: Response) -> Option<String> {
    if response.status().is_success() {
        return None;
    }
    let status = response.status().as_u16();
    let problem: Value = problem(response, status).await;
    Some(problem["detail"].as_str().unwrap().to_owned())
}

fn name_no_path(details: &[String], folder: &Path) {
    assert!(!details.is_empty(), "something failed");
    let folder = folder.display().to_string();
    for detail in details {
        assert!(
            !detail.contains(&folder) && !detail.contains("desk.db"),
            "{detail}"
        );
    }
}

#[tokio::test]
async fn a_damaged_desk_is_reported_without_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    drop(SqliteStore::open(&file).unwrap());
    let store = SqliteStore::open(&file).unwrap();
    let length = fs::metadata(&file).unwrap().len();
    let mut open = fs::File::options().write(true).open(&file).unwrap();
    // The first page is the file's header.
    open.seek(SeekFrom::Start(4096)).unwrap();
    open.write_all(&vec![0x55; usize::try_from(length).unwrap() - 4096])
        .unwrap();
    let api = test_api_over(Arc::new(store)).await;
    name_no_path(&details_of_all_routes(&api).await, folder.path());
}

#[tokio::test]
async fn a_desk_that_was_moved_is_reported_without_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let api = test_api_over(Arc::new(SqliteStore::open(&file).unwrap())).await;
    api.stuck_lift().await;
    fs::rename(&file, folder.path().join("moved.db")).unwrap();
    name_no_path(&details_of_all_routes(&api).await, folder.path());
}
