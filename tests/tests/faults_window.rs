//! The window when things break: killed, on a damaged or foreign desk, on a full disk, opened twice.
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
use end_to_end::{Diary, Hub};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tickets::CommandId;
use wire::{ListQuery, NewTicket};

const KILLS: u32 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_five_kills_and_no_service_survives_them() {
    let laptop = Laptop::of_the_helpdesk();
    let mut random = StdRng::seed_from_u64(5);
    let mut diary = Diary::default();
    for _ in 0..KILLS {
        let window = laptop.open().await;
        let services = running_services(&window);
        let (user, helpdesk) = (window.api("user"), window.api("helpdesk"));
        let writer = tokio::spawn(async move { diary.write_until_the_desk_dies(&user, &helpdesk).await });
        tokio::time::sleep(Duration::from_millis(random.random_range(50..1_500))).await;
        window.kill();
        end_soon(&services);
        diary = writer.await.unwrap();
    }
    assert!(diary.reports() > 5, "{} reports prove nothing", diary.reports());
    let window = laptop.open().await;
    diary.compare(&window.api("service")).await;
}

#[tokio::test]
async fn a_window_that_is_closed_takes_its_services_along() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let services = running_services(&window);
    let _ = window.close();
    end_soon(&services);
    let log = fs::metadata(laptop.desk().with_extension("db-wal"));
    assert!(
        log.map_or(0, |log| log.len()) == 0,
        "the log is folded into the file, so that a copy of the file is a copy of the desk"
    );
}

/// The window's three services, once they run.
fn running_services(window: &Window) -> Vec<Process> {
    wait_until("the services run", || window.services().len() == 3);
    let services = window.services().into_iter();
    services.map(|(_, service)| service).collect()
}

/// None of them survives the window by more than two seconds, from now on.
fn end_soon(services: &[Process]) {
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
async fn a_damaged_or_newer_desk_is_told_and_left_as_it_was() {
    let laptop = laptop_with_tickets().await;
    let whole = fs::read(laptop.desk()).unwrap();

    let mut no_header = whole.clone();
    no_header[..100].fill(b'x');
    told_and_left(&laptop, &no_header, "damaged", "restore a backup").await;
    told_and_left(&laptop, &whole[..whole.len() / 2], "damaged", "restore a backup").await;
    told_and_left(&laptop, b"this is a shopping list", "damaged", "restore a backup").await;

    fs::write(laptop.desk(), &whole).unwrap();
    newer(&laptop.desk());
    let from_the_future = fs::read(laptop.desk()).unwrap();
    told_and_left(
        &laptop,
        &from_the_future,
        "newer version",
        "Install the newer version",
    )
    .await;

    // Once it is restored, "Try again" goes on.
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
async fn a_zeroed_page_is_told_at_the_first_read_that_meets_it() {
    let laptop = laptop_with_tickets().await;
    let whole = fs::read(laptop.desk()).unwrap();
    let page = 4_096;
    let middle = whole.len() / page / 2;
    let mut met = 0;
    // Wherever the hole is: the window says so, or does not meet it and works; it never shows half a page.
    for hole in [middle, middle + 1, whole.len() / page - 1] {
        let mut damaged = whole.clone();
        damaged[hole * page..(hole + 1) * page].fill(0);
        fs::write(laptop.desk(), &damaged).unwrap();
        let window = laptop.open().await;
        met += usize::from(tells_damage(&window).await);
        drop(window);
        assert!(
            fs::read(laptop.desk()).unwrap() == damaged,
            "the file's bytes were changed"
        );
    }
    assert!(met > 0, "no hole was met");
}

/// Reads through all tickets until the damage is told, if it is.
async fn tells_damage(window: &Window) -> bool {
    if !window.texts(".start-failed h1").await.is_empty() {
        return true;
    }
    if window.count(".choices").await > 0 {
        window.click("button", "I work at the helpdesk").await;
    }
    window
        .until(
            "something is said",
            "document.querySelector('#rows .row, .notice.failure')",
        )
        .await;
    for _ in 0..45 {
        window.press('j').await;
        if window
            .texts(".notice.failure")
            .await
            .iter()
            .any(|said| said.contains("damaged"))
        {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn a_desk_that_can_only_be_read_is_told() {
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
async fn a_full_disk_keeps_what_was_typed_until_there_is_room() {
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
    assert_eq!(all.tickets, [], "nothing half-written");

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
async fn a_second_window_brings_the_first_to_the_front() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    let cover = laptop.screen().cover();
    let second = laptop.start_again();
    assert!(second.success(), "{second}");
    laptop.screen().comes_above("Campus Desk", &cover);
    window.sees("button", "I want to report a problem").await;
}

#[tokio::test]
async fn a_desk_that_a_hub_serves_is_told_to_be_in_use() {
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

/// A laptop with forty tickets, whose window was closed.
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
    // The desk's log is folded into its file, so that the file alone is the desk.
    assert!(Hub::start(&laptop.data()).stop().success());
    laptop
}

/// Opens a window on these bytes: it says what happened and what to do, and leaves them.
async fn told_and_left(laptop: &Laptop, bytes: &[u8], what: &str, todo: &str) {
    fs::write(laptop.desk(), bytes).unwrap();
    let window = laptop.open().await;
    window.sees(".start-failed h1", what).await;
    window.sees(".start-failed", todo).await;
    window.sees(".start-failed code", "desk.db").await;
    drop(window);
    assert!(
        fs::read(laptop.desk()).unwrap() == bytes,
        "the file's bytes were changed"
    );
}

/// Marks the file as one from a version to come.
fn newer(desk: &Path) {
    let mut bytes = fs::read(desk).unwrap();
    // The file's header holds the version that the migrations count, as four bytes, big end first.
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    fs::write(desk, bytes).unwrap();
}
