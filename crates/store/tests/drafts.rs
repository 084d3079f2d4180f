//! Drafts, and tickets reported on this laptop.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use store::{Draft, DraftKey, Drafts, FormKind, Notified};
use tickets::{Role, TicketId};

fn at(minutes: i64) -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

fn draft(text: &str, version: Option<u64>) -> Draft {
    Draft {
        fields: BTreeMap::from([("description".to_owned(), text.to_owned())]),
        version,
        saved_at: at(0),
    }
}

fn key(form: FormKind, ticket: Option<TicketId>, role: Role) -> DraftKey {
    DraftKey { form, ticket, role }
}

fn open(folder: &Path) -> Drafts {
    Drafts::open(&folder.join("desk.db"), || ()).unwrap()
}

#[test]
fn a_draft_survives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let ticket = TicketId::new();
    let edit = key(FormKind::Edit, Some(ticket), Role::User);
    let half = draft("The lift is st\u{0} <b>🛗", Some(3));
    let drafts = open(folder.path());
    drafts.save(edit, &draft("The lift", Some(3))).unwrap();
    drafts.save(edit, &half).unwrap();
    // The first connection is not closed, as after a crash of its process.
    let after_a_crash = open(folder.path());
    assert_eq!(after_a_crash.find(edit).unwrap(), Some(half));
    assert!(folder.path().join("drafts.db").exists());
}

#[test]
fn each_form_has_its_own_draft() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = open(folder.path());
    let ticket = TicketId::new();
    let keys = [
        key(FormKind::Report, None, Role::User),
        key(FormKind::Report, None, Role::Helpdesk),
        key(FormKind::Edit, Some(ticket), Role::User),
        key(FormKind::Message, Some(ticket), Role::User),
        key(FormKind::Message, Some(TicketId::new()), Role::User),
    ];
    for (n, key) in keys.into_iter().enumerate() {
        drafts.save(key, &draft(&n.to_string(), None)).unwrap();
    }
    drafts.discard(keys[2]).unwrap();
    for (n, key) in keys.into_iter().enumerate() {
        let expected = (n != 2).then(|| draft(&n.to_string(), None));
        assert_eq!(drafts.find(key).unwrap(), expected);
    }
}

#[test]
fn a_reported_ticket_is_stored_with_the_number_of_messages_that_were_seen() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = open(folder.path());
    let (lift, wifi) = (TicketId::new(), TicketId::new());
    drafts
        .reported(lift, Some(7), at(0), "The lift is stuck")
        .unwrap();
    drafts.reported(wifi, None, at(1), "No Wi-Fi").unwrap();
    drafts.seen(lift, 2).unwrap();
    drafts.seen(lift, 1).unwrap();
    drafts.seen(TicketId::new(), 9).unwrap();
    assert!(drafts.reported_here(lift).unwrap() && !drafts.reported_here(TicketId::new()).unwrap());
    drafts.reported(lift, Some(7), at(5), "Changed").unwrap();
    let all = open(folder.path()).last_reported(20).unwrap();
    let tickets: Vec<_> = all.iter().map(|reported| reported.ticket).collect();
    assert_eq!(tickets, [wifi, lift], "last reported first");
    assert_eq!((all[1].number, all[1].messages_seen), (Some(7), 2));
    assert_eq!(drafts.messages_seen(lift).unwrap(), Some(2));
    assert_eq!(drafts.messages_seen(TicketId::new()).unwrap(), None);
    assert_eq!(
        (all[1].reported_at, all[1].summary.as_str()),
        (at(0), "The lift is stuck")
    );
    assert_eq!((all[0].messages_seen, all[0].summary.as_str()), (0, "No Wi-Fi"));
    assert_eq!(drafts.last_reported(1).unwrap(), all[..1]);
}

#[test]
fn what_was_announced_of_a_report_is_stored_until_its_closing_was_announced() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = open(folder.path());
    let (lift, wifi) = (TicketId::new(), TicketId::new());
    drafts
        .reported(lift, Some(7), at(0), "The lift is stuck")
        .unwrap();
    drafts.reported(wifi, None, at(1), "No Wi-Fi").unwrap();
    let answered = Notified {
        messages: 2,
        answers: 1,
        closed: false,
    };
    drafts.notified(lift, answered).unwrap();
    drafts
        .reported(lift, Some(7), at(0), "The lift is stuck")
        .unwrap();
    let awaited = |drafts: &Drafts| -> Vec<_> {
        let awaited = drafts.awaited().unwrap().into_iter();
        awaited.map(|(report, known)| (report.ticket, known)).collect()
    };
    let after_a_restart = open(folder.path());
    assert_eq!(
        awaited(&after_a_restart),
        [(lift, Some(answered)), (wifi, Some(Notified::default()))]
    );

    let closed = Notified {
        closed: true,
        ..answered
    };
    drafts.notified(lift, closed).unwrap();
    assert_eq!(awaited(&drafts), [(wifi, Some(Notified::default()))]);
    drafts.clear().unwrap();
    drafts.reported(lift, Some(7), at(0), "Again").unwrap();
    assert_eq!(awaited(&drafts), [(lift, Some(Notified::default()))]);
}

#[test]
fn a_file_without_summaries_is_migrated() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = rusqlite::Connection::open(folder.path().join("drafts.db")).unwrap();
    earlier
        .execute_batch(
            "create table reported (ticket blob primary key, number integer, reported_at integer not null,
                messages_seen integer not null, closed_at integer) strict, without rowid;
            insert into reported values (x'0198a5f0000070008000000000000001', 7, 0, 2, null)",
        )
        .unwrap();
    drop(earlier);
    let drafts = open(folder.path());
    let reported = drafts.last_reported(20).unwrap();
    assert_eq!((reported[0].number, reported[0].summary.as_str()), (Some(7), ""));
    assert_eq!(drafts.awaited().unwrap(), [(reported[0].clone(), None)]);
    drafts.reported(TicketId::new(), None, at(1), "No Wi-Fi").unwrap();
    assert_eq!(drafts.last_reported(20).unwrap().len(), 2);
}

#[test]
fn damaged_drafts_are_renamed_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let report = key(FormKind::Report, None, Role::User);
    std::fs::write(
        folder.path().join("drafts.db"),
        "no database, but someone may want to read it",
    )
    .unwrap();
    let drafts = open(folder.path());
    drafts.save(report, &draft("Works again", None)).unwrap();
    assert!(drafts.find(report).unwrap().is_some());
    let files = std::fs::read_dir(folder.path()).unwrap();
    let names: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().any(|name| name.contains("damaged")), "{names:?}");
}

/// Opens the drafts, and counts how often they were replaced.
fn open_and_count(folder: &Path) -> (Drafts, Arc<AtomicU32>) {
    let replaced = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&replaced);
    let damaged = move || {
        counter.fetch_add(1, Ordering::Relaxed);
    };
    (Drafts::open(&folder.join("desk.db"), damaged).unwrap(), replaced)
}

const PAGE: usize = 4_096;

/// Overwrites the pages of `drafts.db` in which `which` is found.
fn damage(folder: &Path, which: impl Fn(usize, &[u8]) -> bool) {
    let file = folder.join("drafts.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let mut damaged = 0;
    for (at, page) in bytes.chunks_mut(PAGE).enumerate() {
        if which(at + 1, page) {
            page.fill(0xff);
            damaged += 1;
        }
    }
    assert!(damaged > 0, "nothing was damaged");
    std::fs::write(file, bytes).unwrap();
}

fn contains(page: &[u8], text: &str) -> bool {
    page.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn one_damaged_page_loses_its_drafts_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let keys: Vec<_> = (0..300)
        .map(|_| key(FormKind::Edit, Some(TicketId::new()), Role::User))
        .collect();
    let text = |n: usize| format!("draft number {n:03}. {}", "The lift is stuck. ".repeat(20));
    let drafts = open(folder.path());
    for (n, key) in keys.iter().enumerate() {
        drafts.save(*key, &draft(&text(n), Some(1))).unwrap();
    }
    let reported = TicketId::new();
    drafts.reported(reported, Some(7), at(0), "No Wi-Fi").unwrap();
    drop(drafts);
    damage(folder.path(), |_, page| contains(page, "draft number 150"));

    let (drafts, replaced) = open_and_count(folder.path());
    let found = |n: usize| {
        drafts
            .find(keys[n])
            .unwrap()
            .map(|draft| draft.fields["description"].clone())
    };
    assert_eq!(found(150), None, "it cannot be read");
    assert_eq!(replaced.load(Ordering::Relaxed), 1);
    let left = (0..keys.len()).filter(|n| found(*n) == Some(text(*n))).count();
    assert!(left >= 280, "{left} of 300 drafts were recovered");
    assert_eq!(drafts.last_reported(9).unwrap()[0].ticket, reported);
    drafts.save(keys[150], &draft("Typed again", Some(1))).unwrap();
    assert_eq!(found(150).as_deref(), Some("Typed again"));
    assert_eq!(replaced.load(Ordering::Relaxed), 1, "one notice");
}

#[test]
fn damage_stops_no_read_and_no_write() {
    type Work = fn(&Drafts) -> Result<(), store::StoreError>;
    const REPORT: DraftKey = DraftKey {
        form: FormKind::Report,
        ticket: None,
        role: Role::User,
    };
    const TICKET: TicketId = TicketId(uuid::Uuid::nil());
    let works: [(&str, Work); 9] = [
        ("find", |drafts| drafts.find(REPORT).map(drop)),
        ("save", |drafts| drafts.save(REPORT, &draft("New", None))),
        ("discard", |drafts| drafts.discard(REPORT)),
        ("reported", |drafts| {
            drafts.reported(TICKET, None, at(0), "No Wi-Fi")
        }),
        ("last_reported", |drafts| drafts.last_reported(9).map(drop)),
        ("reported_here", |drafts| drafts.reported_here(TICKET).map(drop)),
        ("seen", |drafts| drafts.seen(TICKET, 1).map(drop)),
        ("awaited", |drafts| drafts.awaited().map(drop)),
        ("notified", |drafts| drafts.notified(TICKET, Notified::default())),
    ];
    for (name, work) in works {
        let folder = tempfile::tempdir().unwrap();
        let drafts = open(folder.path());
        drafts.save(REPORT, &draft("Half a report", None)).unwrap();
        drafts.reported(TICKET, None, at(0), "No Wi-Fi").unwrap();
        drop(drafts);
        let (drafts, replaced) = open_and_count(folder.path());
        damage(folder.path(), |number, _| number > 1);
        work(&drafts).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(replaced.load(Ordering::Relaxed), 1, "{name}");
        drafts.save(REPORT, &draft("Works again", None)).unwrap();
        drop(drafts);
        let found = open(folder.path()).find(REPORT).unwrap();
        assert_eq!(found, Some(draft("Works again", None)), "{name}");
    }
}

#[test]
fn cleared_drafts_and_reports_are_nowhere_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let report = key(FormKind::Report, None, Role::User);
    let drafts = open(folder.path());
    drafts.save(report, &draft("My password is 1234", None)).unwrap();
    drafts
        .reported(TicketId::new(), None, at(0), "My password is 1234")
        .unwrap();
    drop(drafts);
    std::fs::copy(
        folder.path().join("drafts.db"),
        folder.path().join("drafts.damaged-7.db"),
    )
    .unwrap();
    let drafts = open(folder.path());
    drafts.save(report, &draft("My password is 12345", None)).unwrap();
    drafts.clear().unwrap();
    assert_eq!(drafts.find(report).unwrap(), None);
    assert_eq!(drafts.last_reported(9).unwrap(), []);
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap().path();
        assert!(
            !contains(&std::fs::read(&file).unwrap(), "password"),
            "{}",
            file.display()
        );
    }
    drafts.save(report, &draft("The next person", None)).unwrap();
    assert!(drafts.find(report).unwrap().is_some());
}
