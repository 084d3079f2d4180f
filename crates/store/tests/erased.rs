//! Removed texts leave no remains in the files of a desk.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use store::contract::fixtures::{
    accepted, at, command, message, new_description, report, report_at, reported,
};
use store::{
    Arrival, ClosedTicket, Draft, DraftKey, Drafts, Feed, FormKind, Learning, Lessons, Replica, SqliteStore,
    StoredModel, TicketStore,
};
use tickets::{Action, Category, ModelVersion, Role, TextPart, TicketId, Trial};

/// The full-text index stores a word without the letters that it shares with the word before it.
const SECRET: &str = "qzxhunter2";
const REMAINS: &[u8] = b"hunter2";

/// The files of a folder that contain the secret.
fn files_with_remains(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let contains = |file: &PathBuf| {
        let bytes = fs::read(file).unwrap_or_default();
        bytes.windows(REMAINS.len()).any(|window| window == REMAINS)
    };
    files.filter(|file| file.is_file() && contains(file)).collect()
}

/// A desk whose reporter typed the secret into a description, a place, an edit, a message and a draft.
fn desk_with_secret(file: &Path) -> (SqliteStore, TicketId) {
    let store = SqliteStore::open(file).unwrap();
    for n in 0..100 {
        reported(&store, &format!("{n}: The lift in hall {n} is stuck"), n);
    }
    let long = format!("My password is {SECRET}. {}", "It does not work. ".repeat(400));
    let place = format!("Room {SECRET}");
    let ticket = accepted(&store, report_at(&long, Some(&place), Category::TechnicalIt), 100)
        .ticket
        .id;
    for n in 0..100 {
        let text = format!(
            "Attempt {n}: my password is {SECRET}. {}",
            "Please help. ".repeat(n % 90)
        );
        let action = if n % 3 == 0 {
            message(&text)
        } else {
            new_description(u64::MAX, &text)
        };
        let mut edit = command(Role::User, ticket, action);
        if let Action::Modify { edit, .. } = &mut edit.action {
            edit.base = tickets::Base::Version(u64::try_from(n).unwrap() + 1);
        }
        accepted(&store, edit, 101);
        accepted(&store, report(&format!("{n}: The tap drips")), 101);
    }
    (store, ticket)
}

fn save_drafts(desk: &Path, ticket: TicketId) -> Drafts {
    let drafts = Drafts::open(desk, || ()).unwrap();
    drafts
        .reported(ticket, Some(101), at(100), &format!("My password is {SECRET}"))
        .unwrap();
    let key = DraftKey {
        form: FormKind::Edit,
        ticket: Some(ticket),
        role: Role::User,
    };
    let draft = Draft {
        fields: [("description".to_owned(), format!("Not {SECRET}"))].into(),
        version: Some(1),
        saved_at: at(100),
    };
    drafts.save(key, &draft).unwrap();
    drafts
}

#[test]
fn a_removed_text_is_in_no_file_of_an_open_desk_or_of_a_closed_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let (store, ticket) = desk_with_secret(&file);
    let drafts = save_drafts(&file, ticket);
    assert!(
        files_with_remains(folder.path()).len() >= 2,
        "the desk and the drafts"
    );

    let text = TextPart::All;
    accepted(
        &store,
        command(Role::Helpdesk, ticket, Action::RemoveText { text }),
        200,
    );
    drafts.forget(ticket, text).unwrap();
    store.erase_remains().unwrap();
    assert_eq!(
        files_with_remains(folder.path()),
        Vec::<PathBuf>::new(),
        "while the desk is open"
    );
    reported(&store, "The work goes on", 201);
    let other = store.ticket(tickets::TicketRef::Number(1)).unwrap();
    assert!(other.unwrap().description.as_str().contains("lift"));
    drop((store, drafts));
    assert_eq!(
        files_with_remains(folder.path()),
        Vec::<PathBuf>::new(),
        "after it was closed"
    );
}

/// The state is in the file, so that a program that ends in between continues at its next start.
#[test]
fn a_desk_erases_remains_by_itself_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let (store, ticket) = desk_with_secret(&file);
    let text = TextPart::All;
    accepted(
        &store,
        command(Role::Helpdesk, ticket, Action::RemoveText { text }),
        200,
    );
    drop(store);
    let _store = SqliteStore::open(&file).unwrap();
    until_erased(folder.path());
}

#[expect(clippy::disallowed_methods, reason = "a test waits by polling")]
fn until_erased(folder: &Path) {
    let began = std::time::Instant::now();
    while !files_with_remains(folder).is_empty() {
        assert!(
            began.elapsed().as_secs() < 120,
            "{:?}",
            files_with_remains(folder)
        );
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// The layer of a model has weights for the words of removed texts.
#[test]
fn a_model_that_another_one_replaced_is_in_no_file_of_a_laptop() {
    let laptop = tempfile::tempdir().unwrap();
    let file = laptop.path().join("desk.db");
    let store = SqliteStore::open(&file).unwrap();
    let follow = |version: &str, layer: &[u8]| {
        let version = ModelVersion {
            version: version.to_owned(),
            base: "shipped".to_owned(),
            adopted_at: at(0),
            corrections: 10,
            trial: Trial::default(),
        };
        let layer = layer.to_vec();
        store
            .replace_models(Learning::default(), Some(StoredModel { version, layer }))
            .unwrap();
    };
    // Longer than a page, so that it is also in pages of its own.
    follow("shipped+campus-10", &SECRET.repeat(1_000).into_bytes());
    assert_eq!(files_with_remains(laptop.path()).len(), 1, "it is in use");
    follow("shipped+campus-11", b"other words");
    until_erased(laptop.path());
    drop(store);
    assert_eq!(files_with_remains(laptop.path()), Vec::<PathBuf>::new());
}

/// Files of earlier versions were written without `secure_delete`.
#[test]
fn rewriting_a_file_erases_what_earlier_versions_left_in_its_free_space() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    drop(SqliteStore::open(&file).unwrap());
    let earlier = rusqlite::Connection::open(&file).unwrap();
    let sql = format!(
        "pragma secure_delete = off; create table t (x); insert into t values ('{SECRET}' || hex(zeroblob(9000)));
        drop table t; pragma wal_checkpoint(truncate)"
    );
    earlier.execute_batch(&sql).unwrap();
    drop(earlier);
    assert_eq!(files_with_remains(folder.path()), std::slice::from_ref(&file));
    SqliteStore::rewrite(&file).unwrap();
    assert_eq!(files_with_remains(folder.path()), Vec::<PathBuf>::new());
}

/// A user's replica of a hub with the secret in a ticket.
fn users_replica(file: &Path) -> (SqliteStore, TicketId) {
    let folder = tempfile::tempdir().unwrap();
    let (hub, ticket) = desk_with_secret(&folder.path().join("hub.db"));
    let replica = SqliteStore::open(file).unwrap();
    replica.join(Role::User).unwrap();
    let head = store::Answered {
        head: *hub.feed().borrow(),
        mark: None,
    };
    replica.begin(hub.generation(), head).unwrap();
    let changes = hub.changes(0, usize::MAX).unwrap();
    replica
        .arrive(Arrival {
            tickets: changes.tickets,
            messages: changes.messages,
            history: changes.history,
            unreadable: vec![format!("{{\"ticket\":\"{ticket}\",\"text\":\"{SECRET}\"}}")],
            next: changes.next,
            ..Arrival::default()
        })
        .unwrap();
    replica.complete().unwrap();
    (replica, ticket)
}

/// The hub says that the ticket was closed.
fn closed(replica: &SqliteStore, ticket: TicketId) {
    let closed = ClosedTicket {
        id: ticket,
        number: Some(101),
        closed_at: at(300),
    };
    let position = replica.sync_state().unwrap().unwrap().position.unwrap();
    replica
        .arrive(Arrival {
            closed: vec![closed],
            next: position.after + 1,
            ..Arrival::default()
        })
        .unwrap();
    assert_eq!(replica.ticket(ticket.into()).unwrap(), None);
}

/// Users may read open and active tickets only, also on their own laptop.
#[test]
fn a_closed_ticket_is_in_no_file_of_a_users_replica() {
    let laptop = tempfile::tempdir().unwrap();
    let (replica, ticket) = users_replica(&laptop.path().join("desk.db"));
    assert_eq!(files_with_remains(laptop.path()).len(), 1, "the desk or its log");
    replica.erase_remains().unwrap();
    assert_eq!(files_with_remains(laptop.path()).len(), 1, "the ticket is open");
    closed(&replica, ticket);
    replica.erase_remains().unwrap();
    assert_eq!(
        files_with_remains(laptop.path()),
        Vec::<PathBuf>::new(),
        "while the desk is open"
    );
    assert_eq!(replica.counts().unwrap().of(None, None, None), 200);
    drop(replica);
    assert_eq!(
        files_with_remains(laptop.path()),
        Vec::<PathBuf>::new(),
        "after it was closed"
    );
}

/// A laptop that is switched on for a few minutes at a time erases too.
#[test]
fn a_closed_ticket_that_an_earlier_run_gathered_is_erased_at_the_start() {
    let laptop = tempfile::tempdir().unwrap();
    let file = laptop.path().join("desk.db");
    let (replica, ticket) = users_replica(&file);
    closed(&replica, ticket);
    drop(replica);
    assert_eq!(files_with_remains(laptop.path()).len(), 1, "still gathered");
    let _replica = SqliteStore::open(&file).unwrap();
    until_erased(laptop.path());
}
