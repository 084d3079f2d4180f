//! Only the owner can read a desk and what is beside it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use store::{Drafts, SqliteStore};

fn open(desk: &Path) -> (SqliteStore, Drafts) {
    (
        SqliteStore::open(desk).unwrap(),
        Drafts::open(desk, || ()).unwrap(),
    )
}

/// The names of the files and folders that other accounts can use.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.metadata().unwrap().permissions().mode() & 0o077 != 0 {
            found.push(entry.file_name().into_string().unwrap());
        }
        if entry.path().is_dir() {
            found.extend(open_to_others(&entry.path()));
        }
    }
    found.sort();
    found
}

#[test]
fn new_files_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let _open = open(&folder.path().join("desk.db"));
    assert!(folder.path().join("desk.db-wal").exists());
    assert_eq!(open_to_others(folder.path()), [""; 0]);
}

#[test]
fn files_that_others_can_read_are_made_private_when_the_desk_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk.db");
    drop(open(&desk));
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    fs::write(backups.join("desk-schema-1.db"), "").unwrap();
    fs::set_permissions(&backups, Permissions::from_mode(0o755)).unwrap();
    for name in [
        "desk.db",
        "desk.db.lock",
        "desk.db.holder",
        "drafts.db",
        "backups/desk-schema-1.db",
    ] {
        fs::set_permissions(folder.path().join(name), Permissions::from_mode(0o644)).unwrap();
    }
    let _open = open(&desk);
    assert_eq!(open_to_others(folder.path()), [""; 0]);
}
