//! A hub that is killed at random moments: acknowledged commands survive, and none is applied twice.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use end_to_end::window::wait_until;
use end_to_end::{CommandLog, Hub, binary};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::{SqliteStore, TicketStore};
use tempfile::tempdir;
use tickets::CommandId;
use tokio::runtime::Runtime;
use wire::NewTicket;

const KILLS: u32 = 45;

const RESTORE_KILLS: u32 = 30;

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

/// Each kill leaves the desk before the restore, or the desk of the backup: complete, and free to open.
#[test]
fn a_restore_that_is_killed_at_a_random_moment_leaves_the_old_desk_or_the_restored_one() {
    let folder = tempdir().expect("a folder");
    let (desk, backup) = (folder.path().join("desk.db"), folder.path().join("copy.db"));
    let report = |count: u32| {
        let hub = Hub::start(folder.path());
        let user = hub.client("user");
        runtime().block_on(async {
            for number in 0..count {
                let description = format!("Report {number}: {}", "the lift is stuck. ".repeat(50));
                let new = NewTicket {
                    description,
                    ..NewTicket::default()
                };
                user.report(CommandId::new(), &new).await.expect("acknowledged");
            }
        });
        // The last reports are only in the log.
        hub.kill();
    };
    report(300);
    let made = Command::new(binary("campus-desk-hub"))
        .args([
            "backup".as_ref(),
            "--data".as_ref(),
            desk.as_os_str(),
            backup.as_os_str(),
        ])
        .output();
    assert!(made.expect("the hub runs").status.success());
    let mut random = StdRng::seed_from_u64(8);
    let (mut before, mut after) = (0, 0);
    for _ in 0..RESTORE_KILLS {
        report(5);
        let expected = tickets(folder.path());
        let mut restore = Command::new(binary("campus-desk-hub"))
            .args([
                "restore".as_ref(),
                "--data".as_ref(),
                desk.as_os_str(),
                backup.as_os_str(),
            ])
            .stderr(Stdio::null())
            .spawn()
            .expect("the hub runs");
        thread::sleep(Duration::from_micros(random.random_range(0..60_000)));
        restore.kill().expect("killed, or ended");
        restore.wait().expect("gone");
        let found = tickets(folder.path());
        assert!(found == expected || found == 300, "{found} of {expected}");
        (before, after) = (
            before + u32::from(found == expected),
            after + u32::from(found == 300),
        );
        let files = std::fs::read_dir(folder.path()).expect("a folder");
        let mut names = files.map(|file| file.expect("a file").file_name());
        assert!(names.all(|name| !name.to_string_lossy().contains(".restore-")));
    }
    println!("{before} restores were killed before they were decided, {after} after that");
}

/// The number of tickets of the desk, which is free to open.
fn tickets(folder: &Path) -> u64 {
    let desk = SqliteStore::open(folder.join("desk.db")).expect("the desk opens");
    desk.counts().expect("read").of(None, None, None)
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
