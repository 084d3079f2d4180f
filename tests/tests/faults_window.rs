//! The window under faults: killed, on a damaged or foreign desk, on a full disk, started twice.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "../../crates/store/tests/disk/mod.rs"]
mod disk;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use disk::Disk;
use end_to_end::window::{Laptop, Process, Window, wait_until};
use end_to_end::{CommandLog, Hub};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tickets::CommandId;
use wire::{ListQuery, NewTicket};

const KILLS: u32 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_commands_survive_five_kills_of_the_window_and_its_services_end() {
    let laptop = Laptop::of_the_helpdesk();
    let mut random = StdRng::seed_from_u64(5);
    let mut log = CommandLog::default();
    for _ in 0..KILLS {
        let window = laptop.open().await;
        let services = running_services(&window);
        let (user, helpdesk) = (window.api("user"), window.api("helpdesk"));
        let writer = tokio::spawn(async move { log.send_until_unreachable(&user, &helpdesk).await });
        tokio::time::sleep(Duration::from_millis(random.random_range(50..1_500))).await;
        window.kill();
        assert_end_soon(&services);
        log = writer.await.unwrap();
    }
    assert!(
        log.reports() > 5,
        "only {} reports were acknowledged",
        log.reports()
    );
    let window = laptop.open().await;
    log.assert_matches(&window.api("service")).await;
}

#[tokio::test]
async fn closing_the_window_ends_its_services_and_checkpoints_the_desk() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let services = running_services(&window);
    let _ = window.close();
    assert_end_soon(&services);
    let log = fs::metadata(laptop.desk().with_extension("db-wal"));
    assert!(
        log.map_or(0, |log| log.len()) == 0,
        "the write-ahead log is checkpointed, so that a copy of the file is a copy of the desk"
    );
}

/// The window's three services, once they run.
fn running_services(window: &Window) -> Vec<Process> {
    wait_until("the services run", || window.services().len() == 3);
    let services = window.services().into_iter();
    services.map(|(_, service)| service).collect()
}

/// Asserts that all services end within two seconds.
fn assert_end_soon(services: &[Process]) {
    let ended = Instant::now();
    wait_until("the services are gone", || {
        services.iter().all(|service| !service.is_alive())
    });
    assert!(
        ended.elapsed() < Duration::from_secs(2),
        "a service survived by {:?}",
        ended.elapsed()
    );
}

#[tokio::test]
async fn a_damaged_or_newer_desk_is_reported_and_not_changed() {
    let laptop = laptop_with_tickets().await;
    let whole = fs::read(laptop.desk()).unwrap();

    let mut no_header = whole.clone();
    no_header[..100].fill(b'x');
    assert_reported_and_unchanged(&laptop, &no_header, "damaged", "Restore a backup").await;
    assert_reported_and_unchanged(&laptop, &whole[..whole.len() / 2], "damaged", "Restore a backup").await;
    assert_reported_and_unchanged(&laptop, b"this is a shopping list", "damaged", "Restore a backup").await;

    fs::write(laptop.desk(), &whole).unwrap();
    set_newer_version(&laptop.desk());
    let newer = fs::read(laptop.desk()).unwrap();
    assert_reported_and_unchanged(&laptop, &newer, "newer version", "Install the newer version").await;

    // After the file is restored, "Try again" opens the desk.
    fs::write(laptop.desk(), &no_header).unwrap();
    let window = laptop.open().await;
    window.sees(".start-failed h1", "damaged").await;
    window.picture("damaged");
    fs::write(laptop.desk(), &whole).unwrap();
    window.click(".start-failed button", "Try again").await;
    window.click("button", "I want to report a problem").await;
    window.sees("#rows .row", "Report 1 of 40").await;
}

#[tokio::test]
async fn a_zeroed_database_page_is_reported_by_the_first_read_of_it() {
    let laptop = laptop_with_tickets().await;
    let whole = fs::read(laptop.desk()).unwrap();
    let page = 4_096;
    let middle = whole.len() / page / 2;
    let mut reported = 0;
    // For each hole, the window either reports the damage or never reads the page and works.
    for hole in [middle, middle + 1, whole.len() / page - 1] {
        let mut damaged = whole.clone();
        damaged[hole * page..(hole + 1) * page].fill(0);
        fs::write(laptop.desk(), &damaged).unwrap();
        let window = laptop.open().await;
        reported += usize::from(reports_damage(&window).await);
        drop(window);
        assert!(
            fs::read(laptop.desk()).unwrap() == damaged,
            "the file's bytes were changed"
        );
    }
    assert!(reported > 0, "no damage was reported");
}

/// Selects one ticket after the other until damage is reported; false if it is not.
async fn reports_damage(window: &Window) -> bool {
    if !window.texts(".start-failed h1").await.is_empty() {
        return true;
    }
    if window.count(".choices").await > 0 {
        window.click("button", "I work at the helpdesk").await;
    }
    window
        .until(
            "a row or a failure is shown",
            "document.querySelector('#rows .row, .notice.failure')",
        )
        .await;
    for _ in 0..45 {
        window.press('j').await;
        if window
            .texts(".notice.failure")
            .await
            .iter()
            .any(|notice| notice.contains("damaged"))
        {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn a_read_only_desk_is_reported_and_not_changed() {
    let disk = Disk::of("16m");
    let laptop = Laptop::new().with_data(disk.path().join("data"));
    drop(laptop.open().await);
    disk.make_read_only();
    let before = fs::read(laptop.desk()).unwrap();
    let window = laptop.open().await;
    window.sees(".start-failed h1", "can only be read").await;
    window
        .sees(".start-failed", "Give your account the right to write it")
        .await;
    window.picture("read-only");
    assert!(fs::read(laptop.desk()).unwrap() == before);
}

#[tokio::test]
async fn on_a_full_disk_the_typed_report_stays_until_there_is_space() {
    let disk = Disk::of("8m");
    let laptop = Laptop::new().with_data(disk.path().join("data"));
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    let ballast = disk.path().join("ballast");
    disk::fill(&ballast);
    let long = "The cellar is full of water. ".repeat(300);
    window.pastes("#report-description", &long).await;
    window.click("#report button", "Send report").await;
    window.sees("#notices .failure", "the disk is full").await;
    window.picture("disk-full");
    assert_eq!(window.value("#report-description").await, long);
    let all = window
        .api("helpdesk")
        .tickets(&ListQuery::default())
        .await
        .unwrap();
    assert_eq!(all.tickets, [], "nothing was written");

    fs::remove_file(ballast).unwrap();
    window.click("#report button", "Send report").await;
    window.sees("#report h2", "Your report is number").await;
    let all = window
        .api("helpdesk")
        .tickets(&ListQuery::default())
        .await
        .unwrap();
    assert_eq!(all.tickets.len(), 1);
}

#[tokio::test]
async fn a_second_start_brings_the_first_window_to_the_front() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    let cover = laptop.screen().cover();
    let second = laptop.start_second_instance();
    assert!(second.success(), "{second}");
    laptop.screen().wait_until_above("Campus Desk", &cover);
    window.sees("button", "I want to report a problem").await;
}

/// The page is busy, so that closing the window takes two seconds.
#[tokio::test]
async fn a_second_start_while_the_first_window_is_being_closed_opens_a_window() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    let cover = laptop.screen().cover();
    let busy = "setTimeout(() => { const until = Date.now() + 4000; while (Date.now() < until) { /* busy */ } }, 200)";
    window.run(busy, vec![]).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    laptop.screen().close_window("Campus Desk");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(window.application().is_alive(), "it is being closed");
    let mut second = laptop.spawn_second_instance();
    wait_until("the first application has ended", || {
        !window.application().is_alive()
    });
    laptop.screen().wait_until_above("Campus Desk", &cover);
    assert!(
        second.try_wait().unwrap().is_none(),
        "the second start shows the window"
    );
    second.kill().unwrap();
    second.wait().unwrap();
}

#[tokio::test]
async fn a_desk_that_a_hub_uses_is_reported_as_in_use() {
    let laptop = Laptop::new();
    fs::create_dir_all(laptop.data()).unwrap();
    let hub = Hub::start(&laptop.data());
    let window = laptop.open().await;
    window.sees(".start-failed h1", "in use by another program").await;
    window
        .sees(".start-failed", "Close the other one, then try again")
        .await;
    assert!(hub.stop().success());
    window.click(".start-failed button", "Try again").await;
    window.sees("button", "I want to report a problem").await;
}

/// A laptop with forty tickets and no open window.
async fn laptop_with_tickets() -> Laptop {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    let desk = window.api("user");
    for number in 1..=40 {
        let description = format!("Report {number} of 40: {}", "the lamp is broken ".repeat(60));
        let new = NewTicket {
            description,
            ..NewTicket::default()
        };
        desk.report(CommandId::new(), &new).await.unwrap();
    }
    let _ = window.close();
    // A clean stop checkpoints the write-ahead log, so that the file alone is the desk.
    assert!(Hub::start(&laptop.data()).stop().success());
    laptop
}

/// Opens a window on a file of these bytes: it shows the cause and the next step, and does not change the file.
async fn assert_reported_and_unchanged(laptop: &Laptop, bytes: &[u8], what: &str, next_step: &str) {
    fs::write(laptop.desk(), bytes).unwrap();
    let window = laptop.open().await;
    window.sees(".start-failed h1", what).await;
    window.sees(".start-failed", next_step).await;
    window.sees(".start-failed code", "desk.db").await;
    drop(window);
    assert!(
        fs::read(laptop.desk()).unwrap() == bytes,
        "the file's bytes were changed"
    );
}

/// Gives the file the schema version of a later release.
fn set_newer_version(desk: &Path) {
    let mut bytes = fs::read(desk).unwrap();
    // SQLite's user_version: four bytes of the header, big-endian.
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    fs::write(desk, bytes).unwrap();
}
