//! A damaged desk is restored from the page of the failed start; a desk of an older version is migrated.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use end_to_end::binary;
use end_to_end::window::{Laptop, Window, wait_until};
use rusqlite::Connection;
use tickets::CommandId;
use wire::NewTicket;

/// A desk that an earlier version wrote, with five tickets.
const PREVIOUS_RELEASE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/store/tests/data/4bed902/desk.db"
);

/// Reports tickets in an open window.
pub async fn report(window: &Window, texts: &[&str]) {
    let user = window.api("user");
    for text in texts {
        let description = (*text).to_owned();
        let new = NewTicket {
            description,
            ..NewTicket::default()
        };
        user.report(CommandId::new(), &new).await.unwrap();
    }
}

/// The names of the daily backups.
pub fn backups(laptop: &Laptop) -> Vec<PathBuf> {
    let files = fs::read_dir(laptop.data().join("backups")).into_iter().flatten();
    let files = files.map(|file| file.unwrap().path());
    files
        .filter(|file| file.extension().is_some_and(|end| end == "db"))
        .collect()
}

#[tokio::test]
async fn a_damaged_desk_is_restored_from_the_backup_of_today() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    report(
        &window,
        &["The lift in Hall B is stuck", "No Wi-Fi in the library"],
    )
    .await;
    let _ = window.close();
    // The first start on which the desk has tickets makes a backup.
    let window = laptop.open().await;
    wait_until("a backup is made", || backups(&laptop).len() == 1);
    report(&window, &["Reported after the backup"]).await;
    let _ = window.close();
    let mut damaged = fs::read(laptop.desk()).unwrap();
    damaged[..100].fill(b'x');
    fs::write(laptop.desk(), &damaged).unwrap();
    let other = laptop.data().join("backups/desk-20260101-090000000.db");
    fs::write(&other, "damaged too").unwrap();

    let window = laptop.open().await;
    window
        .sees(".start-failed h1", "The desk's file is damaged")
        .await;
    let folder = laptop.data().join("backups").display().to_string();
    window
        .sees(".backups > p", &format!("Backups are in {folder}."))
        .await;
    window
        .sees(".backups li:first-of-type", "2 tickets · last change today")
        .await;
    window.sees(".backups li:last-of-type", "cannot be read").await;
    window.picture("damaged-with-backups-1280");
    window.resize(360, 800).await;
    window.picture_of(360, 800, "damaged-with-backups-360");
    window.resize(1280, 800).await;

    // Asked first; "Cancel" changes nothing.
    window.click(".backups button", "Restore…").await;
    window.sees(".start-failed h1", "Restore this backup?").await;
    window.picture("confirm-restore-1280");
    window.click(".actions button", "Cancel").await;
    window
        .sees(".start-failed h1", "The desk's file is damaged")
        .await;
    assert!(fs::read(laptop.desk()).unwrap() == damaged);

    window.click(".backups button", "Restore…").await;
    window.sees(".start-failed h1", "Restore this backup?").await;
    window.click(".actions button", "Restore").await;
    window.sees("#rows .row", "No Wi-Fi in the library").await;
    window.sees("#rows .row", "The lift in Hall B is stuck").await;
    window.sees("#notices", "was restored").await;
    window.sees_no("#rows .row", "Reported after the backup").await;
    window.picture("restored");
    let files = fs::read_dir(laptop.data()).unwrap();
    let names = files.map(|file| file.unwrap().path());
    let mut replaced = names.filter(|name| name.to_string_lossy().ends_with(".db"));
    let replaced = replaced.find(|name| name.to_string_lossy().contains("desk-replaced-"));
    assert!(
        fs::read(replaced.unwrap()).unwrap() == damaged,
        "nothing is deleted"
    );
    // The desk works, and new tickets have numbers that nobody has seen.
    report(&window, &["After the restore"]).await;
    window.sees("#rows .row", "1003").await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_dark_window_lists_the_backups_too() {
    let laptop = Laptop::of_the_helpdesk().dark();
    let window = laptop.open().await;
    report(&window, &["The lift in Hall B is stuck"]).await;
    let _ = window.close();
    let backups = laptop.data().join("backups");
    fs::create_dir_all(&backups).unwrap();
    for name in [
        "desk-20261110-090000000.db",
        "desk-schema-2-20261101-120000000.db",
    ] {
        let backup = Command::new(binary("campus-desk-hub"))
            .args(["backup".as_ref(), "--data".as_ref(), laptop.desk().as_os_str()])
            .arg(backups.join(name))
            .output();
        assert!(backup.unwrap().status.success());
    }
    fs::write(laptop.desk(), "a shopping list").unwrap();
    let window = laptop.open().await;
    window.sees(".backups li:last-of-type", "before an update").await;
    window.picture("damaged-with-backups-dark-1280");
    window.resize(360, 800).await;
    window.picture_of(360, 800, "damaged-with-backups-dark-360");
    window.click(".backups button", "Restore…").await;
    window.sees(".start-failed h1", "Restore this backup?").await;
    window.picture_of(360, 800, "confirm-restore-dark-360");
}

/// Opens a window while another program holds the desk, so that its migration begins only after the page is there.
async fn open_while_held(laptop: &Laptop) -> (Window, Connection) {
    let other_program = Connection::open(laptop.desk()).unwrap();
    other_program.execute_batch("begin immediate").unwrap();
    let window = laptop.open_while_starting().await;
    let updating = "document.querySelector('.opening')?.textContent.includes('Updating')";
    let either = format!("{updating} || document.querySelector('.start-failed')");
    window
        .until("the desk is being updated, or was held for too long", &either)
        .await;
    if window.count(".start-failed").await > 0 {
        window.click(".start-failed button", "Try again").await;
    }
    window.sees(".opening", "Updating Campus Desk's data…").await;
    (window, other_program)
}

#[tokio::test]
async fn a_window_shows_that_it_updates_the_desk_before_it_is_opened() {
    let laptop = Laptop::of_the_helpdesk();
    fs::create_dir_all(laptop.data()).unwrap();
    fs::copy(PREVIOUS_RELEASE, laptop.desk()).unwrap();
    let (window, other_program) = open_while_held(&laptop).await;
    window.picture("updating");
    other_program.execute_batch("rollback").unwrap();
    drop(other_program);
    window.sees("#rows .row", "The canteen queue is too long").await;
    let before_update = |file: &PathBuf| file.to_string_lossy().contains("desk-schema-2-");
    assert!(backups(&laptop).iter().any(before_update));
}

#[tokio::test]
async fn the_migration_of_a_large_desk_shows_how_far_it_is() {
    let laptop = Laptop::of_the_helpdesk();
    fs::create_dir_all(laptop.data()).unwrap();
    fs::copy(PREVIOUS_RELEASE, laptop.desk()).unwrap();
    let desk = Connection::open(laptop.desk()).unwrap();
    // Copies of the ticket that nobody has started.
    desk.execute_batch(
        "with recursive n (n) as (select 101 union all select n + 1 from n where n < 15000)
        insert into ticket select n, randomblob(16), n, status, category, category_by, sure, opened_at + n,
            modified_at, closed_at, version, description_version, place_version, messages, last_word,
            waiting_since, stamp, place_id, place, assignment, description || ' ' || n from ticket, n where number = 44;
        update desk set last_row = 15000, last_number = 15000;",
    )
    .unwrap();
    drop(desk);
    let (window, other_program) = open_while_held(&laptop).await;
    other_program.execute_batch("rollback").unwrap();
    drop(other_program);
    window.sees("#progress", "Preparing the search…").await;
    window
        .until(
            "the bar moves",
            "document.querySelector('#progress progress').value > 1000",
        )
        .await;
    window.sees(".opening", "Updating Campus Desk's data…").await;
    window.picture("updating-with-progress");
    window.sees("#rows .row", "The canteen queue is too long").await;
    window.sees_no("#progress", "Preparing the search…").await;
}
