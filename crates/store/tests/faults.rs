//! Faults of disks and files, each inflicted on a real file.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

mod disk;
use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use store::contract::fixtures;
use store::contract::fixtures::{accepted, at, command, message, report, reported};
use store::{Feed, SqliteStore, StoreError, TicketStore};
use tickets::{Role, TicketId};

/// A desk of 300 tickets, closed again.
fn desk_in(folder: &Path) -> (PathBuf, Vec<TicketId>) {
    let file = folder.join("desk.db");
    let store = SqliteStore::open(&file).unwrap();
    let tickets =
        (0..300).map(|n| reported(&store, &format!("{n}: {}", "the lift is stuck. ".repeat(20)), n));
    let tickets = tickets.collect();
    drop(store);
    (file, tickets)
}

fn overwrite(file: &Path, from: u64, bytes: &[u8]) {
    let mut open = OpenOptions::new().write(true).open(file).unwrap();
    open.seek(SeekFrom::Start(from)).unwrap();
    open.write_all(bytes).unwrap();
}

#[test]
fn after_a_checkpoint_the_file_alone_is_a_copy_of_the_open_desk() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
    let ticket = reported(&store, "the lift is stuck", 0);
    store.checkpoint().unwrap();
    let copy = folder.path().join("copy.db");
    fs::copy(store.file(), &copy).unwrap();
    let copy = SqliteStore::open(&copy).unwrap();
    assert_eq!(
        copy.ticket(ticket.into()).unwrap(),
        store.ticket(ticket.into()).unwrap()
    );
    assert_ne!(copy.ticket(ticket.into()).unwrap(), None);
}

#[test]
fn opening_reports_an_overwritten_header() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = desk_in(folder.path());
    overwrite(&file, 0, &[0x55; 100]);
    let before = fs::read(&file).unwrap();
    let error = SqliteStore::open(&file).err().unwrap();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(
        error.to_string().contains("backup"),
        "the message says what to do: {error}"
    );
    assert!(fs::read(&file).unwrap() == before);
}

#[test]
fn opening_reports_a_file_that_was_cut_in_half() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = desk_in(folder.path());
    let whole = fs::metadata(&file).unwrap().len();
    OpenOptions::new()
        .write(true)
        .open(&file)
        .unwrap()
        .set_len(whole / 2)
        .unwrap();
    let before = fs::read(&file).unwrap();
    let error = SqliteStore::open(&file).err().unwrap();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(fs::read(&file).unwrap() == before);
}

#[test]
fn the_first_read_of_a_zeroed_page_reports_damage() {
    let folder = tempfile::tempdir().unwrap();
    let (file, tickets) = desk_in(folder.path());
    let whole = fs::read(&file).unwrap();
    let pages = u64::try_from(whole.len()).unwrap() / 4096;
    let mut met = 0;
    for page in (1..pages).step_by(5) {
        fs::write(&file, &whole).unwrap();
        overwrite(&file, page * 4096, &[0; 4096]);
        let before = fs::read(&file).unwrap();
        match SqliteStore::open(&file) {
            Err(error) => {
                assert!(
                    matches!(error, StoreError::Damaged { .. }),
                    "page {page}: {error}"
                );
                met += 1;
            }
            Ok(store) => met += usize::from(read_all(&store, &tickets, page)),
        }
        assert!(
            fs::read(&file).unwrap() == before,
            "page {page}: the file was left as it was"
        );
    }
    let damaged = usize::try_from(pages / 5).unwrap();
    assert!(
        met > damaged / 2,
        "only {met} of {damaged} damaged pages were met"
    );
}

/// Reads every ticket and list; returns whether damage was found. Everything that is read without an error must be right.
fn read_all(store: &SqliteStore, tickets: &[TicketId], page: u64) -> bool {
    let mut damage = None;
    for (n, ticket) in tickets.iter().enumerate() {
        match store.ticket_page((*ticket).into()) {
            Ok(Some(found)) => assert!(
                found
                    .ticket
                    .description
                    .as_str()
                    .starts_with(&format!("{n}: the lift"))
            ),
            // A damaged index may hide a ticket; the lists below read the page.
            Ok(None) => {}
            Err(error) => damage = Some(error),
        }
    }
    let list = |words: &str| {
        let listing = fixtures::listing(
            fixtures::words(words),
            tickets::Order::Newest,
            store::Anchor::Start,
            500,
        );
        store.rows(&listing).err()
    };
    let reads = [
        list("stuck"),
        list("!"),
        store.changes(0, 1_000).err(),
        store.facts(0, 1_000).err(),
        store.counts().err(),
        store.places("", 10).err(),
    ];
    let Some(error) = reads.into_iter().flatten().next().or(damage) else {
        return false;
    };
    assert!(
        matches!(error, StoreError::Damaged { .. }),
        "page {page}: {error}"
    );
    let write = store.apply(report("Nothing more is written into a damaged file"), at(0));
    assert!(
        matches!(write, Err(StoreError::Damaged { .. })),
        "page {page}: {write:?}"
    );
    true
}

#[test]
fn a_file_that_is_no_desk_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    fs::write(&file, "Dear helpdesk, this is a letter.").unwrap();
    assert!(matches!(
        SqliteStore::open(&file),
        Err(StoreError::Damaged { .. })
    ));
    assert_eq!(fs::read(&file).unwrap(), b"Dear helpdesk, this is a letter.");

    let other = folder.path().join("other.db");
    let music = rusqlite::Connection::open(&other).unwrap();
    music.execute_batch("create table song (title text)").unwrap();
    drop(music);
    let before = fs::read(&other).unwrap();
    let error = SqliteStore::open(&other).err().unwrap();
    assert!(error.to_string().contains("another program"), "{error}");
    assert!(fs::read(&other).unwrap() == before);
}

#[test]
fn opening_a_desk_in_use_names_the_holder() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = desk_in(folder.path());
    let first = SqliteStore::open(&file).unwrap();
    let error = SqliteStore::open(&file).err().unwrap();
    let StoreError::InUse { holder, .. } = &error else {
        panic!("{error}");
    };
    assert!(holder.contains(&std::process::id().to_string()), "{holder}");
    assert_eq!(store::holder(&file).unwrap().contact, None);
    first.set_contact("/run/desk.sock").unwrap();
    assert_eq!(
        store::holder(&file).unwrap().contact.as_deref(),
        Some("/run/desk.sock")
    );
    reported(&first, "The first one goes on undisturbed", 0);
    let second = first.clone();
    drop(first);
    assert!(SqliteStore::open(&file).is_err(), "a clone still holds it");
    drop(second);
    assert_eq!(store::holder(&file), None);
    SqliteStore::open(&file).unwrap();
}

#[test]
fn damage_that_a_read_finds_is_announced_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let (healthy, broken) = {
        let store = SqliteStore::open(&file).unwrap();
        let healthy = reported(&store, "The lift is stuck", 0);
        (healthy, reported(&store, &"unlucky ".repeat(1_200), 1))
    };
    let mut bytes = fs::read(&file).unwrap();
    // Only pages that contain nothing but a part of the long text: those of rows begin with their type.
    for page in bytes.chunks_mut(4096).filter(|page| page.first() == Some(&0)) {
        if page.windows(16).any(|text| text == b"unlucky unlucky ") {
            page.fill(0);
        }
    }
    fs::write(&file, &bytes).unwrap();
    let store = SqliteStore::open(&file).unwrap();
    let mut stopped = store.when_stopped();
    assert!(store.ticket(healthy.into()).unwrap().is_some());
    assert!(stopped.borrow().is_none());
    for _ in 0..2 {
        let error = store.ticket(broken.into()).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    }
    assert!(stopped.has_changed().unwrap());
    assert!(matches!(
        *stopped.borrow_and_update(),
        Some(StoreError::Damaged { .. })
    ));
    assert!(
        store.apply(report("Another"), at(3)).is_err(),
        "nothing more is written"
    );
    assert!(!stopped.has_changed().unwrap());
}

#[test]
fn opening_reports_a_missing_folder() {
    let folder = tempfile::tempdir().unwrap();
    let error = SqliteStore::open(folder.path().join("gone").join("desk.db"))
        .err()
        .unwrap();
    assert!(error.to_string().contains("folder"), "{error}");
}

#[test]
fn a_full_disk_is_reported_and_writing_works_again_when_there_is_room() {
    let disk = disk::Disk::of("6m");
    let file = disk.path().join("desk.db");
    let store = SqliteStore::open(&file).unwrap();
    let ticket = reported(&store, "The first", 0);
    let ballast = disk.path().join("ballast");
    disk::fill(&ballast);

    let mut stored = 1;
    let error = loop {
        let long = format!("{stored} {}", "a long text. ".repeat(700));
        match store.apply(report(&long), at(stored)) {
            Ok(decision) => assert!(decision.is_ok()),
            Err(error) => break error,
        }
        stored += 1;
    };
    assert!(matches!(error, StoreError::Full), "{error}");
    assert_eq!(
        store.counts().unwrap().of(None, None, None),
        u64::try_from(stored).unwrap(),
        "nothing half-written"
    );
    assert_eq!(
        store.ticket(ticket.into()).unwrap().unwrap().number,
        Some(1),
        "reading goes on"
    );
    assert!(
        store.apply(report(&"again ".repeat(1_500)), at(0)).is_err(),
        "still full"
    );

    fs::remove_file(&ballast).unwrap();
    let number = accepted(&store, report("There is room again"), 0).ticket.number;
    assert_eq!(number, u64::try_from(stored + 1).ok(), "no number was lost");
    accepted(&store, command(Role::User, ticket, message("Really")), 1);
    drop(store);
    let store = SqliteStore::open(&file).unwrap();
    assert_eq!(*store.feed().borrow(), u64::try_from(stored + 2).unwrap());
    assert_eq!(
        store.changes(0, 10_000).unwrap().tickets.len(),
        usize::try_from(stored + 1).unwrap()
    );
}

#[test]
fn opening_reports_a_disk_that_is_too_full_to_create_a_desk() {
    let disk = disk::Disk::of("1m");
    let ballast = disk.path().join("ballast");
    disk::fill(&ballast);
    let error = SqliteStore::open(disk.path().join("desk.db")).err().unwrap();
    assert!(matches!(error, StoreError::Full), "{error}");
    fs::remove_file(&ballast).unwrap();
    let store = SqliteStore::open(disk.path().join("desk.db")).unwrap();
    reported(&store, "Now there is room", 0);
}

#[test]
fn opening_reports_a_read_only_disk_and_changes_nothing() {
    let disk = disk::Disk::of("64m");
    let (file, _) = desk_in(disk.path());
    let before = fs::read(&file).unwrap();
    disk.make_read_only();
    let error = SqliteStore::open(&file).err().unwrap();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    assert!(fs::read(&file).unwrap() == before);
}

#[cfg(unix)]
#[test]
fn only_the_same_account_can_read_the_contact_of_the_holder() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let (file, _) = desk_in(folder.path());
    let holder = folder
        .path()
        .join(format!("{}.holder", file.file_name().unwrap().display()));
    fs::write(&holder, "left by an earlier version").unwrap();
    fs::set_permissions(&holder, fs::Permissions::from_mode(0o644)).unwrap();
    let store = SqliteStore::open(&file).unwrap();
    store.set_contact("a token").unwrap();
    assert_eq!(fs::metadata(&holder).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn opening_refuses_a_log_without_its_desk_and_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let log = folder.path().join("desk.db-wal");
    let left = {
        let store = SqliteStore::open(&file).unwrap();
        (0..50).for_each(|n| {
            reported(&store, "An acknowledged report", n);
        });
        // As after `kill -9`: the log is not written into the file.
        (fs::read(&file).unwrap(), fs::read(&log).unwrap())
    };
    fs::remove_file(&file).unwrap();
    for desk in [None, Some(&b""[..])] {
        fs::write(&log, &left.1).unwrap();
        if let Some(desk) = desk {
            fs::write(&file, desk).unwrap();
        }
        let error = SqliteStore::open(&file).err().unwrap();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains("desk.db-wal"), "{error}");
        assert_eq!(file.exists(), desk.is_some());
        assert!(fs::read(&log).unwrap() == left.1);
    }
    fs::write(&file, &left.0).unwrap();
    let store = SqliteStore::open(&file).unwrap();
    assert_eq!(store.changes(0, 100).unwrap().tickets.len(), 50);
}

#[test]
fn a_log_of_drafts_without_its_file_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk.db");
    fs::write(folder.path().join("drafts.db-wal"), "a log").unwrap();
    drop(store::Drafts::open(&desk, || ()).unwrap());
    let files = fs::read_dir(folder.path()).unwrap();
    let log = files
        .map(|file| file.unwrap().path())
        .find(|file| fs::read(file).unwrap() == b"a log");
    assert!(log.is_some());
}

/// The log of a desk in `folder` whose place another file took.
#[cfg(unix)]
fn log_set_aside(folder: &Path) -> PathBuf {
    let files = fs::read_dir(folder).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let is_log = |file: &PathBuf| file.to_string_lossy().contains("desk.db-wal.replaced-");
    files.find(is_log).unwrap()
}

#[cfg(unix)]
#[test]
fn nothing_is_acknowledged_after_the_file_was_moved_or_replaced() {
    for replaced in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let (file, tickets) = desk_in(folder.path());
        let copy = folder.path().join("copy.db");
        fs::copy(&file, &copy).unwrap();
        let store = SqliteStore::open(&file).unwrap();
        reported(&store, "Before", 0);
        let aside = folder.path().join("aside.db");
        fs::rename(&file, &aside).unwrap();
        if replaced {
            fs::copy(&copy, &file).unwrap();
        }
        for _ in 0..2 {
            let error = store.apply(report("Not acknowledged"), at(1)).unwrap_err();
            assert!(matches!(error, StoreError::Replaced { .. }), "{error}");
            assert!(error.to_string().contains("desk.db-wal"), "{error}");
        }
        let reads = [
            store.ticket_page(tickets[0].into()).err(),
            store.checkpoint().err(),
            store::Bulk::snapshot(&store).err(),
        ];
        for error in reads {
            assert!(matches!(error, Some(StoreError::Replaced { .. })), "{error:?}");
        }
        drop(store);
        let log = folder.path().join("desk.db-wal");
        assert_eq!(log.exists(), !replaced, "a moved desk's log waits for it");
        assert_eq!(file.exists(), replaced);
        if replaced {
            assert!(
                fs::read(&file).unwrap() == fs::read(&copy).unwrap(),
                "the copy is unchanged"
            );
            let other = SqliteStore::open(&file).unwrap();
            assert_eq!(
                other.changes(0, 1_000).unwrap().tickets.len(),
                300,
                "without the log"
            );
            drop(other);
            fs::rename(log_set_aside(folder.path()), &log).unwrap();
        }
        fs::rename(&aside, &file).unwrap();
        let store = SqliteStore::open(&file).unwrap();
        assert_eq!(store.changes(0, 1_000).unwrap().tickets.len(), 301);
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_acknowledged_after_another_program_overwrote_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = desk_in(folder.path());
    let backup = folder.path().join("backup.db");
    fs::copy(&file, &backup).unwrap();
    let store = SqliteStore::open(&file).unwrap();
    for n in 0..100 {
        reported(&store, &"Many. ".repeat(1_000), n);
    }
    store.checkpoint().unwrap();
    reported(&store, "Before", 0);
    // `cp backup.db desk.db` writes into the open file.
    overwrite(&file, 0, &fs::read(&backup).unwrap());
    let error = store.apply(report("Not acknowledged"), at(1)).unwrap_err();
    assert!(matches!(error, StoreError::Replaced { .. }), "{error}");
    let before = fs::read(&file).unwrap();
    drop(store);
    assert!(fs::read(&file).unwrap() == before, "closing leaves it");
    assert!(fs::metadata(log_set_aside(folder.path())).unwrap().len() > 0);
    let store = SqliteStore::open(&file).unwrap();
    assert_eq!(
        store.changes(0, 1_000).unwrap().tickets.len(),
        300,
        "without the log"
    );
}

#[test]
fn checkpoints_and_programs_that_read_do_not_stop_the_writer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let store = SqliteStore::open(&file).unwrap();
    for n in 0..20 {
        // All rounds together are more than SQLite gathers in its log before it writes them into the file.
        let reports = (0..100).map(|_| report(&"A long report. ".repeat(600)));
        let decisions = store.apply_all(reports.collect(), at(n)).unwrap();
        assert!(decisions.iter().all(|decision| matches!(decision, Ok(Ok(_)))));
        let other_program = rusqlite::Connection::open(&file).unwrap();
        let count = other_program.query_row("select count(*) from ticket", [], |row| row.get(0));
        assert_eq!(count, Ok((n + 1) * 100));
        if n == 0 {
            store.checkpoint().unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn a_desk_is_locked_under_all_its_names() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = tempfile::tempdir().unwrap();
    let (file, _) = desk_in(folder.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("link.db");
    symlink(&file, &link).unwrap();
    for (first, second) in [(&file, &link), (&link, &file)] {
        let open = SqliteStore::open(first).unwrap();
        reported(&open, "The first one goes on undisturbed", 0);
        let error = SqliteStore::open(second).err().unwrap();
        assert!(matches!(error, StoreError::InUse { .. }), "{error}");
        assert!(store::holder(second).is_some());
    }
    let lock = folder.path().join("desk.db.lock");
    assert_eq!(fs::metadata(lock).unwrap().permissions().mode() & 0o777, 0o600);

    let second_name = elsewhere.path().join("second.db");
    fs::hard_link(&file, &second_name).unwrap();
    for name in [&file, &second_name] {
        let error = SqliteStore::open(name).err().unwrap().to_string();
        assert!(error.contains("more than one name"), "{error}");
        assert_eq!(store::holder(name), None);
    }
    fs::remove_file(&second_name).unwrap();
    assert!(SqliteStore::open(&file).is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_to_a_desk_that_does_not_exist_yet_creates_its_target() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("desk.db"), folder.path().join("link.db"));
    std::os::unix::fs::symlink("desk.db", &link).unwrap();
    let open = SqliteStore::open(&link).unwrap();
    reported(&open, "The first", 0);
    assert!(matches!(SqliteStore::open(&file), Err(StoreError::InUse { .. })));
    drop(open);
    assert_eq!(
        SqliteStore::open(&file)
            .unwrap()
            .counts()
            .unwrap()
            .of(None, None, None),
        1
    );
    fs::remove_file(&file).unwrap();
    fs::write(folder.path().join("desk.db-wal"), "a log").unwrap();
    assert!(matches!(
        SqliteStore::open(&link),
        Err(StoreError::Damaged { .. })
    ));
}
