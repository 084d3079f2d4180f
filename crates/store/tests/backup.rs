//! Backups of a desk in use, and restores, on real files.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test reports failures by panicking"
)]

mod disk;
use std::fs;
use std::path::{Path, PathBuf};

use store::backup::{BackupError, back_up, contents, restore};
use store::contract::fixtures::{at, report, reported};
use store::{Feed, SqliteStore, StoreError, TicketStore};

/// A folder with a desk of `count` tickets, which is not open.
fn desk_of(count: i64, folder: &Path) -> PathBuf {
    let file = folder.join("desk.db");
    let store = SqliteStore::open(&file).unwrap();
    for n in 0..count {
        reported(&store, &format!("{n}: {}", "the lift is stuck. ".repeat(20)), n);
    }
    file
}

fn count(file: &Path) -> u64 {
    let store = SqliteStore::open(file).unwrap();
    store.counts().unwrap().of(None, None, None)
}

#[test]
fn a_backup_of_a_desk_that_is_being_written_contains_everything_acknowledged_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = desk_of(0, folder.path());
    let store = SqliteStore::open(&file).unwrap();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                reported(&store, &"A long report. ".repeat(100), n);
                n += 1;
            }
        });
        for round in 0..10 {
            let before = *store.feed().borrow();
            let copy = folder.path().join(format!("copy-{round}.db"));
            let made = back_up(&file, &copy).unwrap();
            let after = *store.feed().borrow();
            assert!(
                (before..=after).contains(&made.tickets),
                "{before} {made:?} {after}"
            );
            assert_eq!(contents(&copy).unwrap(), made);
            assert_eq!(count(&copy), made.tickets);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn a_backup_overwrites_no_file_and_creates_no_desk() {
    let folder = tempfile::tempdir().unwrap();
    let file = desk_of(3, folder.path());
    let taken = folder.path().join("letter.txt");
    fs::write(&taken, "Dear helpdesk").unwrap();
    let before = fs::read(&file).unwrap();
    for taken in [&taken, &file] {
        let error = back_up(&file, taken).unwrap_err();
        assert!(matches!(error, BackupError::Exists(_)), "{error}");
    }
    assert_eq!(fs::read(&taken).unwrap(), b"Dear helpdesk");
    assert!(fs::read(&file).unwrap() == before);
    let nowhere = folder.path().join("nowhere.db");
    assert!(back_up(&nowhere, &folder.path().join("copy.db")).is_err());
    assert!(!nowhere.exists() && !folder.path().join("copy.db").exists());
}

#[test]
fn a_damaged_desk_is_found_by_the_check_and_no_backup_is_made_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = desk_of(300, folder.path());
    zero_a_page(&file);
    let copy = folder.path().join("copy.db");
    let error = back_up(&file, &copy).unwrap_err();
    assert!(error.to_string().contains("desk.db is damaged"), "{error}");
    let left = fs::read_dir(folder.path()).unwrap();
    let mut left = left.map(|file| file.unwrap().file_name());
    assert!(left.all(|name| !name.to_string_lossy().contains("copy.db")));
}

/// A page in the middle: one of a table or an index, which SQLite reads only when it is needed.
fn zero_a_page(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let page = bytes.len() / 4096 / 2 * 4096;
    bytes[page..page + 4096].fill(0);
    fs::write(file, bytes).unwrap();
}

/// Copying a backup over `desk.db` leaves the old log in place, which SQLite replays over the copy.
#[test]
fn a_restore_of_a_killed_desk_has_the_tickets_of_the_backup_and_nothing_of_the_old_log() {
    let folder = tempfile::tempdir().unwrap();
    let file = desk_of(3, folder.path());
    let backup = folder.path().join("backup.db");
    back_up(&file, &backup).unwrap();
    let (desk, log) = {
        let store = SqliteStore::open(&file).unwrap();
        for n in 0..50 {
            reported(&store, "After the backup", n);
        }
        (
            fs::read(&file).unwrap(),
            fs::read(folder.path().join("desk.db-wal")).unwrap(),
        )
    };
    fs::write(&file, desk).unwrap();
    fs::write(folder.path().join("desk.db-wal"), log).unwrap();
    let restored = restore(&file, &backup, at(0)).unwrap();
    assert_eq!(restored.contents.tickets, 3);
    assert_eq!(count(&file), 3);
    assert_eq!(
        count(&restored.replaced.unwrap()),
        53,
        "the desk before it is complete"
    );
}

#[test]
fn a_damaged_or_missing_desk_is_restored() {
    let folder = tempfile::tempdir().unwrap();
    let file = desk_of(30, folder.path());
    let backup = folder.path().join("backup.db");
    back_up(&file, &backup).unwrap();
    let whole = fs::read(&backup).unwrap();
    let mut second = 0;
    for damage in [&b"This is a letter."[..], &whole[..whole.len() / 2], b""] {
        fs::write(&file, damage).unwrap();
        second += 1;
        let restored = restore(&file, &backup, at(second)).unwrap();
        assert_eq!(
            fs::read(restored.replaced.unwrap()).unwrap(),
            damage,
            "it stays as it was"
        );
        assert_eq!(count(&file), 30);
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(restore(&file, &backup, at(9)).unwrap().replaced, None);
    assert_eq!(count(&file), 30);
    assert!(fs::read(&backup).unwrap() == whole, "the backup stays as it was");
}

#[test]
fn a_backup_that_cannot_be_used_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = desk_of(300, folder.path());
    let good = folder.path().join("good.db");
    back_up(&file, &good).unwrap();
    let whole = fs::read(&good).unwrap();
    let before = fs::read(&file).unwrap();
    let backup = folder.path().join("backup.db");
    let music = folder.path().join("music.db");
    rusqlite::Connection::open(&music)
        .unwrap()
        .execute_batch("create table song (title text)")
        .unwrap();
    let mut newer = whole.clone();
    // SQLite's user_version: four bytes of the header, big-endian.
    newer[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    let mut hole = whole.clone();
    let page = hole.len() / 4096 / 2 * 4096;
    hole[page..page + 4096].fill(0);
    for (bytes, reason) in [
        (b"a shopping list".to_vec(), "backup.db is damaged"),
        (whole[..whole.len() / 2].to_vec(), "backup.db is damaged"),
        (hole, "backup.db is damaged"),
        (Vec::new(), "it is empty"),
        (fs::read(&music).unwrap(), "another program"),
        (newer, "newer version"),
    ] {
        fs::write(&backup, bytes).unwrap();
        let error = restore(&file, &backup, at(0)).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        assert!(fs::read(&file).unwrap() == before, "{error}");
    }
    assert!(restore(&file, &folder.path().join("nowhere.db"), at(0)).is_err());
    let own = restore(&file, &file, at(0)).unwrap_err();
    assert!(matches!(own, BackupError::SameFile(_)), "{own}");
    assert_eq!(count(&file), 300);
}

#[test]
fn a_desk_in_use_is_not_restored_and_the_error_names_its_program() {
    let folder = tempfile::tempdir().unwrap();
    let file = desk_of(3, folder.path());
    let backup = folder.path().join("backup.db");
    back_up(&file, &backup).unwrap();
    let store = SqliteStore::open(&file).unwrap();
    let error = restore(&file, &backup, at(0)).unwrap_err().to_string();
    let process = format!("(process {})", std::process::id());
    assert!(
        error.contains(&process) && error.contains("Close that first"),
        "{error}"
    );
    reported(&store, "It goes on undisturbed", 9);
}

#[test]
fn a_restore_onto_a_full_disk_changes_nothing() {
    let disk = disk::Disk::of("32m");
    let file = desk_of(300, disk.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let backup = elsewhere.path().join("backup.db");
    back_up(&file, &backup).unwrap();
    let before = fs::read(&file).unwrap();
    disk::fill(&disk.path().join("ballast"));
    let error = restore(&file, &backup, at(0)).unwrap_err();
    assert!(
        matches!(
            error,
            BackupError::Store(StoreError::NoSpace { .. } | StoreError::Full)
        ),
        "{error}"
    );
    let here = back_up(&file, &disk.path().join("copy.db")).unwrap_err();
    assert!(matches!(here, BackupError::Store(StoreError::Full)), "{here}");
    fs::remove_file(disk.path().join("ballast")).unwrap();
    assert!(fs::read(&file).unwrap() == before);
    let store = SqliteStore::open(&file).unwrap();
    assert!(store.apply(report("There is room again"), at(0)).unwrap().is_ok());
    let names = fs::read_dir(disk.path()).unwrap();
    let names: Vec<_> = names.map(|file| file.unwrap().file_name()).collect();
    assert!(
        names.iter().all(|name| !name.to_string_lossy().contains("part")),
        "{names:?}"
    );
}

#[test]
fn a_desk_on_a_disk_that_is_read_only_is_not_restored() {
    let disk = disk::Disk::of("8m");
    let file = desk_of(3, disk.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let backup = elsewhere.path().join("backup.db");
    back_up(&file, &backup).unwrap();
    disk.make_read_only();
    let error = restore(&file, &backup, at(0)).unwrap_err();
    assert!(
        matches!(error, BackupError::Store(StoreError::ReadOnly { .. })),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn backups_and_restored_desks_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = desk_of(3, folder.path());
    let backup = folder.path().join("backup.db");
    back_up(&file, &backup).unwrap();
    restore(&file, &backup, at(0)).unwrap();
    for file in [&file, &backup] {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
