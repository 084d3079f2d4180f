use std::fs;

use super::*;
use crate::contract::fixtures::{at, reported};
use crate::{Feed, TicketStore};

/// A desk with three tickets, of which a backup has two. The last one is only in the log, as after `kill -9`.
struct Interrupted {
    folder: tempfile::TempDir,
}

impl Interrupted {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let it = Self { folder };
        let desk = SqliteStore::open(it.desk()).expect("a new desk");
        for n in 0..2 {
            reported(&desk, "In the backup", n);
        }
        super::super::back_up(&it.desk(), &it.backup()).expect("a backup");
        desk.checkpoint().expect("a file");
        let before = fs::read(it.desk()).expect("read");
        reported(&desk, "Only in the log", 3);
        let log = fs::read(it.folder.path().join("desk.db-wal")).expect("a log");
        drop(desk);
        fs::write(it.desk(), before).expect("written");
        fs::write(it.folder.path().join("desk.db-wal"), log).expect("written");
        it
    }

    fn desk(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    /// Restores until `steps` renames are done.
    fn kill_after(&self, steps: usize) -> PathBuf {
        let prepared = restore_name(&self.desk(), at(0));
        prepare(&self.backup(), &prepared).expect("prepared");
        let replaced = replaced_name(&self.desk(), &prepared);
        for (from, to) in renames(&self.desk(), &prepared, &replaced)
            .into_iter()
            .take(steps)
        {
            let _ = fs::rename(from, to);
        }
        replaced
    }
}

fn tickets(file: &Path) -> u64 {
    let desk = SqliteStore::open(file).expect("opens");
    desk.counts().expect("read").of(None, None, None)
}

#[test]
fn a_restore_that_was_killed_between_two_renames_is_finished_by_the_next_opening() {
    for steps in 0..=4 {
        let it = Interrupted::new();
        let replaced = it.kill_after(steps);
        assert_eq!(tickets(&it.desk()), 2, "{steps} renames");
        assert_eq!(
            tickets(&replaced),
            3,
            "{steps} renames: the log moved with its desk"
        );
        let left = fs::read_dir(it.folder.path()).expect("a folder");
        let left = left.map(|entry| entry.expect("an entry").file_name());
        let left: Vec<_> = left
            .filter(|name| name.to_string_lossy().contains("restore-"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_copy_that_was_not_complete_when_the_restore_was_killed_is_removed_and_changes_nothing() {
    let it = Interrupted::new();
    let part = it
        .folder
        .path()
        .join("desk.db.restore-20260302-090000120.a7Gh.part");
    let journal = it
        .folder
        .path()
        .join("desk.db.restore-20260302-090000120.a7Gh.part-journal");
    for file in [&part, &journal] {
        fs::write(file, "half a copy").expect("written");
    }
    assert_eq!(tickets(&it.desk()), 3);
    assert!(!part.exists() && !journal.exists());
}

#[test]
fn a_restored_desk_has_a_new_generation_each_time_and_passes_over_numbers() {
    let it = Interrupted::new();
    let mut generations = Vec::new();
    for round in 0..2 {
        let restored = restore(&it.desk(), &it.backup(), at(round)).expect("restored");
        assert_eq!(restored.contents.tickets, 2);
        assert!(restored.replaced.is_some_and(|file| file.exists()));
        let desk = SqliteStore::open(it.desk()).expect("opens");
        generations.push(desk.generation());
        let new = desk
            .ticket(reported(&desk, "After the restore", 9).into())
            .expect("read");
        assert_eq!(new.expect("a ticket").number, Some(1_003));
    }
    generations.push(SqliteStore::open(it.backup()).expect("opens").generation());
    generations.sort_unstable();
    generations.dedup();
    assert_eq!(generations.len(), 3);
}
