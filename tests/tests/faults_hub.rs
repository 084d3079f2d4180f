//! A hub that is killed at any moment: what it acknowledged is there, and nothing twice.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use end_to_end::window::wait_until;
use end_to_end::{Diary, Hub};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tempfile::tempdir;
use tokio::runtime::Runtime;

const KILLS: u32 = 45;

#[test]
fn what_was_acknowledged_survives_forty_five_kills() {
    let folder = tempdir().expect("a folder");
    let mut random = StdRng::seed_from_u64(45);
    let mut diary = Diary::default();
    for _ in 0..KILLS {
        let hub = Hub::start(folder.path());
        let acknowledged = diary.acknowledged();
        let enough = acknowledged.load(Ordering::SeqCst) + random.random_range(0..30);
        let (user, helpdesk) = (hub.client("user"), hub.client("helpdesk"));
        let writer =
            thread::spawn(move || runtime().block_on(diary.write_until_the_desk_dies(&user, &helpdesk)));
        // So many more, however slow the disk is, and then at any moment of the next.
        wait_until("the commands are acknowledged", || {
            acknowledged.load(Ordering::SeqCst) >= enough
        });
        thread::sleep(Duration::from_micros(random.random_range(0..5_000)));
        hub.kill();
        diary = writer.join().expect("the writer ends with the hub");
    }
    let reports = diary.reports();
    assert!(
        reports > 45,
        "only {reports} reports were acknowledged: too few to prove anything"
    );
    let hub = Hub::start(folder.path());
    runtime().block_on(diary.compare(&hub.client("service")));
}

#[test]
fn a_hub_that_is_asked_to_end_ends_cleanly_even_while_someone_waits() {
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
        "the desk was closed, not dropped: its log is folded into the file"
    );
}

#[test]
fn a_second_hub_on_the_same_desk_says_who_has_it() {
    let folder = tempdir().expect("a folder");
    let hub = Hub::start(folder.path());
    let (status, told) = Hub::fails_to_start(folder.path());
    assert_eq!(status.code(), Some(1));
    assert!(
        told.contains(&format!("is in use by campus-desk-hub (process {})", hub.id())),
        "{told}"
    );
    assert!(runtime().block_on(hub.client("user").health()).is_ok());
}

#[test]
fn a_file_that_is_no_desk_is_refused_and_left_as_it_was() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let bytes = "this is a shopping list, not a desk\n".repeat(1000);
    std::fs::write(&file, &bytes).expect("written");
    let (status, told) = Hub::fails_to_start(folder.path());
    assert_eq!(status.code(), Some(1));
    assert!(
        told.contains("desk.db is damaged") && !told.contains("panicked"),
        "{told}"
    );
    assert_eq!(std::fs::read_to_string(&file).expect("read"), bytes);
}

fn runtime() -> Runtime {
    Runtime::new().expect("a runtime")
}
