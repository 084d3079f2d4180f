//! A service as a real process, beside a desk that changes, ends, comes back and is replaced. What is
//! shown here for the backlog lives in the crate `follower` and holds for every analysis.

use std::process::Command;
use std::time::{Duration, Instant};

use chrono::Utc;
use follower::testing::{FakeDesk, Service};
use serde_json::Value;
use tickets::{Category, Status};
use wire::FactRow;

const PROGRAM: &str = env!("CARGO_BIN_EXE_campus-desk-backlog");
const HOUR: i64 = 3_600_000;

fn beside(desk: &FakeDesk) -> Service {
    Service::start(PROGRAM, &desk.address(), FakeDesk::TOKEN)
}

/// A ticket that was opened some hours ago.
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
fn it_counts_what_changes_while_it_runs() {
    let desk = FakeDesk::open();
    desk.put(broken_lift(1), Some("Hall B"));
    desk.put(ticket(2, 50, Status::Active, Category::TechnicalIt), None);
    let service = beside(&desk);
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
fn it_finds_the_desk_again_after_either_was_started_anew() {
    let desk = FakeDesk::open();
    desk.put(broken_lift(1), None);
    let service = beside(&desk);
    service.json_once("/backlog?last=1d", counts(1));

    let closed = desk.close();
    let health = service.json_once("/health", |health| health["trouble"].is_string());
    assert_eq!(
        (&health["status"], &health["behind"]),
        (&"behind".into(), &Value::Null)
    );
    assert_eq!(
        service.json("/backlog?last=1d")["count"],
        1,
        "the last known figure stays"
    );

    let desk = closed.reopen();
    desk.put(broken_lift(2), None);
    service.json_once("/backlog?last=1d", counts(2));
    service.json_once("/health", |health| {
        health["status"] == "ok" && health["behind"] == 0
    });

    drop(service);
    assert_eq!(beside(&desk).json("/backlog?last=1d")["count"], 2);
}

#[test]
fn another_desk_in_the_same_place_is_read_from_the_start() {
    let desk = FakeDesk::open();
    (1..=5).for_each(|row| desk.put(broken_lift(row), None));
    let service = beside(&desk);
    service.json_once("/backlog?last=1d", counts(5));

    let other = desk.close().replace();
    other.put(broken_lift(1), None);
    service.json_once("/backlog?last=1d", counts(1));
}

#[test]
fn a_desk_that_knows_less_than_before_is_read_from_the_start() {
    let desk = FakeDesk::open();
    (1..=5).for_each(|row| desk.put(broken_lift(row), None));
    let service = beside(&desk);
    service.json_once("/backlog?last=1d", counts(5));

    let _earlier = desk.close().roll_back(3);
    service.json_once("/backlog?last=1d", counts(2));
}

#[test]
fn before_the_first_catch_up_there_is_no_figure() {
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
fn a_token_that_the_desk_refuses_is_named_in_its_health() {
    let desk = FakeDesk::open();
    let service = Service::start(PROGRAM, &desk.address(), "another token");
    let health = service.json_once("/health", |health| health["trouble"].is_string());
    assert!(health["trouble"].as_str().unwrap().contains("401"), "{health}");
}

#[test]
fn it_ends_when_its_stdin_closes() {
    let desk = FakeDesk::open();
    let mut service = beside(&desk);
    service.json_once("/backlog?last=1d", counts(0));
    assert!(
        service.ends_within(Duration::from_millis(300)).is_none(),
        "it ended by itself"
    );

    service.close_stdin();
    let status = service
        .ends_within(Duration::from_secs(2))
        .expect("it outlived its stdin");
    assert!(status.success());
}

#[test]
fn by_itself_it_does_not_watch_stdin() {
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
    let mut service = Service::start_alone(PROGRAM, &arguments);

    let open_to_all = service.get_with("/backlog?last=1d", &[]);
    assert_eq!(
        (open_to_all.status, open_to_all.json()["count"].as_u64()),
        (200, Some(1))
    );
    assert!(service.ends_within(Duration::from_millis(300)).is_none());
    std::fs::remove_file(token).unwrap();
}

#[test]
fn strangers_are_refused() {
    let desk = FakeDesk::open();
    let service = beside(&desk);
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
fn nonsense_is_refused_with_a_reason() {
    let desk = FakeDesk::open();
    let service = beside(&desk);
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
fn what_is_no_start_line_ends_it_with_a_reason() {
    let begun = Instant::now();
    let ended = Command::new(PROGRAM)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(!ended.status.success() && ended.stdout.is_empty());
    assert!(
        String::from_utf8_lossy(&ended.stderr).contains("start line"),
        "{ended:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(2));
}

/// What it links shows that it never opens a database, and that only the classifier classifies.
#[test]
fn it_links_neither_sqlite_nor_linfa() {
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
