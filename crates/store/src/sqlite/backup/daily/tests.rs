use std::fs;

use super::*;
use crate::SqliteStore;
use crate::contract::fixtures::reported;

fn time(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// A desk with one ticket.
struct OpenDesk {
    folder: tempfile::TempDir,
    store: SqliteStore,
}

impl OpenDesk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path().join("desk.db")).expect("a new desk");
        reported(&store, "The lift is stuck", 0);
        Self { folder, store }
    }

    /// What the thread does at this time.
    fn hour(&self, now: &str) -> Result<(), StoreError> {
        back_up_if_due(self.store.file(), 14, time(now), &Arc::default())
    }

    /// The days of the backups, newest first.
    fn days(&self) -> Vec<String> {
        let backups = catalog::list(self.store.file()).into_iter();
        backups
            .map(|backup| backup.made_at.format("%m-%d").to_string())
            .collect()
    }
}

#[test]
fn a_backup_is_made_in_the_first_hour_of_each_day_on_which_the_desk_is_open() {
    let desk = OpenDesk::new();
    for hour in [
        "2026-03-02T22:15:00Z",
        "2026-03-02T23:15:00Z",
        // The window was closed at midnight.
        "2026-03-03T08:40:00Z",
        "2026-03-03T09:40:00Z",
        "2026-03-09T11:00:00Z",
    ] {
        desk.hour(hour).expect("no fault");
    }
    assert_eq!(desk.days(), ["03-09", "03-03", "03-02"]);
    let backup = &catalog::list(desk.store.file())[0];
    let contents = super::super::contents(&backup.file).expect("readable");
    assert_eq!(contents.tickets, 1);
}

#[test]
fn backups_stay_for_the_days_of_the_setting_and_other_files_for_ever() {
    let desk = OpenDesk::new();
    let own = catalog::new_folder(desk.store.file())
        .expect("a folder")
        .join("desk-before-the-move.db");
    fs::write(&own, "mine").expect("written");
    let update = desk
        .folder
        .path()
        .join("backups/desk-schema-2-20260301-080000000.db");
    fs::write(&update, "before an update").expect("written");
    for day in ["2026-03-02", "2026-03-15", "2026-03-16"] {
        desk.hour(&format!("{day}T09:00:00Z")).expect("no fault");
    }
    assert_eq!(desk.days(), ["03-16", "03-15", "03-02"], "14 days are not over");
    assert!(!update.exists() && own.exists());
    desk.hour("2026-03-16T09:00:01Z").expect("no fault");
    assert_eq!(
        desk.days().len(),
        3,
        "old backups are deleted only after a new one was made"
    );
    desk.hour("2026-06-01T09:00:00Z").expect("no fault");
    assert_eq!(desk.days(), ["06-01"]);
}

#[test]
fn a_backup_of_a_clock_that_was_ahead_does_not_delay_the_next_one() {
    let desk = OpenDesk::new();
    desk.hour("2062-03-02T09:00:00Z").expect("no fault");
    desk.hour("2026-03-02T09:00:00Z").expect("no fault");
    assert_eq!(desk.days().len(), 2);
}

#[test]
fn a_desk_without_tickets_needs_no_backup() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path().join("desk.db")).expect("a new desk");
    let now = time("2026-03-02T09:00:00Z");
    back_up_if_due(store.file(), 14, now, &Arc::default()).expect("no fault");
    assert!(!folder.path().join("backups").exists());
}

#[test]
fn the_thread_makes_a_backup_at_the_start_and_ends_when_it_is_dropped() {
    let desk = OpenDesk::new();
    let (sender, failures) = std::sync::mpsc::channel();
    let (asked, clock) = std::sync::mpsc::channel();
    let now = move || {
        let _ = asked.send(());
        time("2026-03-02T09:00:00Z")
    };
    let failed = move |error: &StoreError| drop(sender.send(error.clone()));
    let backups = DailyBackups::start(desk.store.file().to_owned(), 14, now, failed).expect("a thread");
    clock.recv().expect("the thread runs");
    while desk.days().is_empty() {
        std::thread::yield_now();
    }
    drop(backups);
    assert!(failures.recv().is_err(), "it has ended, and nothing failed");
}
