//! A service as a real process, with a desk that changes, stops, restarts and is replaced. The tests cover the crate
//! `follower`, on which every analysis is built.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]

use std::process::Command;
use std::time::{Duration, Instant};

use chrono::Utc;
use follower::testing::{FakeDesk, Service};
use serde_json::{Value, json};
use tickets::{Category, Status};
use wire::FactRow;

const PROGRAM: &str = env!("CARGO_BIN_EXE_campus-desk-backlog");
const HOUR: i64 = 3_600_000;

fn start_service(desk: &FakeDesk) -> Service {
    Service::start(PROGRAM, &desk.address(), FakeDesk::TOKEN)
}

/// A ticket opened `hours_ago`.
fn ticket(row: u32, hours_ago: i64, status: Status, category: Category) -> FactRow {
    let opened = Utc::now().timestamp_millis() - hours_ago * HOUR;
    let closed = (status == Status::Closed).then_some(opened + HOUR / 2);
    FactRow(row, opened, closed, status, category, None)
}

fn broken_lift(row: u32) -> FactRow {
    ticket(row, 2, Status::Open, Category::FacilityManagement)
}

fn counts(count: u64) -> impl Fn(&Value) -> bool {
    move |answer| answer["count"] == count
}

#[test]
fn changes_are_counted_while_the_service_runs() {
    let desk = FakeDesk::open();
    desk.put(broken_lift(1), Some("Hall B"));
    desk.put(ticket(2, 50, Status::Active, Category::TechnicalIt), None);
    let service = start_service(&desk);
    assert_eq!(service.json("/backlog?last=48h")["count"], 1);
    assert_eq!(service.json("/backlog?last=3d")["count"], 2);

    desk.put(broken_lift(3), Some("Library"));
    service.json_once("/backlog?last=48h", counts(2));
    assert_eq!(service.json("/backlog?last=48h&place=hall%20b")["count"], 1);
    assert_eq!(service.json("/backlog?last=7d&category=technical-it")["count"], 1);

    desk.put(
        ticket(1, 2, Status::Closed, Category::FacilityManagement),
        Some("Hall B"),
    );
    service.json_once("/backlog?last=48h", counts(1));
    assert_eq!(service.json("/backlog?last=48h&place=Hall%20B")["count"], 0);
}

#[test]
fn the_service_reconnects_after_a_restart_of_the_desk_or_of_itself() {
    let desk = FakeDesk::open();
    desk.put(broken_lift(1), None);
    let service = start_service(&desk);
    service.json_once("/backlog?last=1d", counts(1));

    let stopped = desk.stop();
    let health = service.json_once("/health", |health| health["error"].is_string());
    assert_eq!(
        (&health["status"], &health["behind"]),
        (&"behind".into(), &Value::Null)
    );
    assert_eq!(
        service.json("/backlog?last=1d")["count"],
        1,
        "the last figure is still answered"
    );

    let desk = stopped.restart();
    desk.put(broken_lift(2), None);
    service.json_once("/backlog?last=1d", counts(2));
    service.json_once("/health", |health| {
        health["status"] == "ok" && health["behind"] == 0
    });

    drop(service);
    assert_eq!(start_service(&desk).json("/backlog?last=1d")["count"], 2);
}

#[test]
fn another_desk_at_the_same_address_is_read_from_the_start() {
    let desk = FakeDesk::open();
    (1..=5).for_each(|row| desk.put(broken_lift(row), None));
    let service = start_service(&desk);
    service.json_once("/backlog?last=1d", counts(5));

    let other = desk.stop().replace();
    other.put(broken_lift(1), None);
    service.json_once("/backlog?last=1d", counts(1));
}

#[test]
fn a_rolled_back_desk_is_read_from_the_start() {
    let desk = FakeDesk::open();
    (1..=5).for_each(|row| desk.put(broken_lift(row), None));
    let service = start_service(&desk);
    service.json_once("/backlog?last=1d", counts(5));

    let _earlier = desk.stop().roll_back(3);
    service.json_once("/backlog?last=1d", counts(2));
}

#[test]
fn a_forked_desk_at_the_same_number_is_read_from_the_start() {
    let desk = FakeDesk::open();
    (1..=5).for_each(|row| desk.put(broken_lift(row), None));
    let service = start_service(&desk);
    service.json_once("/backlog?last=1d", counts(5));

    // Rows 4 and 5 do not exist in the fork; row 3 changed twice.
    let _fork = desk.stop().fork(2, [broken_lift(3), broken_lift(3)]);
    service.json_once("/backlog?last=1d", counts(3));
}

#[test]
fn a_forked_desk_with_more_changes_is_read_from_the_start() {
    let desk = FakeDesk::open();
    (1..=5).for_each(|row| desk.put(broken_lift(row), None));
    let service = start_service(&desk);
    service.json_once("/backlog?last=1d", counts(5));

    let fork = desk
        .stop()
        .fork(2, [broken_lift(3), broken_lift(3), broken_lift(3)]);
    service.json_once("/backlog?last=1d", counts(3));
    fork.put(broken_lift(4), None);
    service.json_once("/backlog?last=1d", counts(4));
}

#[test]
fn a_row_that_is_not_understood_is_skipped_and_the_feed_goes_on() {
    let desk = FakeDesk::open();
    let now = Utc::now().timestamp_millis();
    desk.put(broken_lift(1), None);
    desk.put_json(
        json!([2, now - HOUR, null, "archived", "technical-it", null]),
        None,
    );
    desk.put_json(json!([3, now - HOUR, null, "open", "gardening", null]), None);
    desk.put_json(
        json!([4_000_000_000_u64, now - HOUR, null, "open", "technical-it", null]),
        None,
    );
    desk.put_json(
        json!([5_000_000_000_u64, now - HOUR, null, "open", "technical-it", null]),
        None,
    );
    desk.put_json(
        json!([50_000_000, now - HOUR, null, "open", "technical-it", null]),
        None,
    );
    desk.put(broken_lift(6), None);
    let service = start_service(&desk);
    service.json_once("/backlog?last=1d", counts(2));
    let health = service.json("/health");
    assert_eq!(
        (&health["status"], &health["skipped_rows"]),
        (&"ok".into(), &json!(5))
    );

    desk.put(broken_lift(2), None);
    service.json_once("/backlog?last=1d", counts(3));
}

#[test]
fn there_is_no_figure_before_the_first_catch_up() {
    let nobody = "http://127.0.0.1:9";
    let service = Service::start(PROGRAM, nobody, "a token");
    let answer = service.get("/backlog?last=48h");
    assert_eq!(
        (answer.status, answer.kind.as_str()),
        (503, "application/problem+json")
    );
    assert_eq!(service.json("/health")["caught_up"], false);
}

#[test]
fn a_rejected_token_is_reported_in_the_health() {
    let desk = FakeDesk::open();
    let service = Service::start(PROGRAM, &desk.address(), "another token");
    let health = service.json_once("/health", |health| health["error"].is_string());
    assert!(health["error"].as_str().unwrap().contains("401"), "{health}");
}

#[test]
fn the_service_ends_when_its_stdin_closes() {
    let desk = FakeDesk::open();
    let mut service = start_service(&desk);
    service.json_once("/backlog?last=1d", counts(0));
    assert!(
        service.ends_within(Duration::from_millis(300)).is_none(),
        "the service ended before stdin closed"
    );

    service.close_stdin();
    let status = service
        .ends_within(Duration::from_secs(2))
        .expect("the service did not end");
    assert!(status.success());
}

#[test]
fn a_service_started_with_arguments_ignores_stdin() {
    let desk = FakeDesk::open();
    desk.put(broken_lift(1), None);
    let token = std::env::temp_dir().join(format!("campus-desk-token-{}", std::process::id()));
    std::fs::write(&token, format!("service = \"{}\"\n", FakeDesk::TOKEN)).unwrap();
    let (api, file) = (desk.address(), token.to_str().unwrap());
    let arguments = [
        "--api",
        &api,
        "--token-file",
        file,
        "--listen",
        "127.0.0.1:0",
        "--time-zone",
        "Europe/Rome",
    ];
    let mut service = Service::start_standalone(PROGRAM, &arguments);

    let without_secret = service.get_with("/backlog?last=1d", &[]);
    assert_eq!(
        (without_secret.status, without_secret.json()["count"].as_u64()),
        (200, Some(1))
    );
    assert!(service.ends_within(Duration::from_millis(300)).is_none());
    std::fs::remove_file(token).unwrap();
}

#[test]
fn requests_without_the_secret_or_from_another_host_are_rejected() {
    let desk = FakeDesk::open();
    let service = start_service(&desk);
    let secret = format!("Bearer {}", Service::SECRET);
    let port = service.address.rsplit(':').next().unwrap();
    let status = |headers: &[(&str, &str)]| service.get_with("/backlog?last=1d", headers).status;

    assert_eq!(status(&[("authorization", &secret)]), 200);
    assert_eq!(
        status(&[("authorization", &secret), ("host", &format!("localhost:{port}"))]),
        200
    );
    assert_eq!(status(&[]), 401);
    assert_eq!(status(&[("authorization", "Bearer guess")]), 401);
    assert_eq!(
        status(&[("authorization", &secret), ("host", "evil.example")]),
        403
    );
    assert_eq!(
        status(&[
            ("authorization", &secret),
            ("host", &format!("evil.example:{port}"))
        ]),
        403
    );
    assert_eq!(
        status(&[("authorization", &secret), ("host", "127.0.0.1:1")]),
        403
    );
}

#[test]
fn malformed_requests_are_rejected_with_a_reason() {
    let desk = FakeDesk::open();
    let service = start_service(&desk);
    for (path, status) in [
        ("/backlog", 400),
        ("/backlog?last=", 400),
        ("/backlog?last=forever", 400),
        ("/backlog?last=0h", 400),
        ("/backlog?last=3651d", 400),
        ("/backlog?last=%2B5h", 400),
        ("/backlog?last=48h&category=gardening", 400),
        ("/backlog?last=48h&colour=red", 400),
        ("/backlog?last=48h&last=7d", 400),
        ("/backlog/panel", 400),
        ("/backlog?last=%FF", 400),
        ("/nothing", 404),
        ("/backlog/", 404),
    ] {
        let answer = service.get(path);
        assert_eq!(
            (answer.status, answer.kind.as_str()),
            (status, "application/problem+json"),
            "{path}"
        );
        assert_eq!(answer.json()["status"], status, "{path}");
        assert!(!answer.json()["detail"].as_str().unwrap().is_empty(), "{path}");
    }
    assert_eq!(service.get("/backlog?last=48h&category=&place=").status, 200);
    assert_eq!(
        service.get("/backlog?last=48h&place=%3Cimg%20src%3Dx%3E").json()["count"],
        0
    );
}

#[test]
fn the_figures_are_served_as_csv() {
    let desk = FakeDesk::open();
    desk.put(broken_lift(1), None);
    let service = start_service(&desk);
    service.json_once("/backlog?last=48h", counts(1));
    let answer = service.get("/backlog/csv?last=48h");
    assert_eq!(
        (answer.status, answer.kind.as_str()),
        (200, "text/csv; charset=utf-8")
    );
    let rows = answer.body.lines().filter(|row| row.starts_with("period,"));
    let counts = rows.filter_map(|row| row.rsplit(',').next()?.parse::<u64>().ok());
    assert_eq!(counts.sum::<u64>(), 1, "{}", answer.body);
    assert_eq!(service.get("/backlog/csv").status, 400, "the period is missing");
}

#[test]
fn a_missing_start_line_ends_the_service_with_a_reason() {
    let began = Instant::now();
    let ended = Command::new(PROGRAM)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(!ended.status.success() && ended.stdout.is_empty());
    assert!(
        String::from_utf8_lossy(&ended.stderr).contains("start line"),
        "{ended:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(2));
}

/// The services never open a database and never classify: their dependencies prove it.
#[test]
fn the_services_link_neither_sqlite_nor_linfa() {
    for service in ["backlog", "resolution-time", "category-load"] {
        let tree = Command::new(env!("CARGO"))
            .args([
                "tree",
                "--offline",
                "--edges",
                "normal",
                "--prefix",
                "none",
                "--package",
                service,
            ])
            .output()
            .unwrap();
        let tree = String::from_utf8(tree.stdout).unwrap();
        assert!(tree.contains("follower v"), "{service}: {tree}");
        for crate_name in ["rusqlite", "libsqlite3-sys", "linfa", "store", "classifier"] {
            let named = |line: &str| line.split(' ').next() == Some(crate_name);
            assert!(!tree.lines().any(named), "{service} links {crate_name}");
        }
    }
}
