//! Opens files that the previous release wrote. `data/4bed902` was written by its hub and its store:
//!
//! - Tickets 40 (closed, two messages) and 41 (active) were imported.
//! - Ticket 42 was reported, got a message, was started, was edited and got an answer.
//! - Ticket 43 was reported, its category was corrected, and it was started and closed.
//! - Ticket 44 was reported.
//!
//! `drafts.db` contains three drafts, and 42 as reported on this laptop with one message read.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::Path;

use store::contract::fixtures::{accepted, command, description_after, ids, message, words};
use store::{
    Bulk, DraftKey, Drafts, Feed, FormKind, Lessons, MigrationProgress, SqliteSnapshot, SqliteStore,
    TicketStore,
};
use tickets::{
    Base, Category, CategoryBy, CommandId, Event, Filter, Order, Refusal, Role, Status, TicketId, TicketPage,
    TicketRef,
};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/4bed902");

/// Copies the files of the previous release into a folder.
fn previous_release() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["desk.db", "drafts.db"] {
        fs::copy(Path::new(DATA).join(file), folder.path().join(file)).unwrap();
    }
    folder
}

fn open(folder: &Path) -> SqliteStore {
    SqliteStore::open(folder.join("desk.db")).unwrap()
}

fn page(store: &SqliteStore, number: u64) -> TicketPage {
    let page = store.ticket_page(TicketRef::Number(number)).unwrap();
    page.unwrap()
}

/// The ids of the commands that were sent to the previous release.
fn command_id(number: u128) -> CommandId {
    CommandId(uuid::Uuid::from_u128(
        0x0198_0000_0000_7000_8000_0000_0000_0000 + number,
    ))
}

#[test]
fn a_migration_announces_its_progress_and_is_not_announced_again() {
    let folder = previous_release();
    let announced = std::cell::RefCell::new(Vec::new());
    let announce = |progress: MigrationProgress| announced.borrow_mut().push((progress.done, progress.total));
    let open = || SqliteStore::open_announcing(&folder.path().join("desk.db"), &announce).unwrap();
    drop(open());
    assert_eq!(*announced.borrow(), [(0, 0), (5, 5)], "first that it begins");
    drop(open());
    assert_eq!(announced.borrow().len(), 2);
}

#[test]
fn tickets_with_messages_and_history_are_read() {
    let folder = previous_release();
    let store = open(folder.path());
    let lift = page(&store, 42);
    assert_eq!(
        lift.ticket.description.as_str(),
        "The lift is stuck 🛗 on floor 3"
    );
    assert_eq!(
        lift.ticket.place.as_ref().map(|place| place.as_str()),
        Some("Hall B, floor 3")
    );
    assert_eq!(
        (
            lift.ticket.status,
            lift.ticket.version,
            lift.ticket.description_version
        ),
        (Status::Active, 5, 4)
    );
    assert_eq!(lift.ticket.last_word, Some(Role::Helpdesk));
    assert_eq!(lift.ticket.waiting_since, None);
    assert!(lift.ticket.assignment.is_some());
    let thread = lift.messages.iter().map(|message| message.body.as_str());
    assert_eq!(
        thread.collect::<Vec<_>>(),
        ["Two people are inside", "The technician is on the way"]
    );
    let commands: Vec<_> = lift.history.iter().map(|line| line.command).collect();
    assert_eq!(commands, [1, 4, 5, 6, 7].map(command_id));
    let Event::Modified {
        description: Some(changed),
        ..
    } = &lift.history[3].event
    else {
        panic!("an edit: {:?}", lift.history[3]);
    };
    assert_eq!(changed.before.as_str(), "The lift is stuck 🛗");

    let heating = page(&store, 40);
    assert_eq!(heating.ticket.closed_at, "2025-11-05T10:00:00Z".parse().ok());
    assert_eq!(
        (heating.ticket.status, heating.history.len()),
        (Status::Closed, 5)
    );
    let projector = page(&store, 43).ticket;
    assert_eq!(
        (projector.category, projector.category_by),
        (Category::ServicesComplaints, CategoryBy::Helpdesk)
    );
}

#[test]
fn lists_counts_search_and_lessons_are_complete() {
    let folder = previous_release();
    let store = open(folder.path());
    let numbers = |filter| {
        let found = ids(&store, filter, Order::Oldest).into_iter();
        let numbers = found.map(|id| store.ticket(id.into()).unwrap().unwrap().number);
        numbers.flatten().collect::<Vec<_>>()
    };
    assert_eq!(numbers(Filter::default()), [40, 41, 42, 43, 44]);
    assert_eq!(numbers(words("technician floor")), [42]);
    assert_eq!(numbers(words("freezing")), [40]);
    let hall = Filter {
        place: Some("HALL B".to_owned()),
        ..Filter::default()
    };
    assert_eq!(numbers(hall), [41, 43]);
    let mixed_up = Filter {
        classified: Some(Category::TechnicalIt),
        category: Some(Category::ServicesComplaints),
        ..Filter::default()
    };
    assert_eq!(numbers(mixed_up), [43]);
    let counts = store.counts().unwrap();
    let by_status = Status::ALL.map(|status| counts.of(Some(status), None, None));
    assert_eq!(by_status, [1, 2, 2]);
    assert_eq!(store.confusions().unwrap().of(None, None), 1);
    let corrections = store.corrections().unwrap();
    assert_eq!(corrections.len(), 1);
    assert_eq!(corrections[0].text, "The projector shows no picture");
    assert_eq!(store.places("hall", 5).unwrap(), ["Hall B", "Hall B, floor 3"]);
}

/// The mark that a command's line has in the feed.
fn mark_of(changes: &store::Changes, command: CommandId) -> Option<uuid::Uuid> {
    let mut lines = changes.history.iter().map(|line| &line.entry);
    let line = lines.find(|line| line.command == command)?;
    Some(store::shared::mark::mark(line.command, line.at))
}

#[test]
fn the_feed_contains_all_history_and_continues() {
    let folder = previous_release();
    let store = open(folder.path());
    let all = store.changes(0, 100).unwrap();
    assert_eq!(
        (all.tickets.len(), all.messages.len(), all.history.len()),
        (5, 4, 17)
    );
    assert_eq!((all.next, all.mark), (12, mark_of(&all, command_id(2))));
    assert_eq!(all.desk.to_string(), "7175bda7-a4df-47d8-a545-a9accb65216f");
    let lift = page(&store, 42).ticket.id;
    let write = command(Role::User, lift, message("Thank you"));
    let ticket = accepted(&store, write.clone(), 0).ticket;
    assert_eq!(ticket.version, 6);
    let next = store.changes(12, 100).unwrap();
    assert_eq!((next.next, next.mark), (13, mark_of(&next, write.id)));
    assert_eq!(next.history.len(), 1);
}

#[test]
fn commands_of_the_previous_release_count_once() {
    let folder = previous_release();
    let store = open(folder.path());
    let lift = page(&store, 42).ticket;
    let mut again = command(Role::Helpdesk, lift.id, tickets::Action::Start);
    again.id = command_id(5);
    assert!(accepted(&store, again.clone(), 0).repeated);
    again.action = tickets::Action::Close;
    assert_eq!(
        store.apply(again, lift.modified_at).unwrap().unwrap_err(),
        Refusal::CommandReused
    );
    let edit = command(
        Role::User,
        lift.id,
        description_after(command_id(6), "It moves again"),
    );
    assert_eq!(accepted(&store, edit, 0).ticket.version, 6);
    let mut close = command(Role::Helpdesk, lift.id, tickets::Action::Close);
    close.only_at = Some(Base::Version(6));
    assert_eq!(accepted(&store, close, 0).ticket.status, Status::Closed);
}

#[test]
fn the_desk_is_backed_up_before_it_is_migrated() {
    let folder = previous_release();
    drop(open(folder.path()));
    let backups = fs::read_dir(folder.path().join("backups")).unwrap();
    let backups: Vec<_> = backups.map(|backup| backup.unwrap().path()).collect();
    let [backup] = &backups[..] else {
        panic!("one backup: {backups:?}");
    };
    assert!(backup.to_string_lossy().contains("desk-schema-2-"), "{backup:?}");
    let backup = SqliteStore::open(backup).unwrap();
    assert_eq!(backup.changes(0, 100).unwrap().tickets.len(), 5);
}

/// As after `kill -9`: the files are copied while the last step of a migration runs.
#[test]
fn a_migration_that_is_killed_in_the_middle_begins_again_at_the_next_start() {
    let (folder, killed) = (previous_release(), tempfile::tempdir().unwrap());
    let kill = |progress: MigrationProgress| {
        if progress.total > 0 {
            for file in ["desk.db", "desk.db-wal"] {
                fs::copy(folder.path().join(file), killed.path().join(file)).unwrap();
            }
        }
    };
    let migrated = SqliteStore::open_announcing(&folder.path().join("desk.db"), &kill).unwrap();
    assert!(fs::metadata(killed.path().join("desk.db-wal")).unwrap().len() > 0);
    let again = open(killed.path());
    for number in 40..=44 {
        assert_eq!(page(&again, number), page(&migrated, number));
    }
    let found = |store: &SqliteStore| ids(store, words("lift"), Order::Newest);
    assert!(!found(&again).is_empty());
    assert_eq!(found(&again), found(&migrated));
}

#[test]
fn a_desk_of_the_previous_release_is_exported_without_being_migrated() {
    let folder = previous_release();
    let file = folder.path().join("desk.db");
    let snapshot = SqliteSnapshot::open(&file).unwrap();
    assert_eq!(store::Snapshot::ticket_count(&snapshot).unwrap(), 5);
    drop(snapshot);
    assert!(!folder.path().join("backups").exists());
    let store = open(folder.path());
    assert_eq!(store.snapshot().unwrap().ticket_count().unwrap(), 5);
}

#[test]
fn drafts_and_reported_tickets_are_read() {
    let folder = previous_release();
    let lift: TicketId = page(&open(folder.path()), 42).ticket.id;
    let drafts = Drafts::open(&folder.path().join("desk.db"), || ()).unwrap();
    let text = |form, ticket, role| {
        let draft = drafts.find(DraftKey { form, ticket, role }).unwrap()?;
        Some((draft.fields["description"].clone(), draft.version))
    };
    assert_eq!(
        text(FormKind::Report, None, Role::User),
        Some(("Half a report about the caf".to_owned(), None))
    );
    assert_eq!(
        text(FormKind::Edit, Some(lift), Role::Helpdesk),
        Some(("The lift is st".to_owned(), Some(4)))
    );
    assert_eq!(
        text(FormKind::Message, Some(lift), Role::User),
        Some(("Thank yo".to_owned(), None))
    );
    assert_eq!(text(FormKind::Message, Some(lift), Role::Helpdesk), None);
    let reported = drafts.last_reported(10).unwrap();
    assert_eq!(reported.len(), 1);
    assert_eq!(
        (reported[0].ticket, reported[0].number, reported[0].messages_seen),
        (lift, Some(42), 1)
    );
    assert_eq!(reported[0].summary, "The lift is stuck");
}
