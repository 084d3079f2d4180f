//! Services as real processes: started, asked, killed, restarted, stopped.
#![expect(clippy::expect_used, reason = "a failed step fails the test")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use host::{AskError, Services, StartLine, Status};
use tempfile::TempDir;

const START: StartLine<'_> = StartLine {
    api: "http://127.0.0.1:1",
    token: "token",
    time_zone: "Europe/Rome",
};

/// A folder in which the listed services are the test program. It is beside the program, because a hard link
/// cannot leave a file system.
fn folder_with(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    for name in names {
        std::fs::hard_link(
            env!("CARGO_BIN_EXE_host-test-service"),
            executable(folder.path(), name),
        )
        .expect("a link");
    }
    folder
}

fn executable(folder: &Path, name: &str) -> std::path::PathBuf {
    folder.join(format!("campus-desk-{name}{}", std::env::consts::EXE_SUFFIX))
}

fn started(folder: &TempDir) -> Services {
    let services = Services::default();
    services.start(folder.path(), &START, || {});
    services
}

/// The process id that a panel of the test program ends with.
fn process_id(panel: &str) -> &str {
    panel.rsplit(' ').next().expect("a word")
}

/// The panel, once the service answers.
async fn panel_once_ready(services: &Services, name: &str) -> String {
    let began = Instant::now();
    loop {
        match services.panel(name, &[]).await {
            Ok(panel) => return panel,
            Err(error) => assert!(began.elapsed() < Duration::from_secs(10), "still {error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn each_service_gets_its_own_questions() {
    let folder = folder_with(&["backlog", "category-load"]);
    let services = started(&folder);
    let panel = services
        .panel("backlog", &[("last", "48h")])
        .await
        .expect("a panel");
    assert!(panel.starts_with("/backlog/panel?last=48h "), "{panel}");
    let csv = services.csv("category-load", &[]).await.expect("figures");
    let csv = String::from_utf8_lossy(&csv);
    assert!(csv.starts_with("/category-load/csv "), "{csv}");
    services.stop().await;
}

#[tokio::test]
async fn a_service_that_was_never_started_or_is_missing_is_unavailable() {
    let never = Services::default();
    assert_eq!(never.status("backlog"), None);
    assert!(matches!(
        never.panel("backlog", &[]).await,
        Err(AskError::Unavailable)
    ));

    let folder = folder_with(&["backlog"]);
    let services = started(&folder);
    let missing = services.panel("resolution-time", &[]).await;
    assert!(matches!(missing, Err(AskError::Unavailable)), "{missing:?}");
    assert_eq!(services.status("resolution-time"), Some(Status::Down));
    assert!(services.panel("backlog", &[]).await.is_ok());
    services.stop().await;
}

#[tokio::test]
async fn a_killed_service_is_unavailable_and_then_restarted() {
    let folder = folder_with(&["backlog"]);
    let (services, changes) = (Services::default(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&changes);
    services.start(folder.path(), &START, move || {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let panel = panel_once_ready(&services, "backlog").await;
    let before = changes.load(Ordering::SeqCst);

    let cut_off = services.panel("backlog", &[("behave", "exit")]).await;
    assert!(matches!(cut_off, Err(AskError::Unavailable)), "{cut_off:?}");
    let restarted = panel_once_ready(&services, "backlog").await;
    assert_ne!(process_id(&restarted), process_id(&panel));
    // Down and ready again.
    assert!(changes.load(Ordering::SeqCst) >= before + 2);
    services.stop().await;
}

#[tokio::test]
#[cfg(unix)]
async fn a_service_killed_by_a_signal_is_down_until_it_is_restarted() {
    let folder = folder_with(&["backlog"]);
    let services = started(&folder);
    let panel = panel_once_ready(&services, "backlog").await;
    let killed = std::process::Command::new("kill")
        .args(["-9", process_id(&panel)])
        .status();
    assert!(killed.expect("kill runs").success());
    let began = Instant::now();
    while services.status("backlog") != Some(Status::Down) {
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "the end was not noticed"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let down = services.panel("backlog", &[]).await;
    assert!(matches!(down, Err(AskError::Unavailable)), "{down:?}");
    panel_once_ready(&services, "backlog").await;
    services.stop().await;
}

#[tokio::test]
async fn a_late_answer_is_waited_for() {
    let folder = folder_with(&["backlog"]);
    let services = started(&folder);
    let late = services.panel("backlog", &[("behave", "late")]).await;
    assert!(late.is_ok(), "{late:?}");
    services.stop().await;
}

#[tokio::test]
async fn a_question_waits_for_a_service_that_is_starting_but_not_for_long() {
    let folder = folder_with(&["backlog", "category-load"]);
    std::fs::write(folder.path().join("campus-desk-backlog.delay_ms"), "300").expect("written");
    std::fs::write(folder.path().join("campus-desk-category-load.delay_ms"), "60000").expect("written");
    let services = started(&folder);
    assert!(services.panel("backlog", &[]).await.is_ok());
    let began = Instant::now();
    let slow = services.panel("category-load", &[]).await;
    assert!(matches!(slow, Err(AskError::Unavailable)), "{slow:?}");
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(services.status("category-load"), Some(Status::Starting));
    services.stop().await;
}

#[tokio::test]
async fn a_rejected_question_differs_from_a_failing_service() {
    let folder = folder_with(&["backlog"]);
    let services = started(&folder);
    let rejected = services.csv("backlog", &[("behave", "reject")]).await;
    assert!(
        matches!(&rejected, Err(AskError::Rejected(why)) if why == "no such period"),
        "{rejected:?}"
    );
    let failed = services.csv("backlog", &[("behave", "fail")]).await;
    assert!(matches!(failed, Err(AskError::Unavailable)), "{failed:?}");
    services.stop().await;
}

#[tokio::test]
async fn stopping_ends_the_processes() {
    let folder = folder_with(&["backlog"]);
    let services = started(&folder);
    panel_once_ready(&services, "backlog").await;
    let Some(Status::Ready { address }) = services.status("backlog") else {
        panic!("the service answered");
    };
    services.stop().await;
    assert_eq!(services.status("backlog"), None);
    let port = address.strip_prefix("http://").expect("an address");
    assert!(std::net::TcpStream::connect(port).is_err(), "still listening");
}

#[tokio::test]
async fn starting_twice_starts_each_service_once() {
    let folder = folder_with(&["backlog"]);
    let services = started(&folder);
    let panel = panel_once_ready(&services, "backlog").await;
    services.start(folder.path(), &START, || {});
    let again = services.panel("backlog", &[]).await.expect("a panel");
    assert_eq!(process_id(&again), process_id(&panel));
    services.stop().await;
}
