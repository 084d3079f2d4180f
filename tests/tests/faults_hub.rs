//! A hub that is killed at random moments: acknowledged commands survive, and none is applied twice.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use end_to_end::window::wait_until;
use end_to_end::{CommandLog, Hub};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tempfile::tempdir;
use tokio::runtime::Runtime;

const KILLS: u32 = 45;

#[test]
fn acknowledged_commands_survive_forty_five_kills_of_the_hub() {
    let folder = tempdir().expect("a folder");
    let mut random = StdRng::seed_from_u64(45);
    let mut log = CommandLog::default();
    for _ in 0..KILLS {
        let hub = Hub::start(folder.path());
        let acknowledged = log.acknowledged();
        let enough = acknowledged.load(Ordering::SeqCst) + random.random_range(0..30);
        let (user, helpdesk) = (hub.client("user"), hub.client("helpdesk"));
        let writer = thread::spawn(move || runtime().block_on(log.send_until_unreachable(&user, &helpdesk)));
        // Wait for a number of acknowledgements, independent of the disk's speed, then kill during a later command.
        wait_until("the commands are acknowledged", || {
            acknowledged.load(Ordering::SeqCst) >= enough
        });
        thread::sleep(Duration::from_micros(random.random_range(0..5_000)));
        hub.kill();
        log = writer.join().expect("the writer ends with the hub");
    }
    let reports = log.reports();
    assert!(
        reports > 45,
        "only {reports} reports were acknowledged: too few to prove anything"
    );
    let hub = Hub::start(folder.path());
    runtime().block_on(log.assert_matches(&hub.client("service")));
}

#[test]
fn sigterm_ends_the_hub_cleanly_while_a_client_waits() {
    let folder = tempdir().expect("a folder");
    let hub = Hub::start(folder.path());
    let follower = hub.client("service");
    let waiting = thread::spawn(move || {
        runtime()
            .block_on(follower.changes(0, 10, Duration::from_secs(30)))
            .map(|changes| changes.next)
    });
    thread::sleep(Duration::from_millis(300));
    assert!(hub.stop().success());
    assert!(waiting.join().expect("no panic").is_err());
    let log = folder.path().join("desk.db-wal");
    assert!(
        !log.exists(),
        "the hub closed the desk: the write-ahead log is checkpointed"
    );
}

#[test]
fn a_second_hub_on_the_same_desk_names_the_process_that_uses_it() {
    let folder = tempdir().expect("a folder");
    let hub = Hub::start(folder.path());
    let (status, stderr) = Hub::fails_to_start(folder.path());
    assert_eq!(status.code(), Some(1));
    assert!(
        stderr.contains(&format!("is in use by campus-desk-hub (process {})", hub.id())),
        "{stderr}"
    );
    assert!(runtime().block_on(hub.client("user").health()).is_ok());
}

#[test]
fn a_file_that_is_not_a_desk_is_refused_and_not_changed() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let bytes = "this is a shopping list, not a desk\n".repeat(1000);
    std::fs::write(&file, &bytes).expect("written");
    let (status, stderr) = Hub::fails_to_start(folder.path());
    assert_eq!(status.code(), Some(1));
    assert!(
        stderr.contains("desk.db is damaged") && !stderr.contains("panicked"),
        "{stderr}"
    );
    assert_eq!(std::fs::read_to_string(&file).expect("read"), bytes);
}

fn runtime() -> Runtime {
    Runtime::new().expect("a runtime")
}
