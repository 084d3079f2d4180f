#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
use std::fs;
use std::path::{Path, PathBuf};

use tickets::{Action, Assignment, Category, Command, CommandId, Filter, Order, Role, Term, TicketId};

use super::*;
use crate::lock::DeskLock;
use crate::shared::mark::mark;
use crate::sqlite::{MIGRATIONS, SqliteStore};
use crate::{Anchor, Feed, Lessons, Listing, Replica, StoreError, TicketStore};

const NEWEST: u32 = newest(MIGRATIONS);

const NEXT: Migration = Migration {
    number: NEWEST + 1,
    name: "rooms",
    sql: "create table room (id integer primary key) strict; insert into room values (7);",
    then: None,
};

const BROKEN: Migration = Migration {
    number: NEWEST + 2,
    name: "broken",
    sql: "create table hall (id integer primary key) strict; insert into nowhere values (1);",
    then: None,
};

/// What undoes each migration.
const UNDO: [(u32, &str); 8] = [
    (
        9,
        "drop table hub; drop table outbox; drop table base; drop table sent; drop table attention; drop table early;
        drop table closed; drop table unreadable; alter table ticket drop column epoch;",
    ),
    (
        8,
        "drop index history_first_stamp; alter table history drop column first_stamp;
        drop index ticket_not_anonymised; alter table ticket drop column anonymised;
        alter table desk drop column remains;",
    ),
    (7, "drop table waiting_tally;"),
    (6, "drop table follow_up;"),
    (
        5,
        "drop table place_word; drop table words; drop table later_messages;
        create virtual table words using fts5 (description, place, messages, filters,
            content = '', contentless_delete = 1, prefix = '3', tokenize = 'unicode61 remove_diacritics 2');
        create virtual table later_messages using fts5 (body,
            content = '', contentless_delete = 1, prefix = '3', tokenize = 'unicode61 remove_diacritics 2');",
    ),
    (4, "drop table later_messages;"),
    (
        3,
        "drop index history_feed; drop index ticket_unclosed_feed;
        alter table history drop column stamp; alter table history drop column given_at;",
    ),
    (
        2,
        "drop table correction; drop table judged; drop table model; drop table learning;",
    ),
];

/// Returns a desk to an earlier schema.
fn back_to(schema: u32, file: &Path) -> Connection {
    let desk = Connection::open(file).expect("opens");
    for (_, undo) in UNDO.iter().filter(|(number, _)| *number > schema) {
        desk.execute_batch(undo).expect("undone");
    }
    desk.pragma_update(None, "user_version", schema).expect("written");
    desk
}

fn open_with(file: &Path, steps: &[Migration]) -> std::result::Result<SqliteStore, StoreError> {
    SqliteStore::open_locked(DeskLock::acquire(file)?, file, steps, &|_| ())
}

fn steps(more: &[Migration]) -> Vec<Migration> {
    [MIGRATIONS, more].concat()
}

fn backups(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder.join("backups")).into_iter().flatten();
    let files = found.map(|entry| entry.expect("an entry").path());
    files
        .filter(|file| file.extension().is_some_and(|kind| kind == "db"))
        .collect()
}

#[test]
fn a_new_desk_needs_no_backup() {
    let folder = tempfile::tempdir().expect("a folder");
    SqliteStore::open(folder.path().join("desk.db")).expect("a new desk");
    assert!(backups(folder.path()).is_empty());
}

#[test]
fn a_desk_is_backed_up_before_its_schema_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let generation = SqliteStore::open(&file).expect("a new desk").generation();

    let newer = open_with(&file, &steps(&[NEXT])).expect("brought up to date");
    assert_eq!(newer.generation(), generation, "a migration is no restore");
    drop(newer);
    let [backup] = &backups(folder.path())[..] else {
        panic!("one backup");
    };
    let restored = SqliteStore::open(backup).expect("the backup is a desk of the old schema");
    assert_ne!(
        restored.generation(),
        generation,
        "followers must detect a restored desk"
    );
    drop(restored);

    // The second opening changes nothing, and needs no backup.
    drop(open_with(&file, &steps(&[NEXT])).expect("up to date"));
    assert_eq!(backups(folder.path()).len(), 1);
    let rooms = Connection::open(&file).expect("opens");
    assert_eq!(
        rooms.query_row("select id from room", [], |row| row.get(0)),
        Ok(7)
    );
}

#[test]
fn a_desk_of_a_newer_version_is_rejected_and_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    drop(open_with(&file, &steps(&[NEXT])).expect("made by a newer version"));
    let before = fs::read(&file).expect("readable");
    let refused = SqliteStore::open(&file).err().expect("refused");
    assert!(
        matches!(refused, StoreError::Newer { found, known: NEWEST, .. } if found == NEXT.number),
        "{refused}"
    );
    assert_eq!(fs::read(&file).expect("readable"), before);
}

#[test]
fn a_failed_migration_leaves_the_schema_before_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    drop(SqliteStore::open(&file).expect("a new desk"));
    assert!(open_with(&file, &steps(&[NEXT, BROKEN])).is_err());
    let left = Connection::open(&file).expect("opens");
    assert_eq!(
        version(&left),
        Ok(NEXT.number),
        "the migration before it is committed"
    );
    assert!(
        left.prepare("select * from hall").is_err(),
        "half a migration is not"
    );
    assert_eq!(backups(folder.path()).len(), 1);
}

/// On a disk that is too small for the backup and the migration, neither is begun.
#[test]
fn a_migration_is_refused_without_the_free_space_that_it_needs() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    drop(SqliteStore::open(&file).expect("a new desk"));
    let log = folder.path().join("desk.db-wal");
    // A sparse file: it is counted as a desk that is larger than any disk.
    let huge = fs::File::create(&log).expect("a file");
    huge.set_len(1 << 43).expect("sparse");
    let error = backup::require_space(&file, SPACE * backup::size(&file)).expect_err("refused");
    let StoreError::NoSpace { needed, .. } = &error else {
        panic!("{error}");
    };
    assert!(*needed > 3 << 43);
    assert!(error.to_string().contains("Make room and try again"), "{error}");
}

#[test]
fn a_desk_of_the_seventh_schema_finds_what_is_past_its_retention() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = SqliteStore::open(&file).expect("a new desk");
    let closed = reported(&desk, "The lift is stuck");
    for action in [Action::Start, Action::Close] {
        given(&desk, closed, action);
    }
    let _open = reported(&desk, "The tap drips");
    let marks = |desk: &SqliteStore| {
        (1..=4)
            .map(|n| desk.mark_at(n).expect("read"))
            .collect::<Vec<_>>()
    };
    let before = marks(&desk);
    drop(desk);
    drop(back_to(7, &file));
    let desk = SqliteStore::open(&file).expect("brought up to date");
    let later = Utc::now() + chrono::TimeDelta::days(1);
    assert_eq!(desk.not_anonymised(later, 10).expect("read"), [closed]);
    assert_eq!(marks(&desk), before);
}

#[test]
fn a_desk_of_the_first_schema_gets_its_confusions() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = SqliteStore::open(&file).expect("a new desk");
    let wrong = reported(&desk, "The Fish Bowl leaks");
    for action in [correct(), Action::Start, Action::Close] {
        given(&desk, wrong, action);
    }
    let _not_reviewed = reported(&desk, "The lift is stuck");
    let (confusions, corrections) = (
        desk.confusions().expect("read"),
        desk.corrections().expect("read"),
    );
    drop(desk);

    // As the first schema left it: without the tables, and without the words of the second.
    let before = back_to(1, &file);
    before.execute_batch("delete from words").expect("as it was");
    drop(before);
    let desk = SqliteStore::open(&file).expect("brought up to date");
    assert_eq!(desk.confusions().expect("read"), confusions);
    assert_eq!(desk.corrections().expect("read"), corrections);
    assert_eq!(desk.last_correction().expect("read"), 1);
    let listing = Listing {
        filter: Filter {
            classified: Some(Category::TechnicalIt),
            ..Filter::default()
        },
        order: Order::Newest,
        at: Anchor::Start,
        limit: 50,
    };
    let found = desk.tickets(&listing).expect("a list").items;
    assert_eq!(found.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [wrong]);
}

#[test]
fn the_feed_of_a_desk_of_the_second_schema_contains_its_history() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = SqliteStore::open(&file).expect("a new desk");
    let busy = reported(&desk, "The Fish Bowl leaks");
    let quiet = reported(&desk, "The lift is stuck");
    given(&desk, busy, Action::Start);
    given(&desk, busy, Action::Close);
    let before = desk.changes(0, 100).expect("read");
    drop(desk);
    drop(back_to(2, &file));

    let desk = SqliteStore::open(&file).expect("migrated");
    let after = desk.changes(0, 100).expect("read");
    assert_eq!((&after.tickets, after.next), (&before.tickets, 4));
    let lines = |changes: &crate::Changes| {
        let lines = changes.history.iter();
        let mut lines: Vec<_> = lines.map(|line| (line.ticket, line.entry.version)).collect();
        lines.sort_unstable();
        lines
    };
    assert_eq!(lines(&after), lines(&before), "no line is lost");
    assert!(after.history.iter().all(|line| line.given_at.is_none()));
    let order: Vec<_> = after.history.iter().map(|line| line.ticket).collect();
    assert_eq!(
        order,
        [quiet, busy, busy, busy],
        "lines have the last number of their ticket"
    );
    let marks = [1, 2, 3, 4].map(|number| desk.mark_at(number).expect("read"));
    let first_of = |ticket| {
        let mut lines = before.history.iter().filter(|line| line.ticket == ticket);
        lines.next().map(|line| mark(line.entry.command, line.entry.at))
    };
    assert_eq!(marks, [None, first_of(quiet), None, first_of(busy)]);
    given(&desk, quiet, Action::Start);
    let next = desk.changes(4, 100).expect("read");
    assert_eq!((next.history.len(), next.next), (1, 5));
    let first = next.history.first();
    assert_eq!(
        next.mark,
        first.map(|line| mark(line.entry.command, line.entry.at))
    );
}

#[test]
fn a_desk_of_the_fourth_schema_is_indexed_in_normal_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = SqliteStore::open(&file).expect("a new desk");
    let wrong = reported(&desk, "The Wi\u{2011}Fi of Łódź leaks");
    for action in [correct(), Action::Start, Action::Close] {
        given(&desk, wrong, action);
    }
    let named = |place: &str| {
        let ticket = reported_at(&desk, "Too dark", Some(place));
        given(&desk, ticket, Action::Start);
        ticket
    };
    let [hall, again, library] = ["Hall B", "hall\u{A0} B", "Library"].map(named);
    let places = desk.places("", 10).expect("read");
    let facts = desk.facts(0, 100).expect("read");
    drop(desk);
    // As the fourth schema left it: with two places, and without the tokens of the fifth.
    let fourth = back_to(4, &file);
    fourth
        .execute_batch(
            "insert into place (id, name, folded, uses) values (77, 'hall\u{A0} B', 'hall\u{A0} b', 1);
            update place set uses = 1 where name = 'Hall B';
            update ticket set place_id = 77 where place = 'hall\u{A0} B';",
        )
        .expect("as it was");
    drop(fourth);

    let desk = SqliteStore::open(&file).expect("migrated");
    let found = |text: &str| searched(&desk, tickets::search::parse(text, &Utc).0);
    for text in ["wifi lodz", "classified:technical-it", "status:closed wifi"] {
        assert_eq!(found(text), [wrong], "{text}");
    }
    assert_eq!(found("place:\"=hall b\""), [again, hall]);
    assert_eq!(found("place:ha -status:closed"), [again, hall]);
    assert_eq!(found("place:lib is:active"), [library]);
    assert_eq!(
        desk.places("", 10).expect("read"),
        places,
        "one place is one place"
    );
    assert_eq!(desk.facts(0, 100).expect("read").places, facts.places);
}

#[test]
fn a_long_thread_of_the_third_schema_is_found_before_and_after_its_next_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = SqliteStore::open(&file).expect("a new desk");
    let ticket = reported(&desk, "The lift is stuck");
    given(&desk, ticket, wrote(&"x".repeat(9_000)));
    given(&desk, ticket, wrote("It hums"));
    drop(desk);
    drop(back_to(3, &file));

    let desk = SqliteStore::open(&file).expect("migrated");
    assert_eq!(found(&desk, ["lift", "hums"]), [ticket]);
    given(&desk, ticket, wrote("Now it smokes"));
    assert_eq!(found(&desk, ["lift", "hums"]), [ticket]);
    assert_eq!(found(&desk, ["hums", "smokes"]), [ticket]);
}

#[test]
fn a_desk_of_the_fifth_schema_links_new_reports_to_its_closed_tickets() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = SqliteStore::open(&file).expect("a new desk");
    let lift = reported(&desk, "The lift is stuck");
    for action in [Action::Start, Action::Close] {
        given(&desk, lift, action);
    }
    let before = desk.ticket(lift.into()).expect("read");
    drop(desk);
    drop(back_to(5, &file));

    let desk = SqliteStore::open(&file).expect("migrated");
    assert_eq!(desk.ticket(lift.into()).expect("read"), before);
    let again = TicketId::new();
    given(&desk, again, report("It is stuck again", Some(lift)));
    let page = desk.ticket_page(lift.into()).expect("read").expect("it exists");
    let linked: Vec<_> = page.links.followed_by.iter().map(|linked| linked.id).collect();
    assert_eq!(linked, [again]);
}

fn found(desk: &SqliteStore, words: [&str; 2]) -> Vec<TicketId> {
    let terms = words.map(|word| Term::Word(word.to_owned())).into();
    searched(
        desk,
        Filter {
            terms,
            ..Filter::default()
        },
    )
}

fn searched(desk: &SqliteStore, filter: Filter) -> Vec<TicketId> {
    let listing = Listing {
        filter,
        order: Order::Newest,
        at: Anchor::Start,
        limit: 50,
    };
    let found = desk.rows(&listing).expect("a list").items;
    found.iter().map(|row| row.id).collect()
}

fn wrote(text: &str) -> Action {
    Action::Write {
        body: tickets::Body::new(text).expect("a text"),
    }
}

#[test]
fn a_desk_from_before_waiting_tickets_were_counted_gets_their_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = SqliteStore::open(&file).expect("a new desk");
    let closed = reported(&desk, "The Fish Bowl leaks");
    given(&desk, closed, Action::Start);
    given(&desk, closed, Action::Close);
    let answered = reported(&desk, "The lift is stuck");
    given(&desk, answered, wrote("A technician is on the way"));
    reported(&desk, "The tap drips");
    let corrected = reported(&desk, "No light");
    given(&desk, corrected, correct());
    let counts = desk.counts().expect("read");
    assert_eq!(counts.waiting(None, None), 2);
    drop(desk);
    drop(back_to(6, &file));

    let desk = SqliteStore::open(&file).expect("migrated");
    assert_eq!(desk.counts().expect("read"), counts);
}

#[test]
fn a_desk_of_the_eighth_schema_is_no_replica() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = SqliteStore::open(&file).expect("a new desk");
    let ticket = reported(&desk, "The lift is stuck");
    drop(desk);
    drop(back_to(8, &file));

    let desk = SqliteStore::open(&file).expect("migrated");
    assert_eq!(desk.sync_state().expect("read"), None);
    given(&desk, ticket, Action::Start);
    assert!(desk.outbox().expect("read").is_empty());
    drop(desk);

    let empty = folder.path().join("empty.db");
    drop(SqliteStore::open(&empty).expect("a new desk"));
    drop(back_to(8, &empty));
    let replica = SqliteStore::open(&empty).expect("migrated");
    replica.join(Role::User).expect("an empty desk joins");
    let waiting = reported(&replica, "The lift is stuck");
    drop(replica);
    let replica = SqliteStore::open(&empty).expect("opened again");
    let outbox = replica.outbox().expect("read");
    assert_eq!(outbox.first().map(|first| first.command.ticket), Some(waiting));
}

fn reported(desk: &SqliteStore, text: &str) -> TicketId {
    reported_at(desk, text, None)
}

fn reported_at(desk: &SqliteStore, text: &str, place: Option<&str>) -> TicketId {
    let ticket = TicketId::new();
    let mut report = report(text, None);
    if let Action::Report { place: named, .. } = &mut report {
        *named = place.map(|place| tickets::Place::new(place).expect("a place"));
    }
    given(desk, ticket, report);
    ticket
}

fn report(text: &str, follows: Option<TicketId>) -> Action {
    Action::Report {
        description: tickets::Description::new(text).expect("a text"),
        place: None,
        assignment: Assignment {
            category: Category::TechnicalIt,
            confidence: 0.4,
            sure: false,
            because: Vec::new(),
            model: "test".to_owned(),
        },
        follows,
        reporter: None,
    }
}

fn correct() -> Action {
    Action::Correct {
        category: Category::FacilityManagement,
    }
}

fn given(desk: &SqliteStore, ticket: TicketId, action: Action) {
    let command = Command {
        id: CommandId::new(),
        role: Role::Helpdesk,
        name: None,
        ticket,
        given_at: Utc::now(),
        only_at: None,
        number: None,
        action,
    };
    let decision = desk.apply(command, Utc::now()).expect("stored");
    decision.expect("accepted");
}
