use super::*;

/// The number of files in a folder whose names begin like the copy's.
fn copies(folder: &Path) -> usize {
    let files = fs::read_dir(folder).expect("a folder");
    let names = files.map(|file| file.expect("a file").file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with("copy.db"))
        .count()
}

#[test]
fn a_copy_that_fails_leaves_nothing_that_looks_like_a_backup() {
    let folder = tempfile::tempdir().expect("a folder");
    // Copied well, and no desk: what comes after the copying fails.
    let no_desk = Connection::open_in_memory().expect("a database");
    no_desk.execute_batch("create table hall (id)").expect("a table");
    let desk_file = DeskFile::new(folder.path().join("desk.db"));
    let copy = folder.path().join("copy.db");
    copy_desk(&no_desk, &desk_file, &copy, &Pace::fast(), |_| Ok(())).expect_err("it has no generation");
    assert_eq!(copies(folder.path()), 0);
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = folder.path().join("desk.db");
    drop(crate::SqliteStore::open(&desk).expect("a new desk"));
    let pace = Pace::background(Arc::new(AtomicBool::new(true)));
    let snapshot = crate::SqliteSnapshot::open(&desk).expect("opens");
    let stopped = snapshot.back_up(&folder.path().join("copy.db"), &pace);
    assert!(
        matches!(stopped, Err(BackupError::Store(StoreError::Gone))),
        "{stopped:?}"
    );
    assert_eq!(copies(folder.path()), 0);
}

#[test]
fn the_names_of_incomplete_copies_are_recognised() {
    let name = "desk-20260302-090000123.db";
    for end in [".a7Gh2k.part", ".part", ".a7Gh2k.part-journal", ".part-wal"] {
        assert_eq!(final_name(&format!("{name}{end}")), Some(name), "{end}");
    }
    for other in [name, "desk.db", "desk.db-wal", "letter.part"] {
        assert_ne!(final_name(other), Some(name));
    }
}
