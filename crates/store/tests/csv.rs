//! Imports and exports of CSV files.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use store::contract::fixtures;
use store::contract::fixtures::{
    accepted, assignment, at, close, command, ids, message, new_description, report_at, reported, start,
    words,
};
use store::csv::{CsvError, Export, Import, Step};
use store::{Anchor, Bulk, Feed, Imported, Lessons, SqliteSnapshot, SqliteStore, TicketStore};
use tickets::{
    Action, Assignment, Category, CategoryBy, Confusions, Event, Filter, Name, Order, Refusal, Role, Status,
    TicketPage, TicketRef,
};

const HEAD: &str = "number,description,place,category,status,opened_at,modified_at,closed_at\n";
const MESSAGES: &str = "number,at,role,name,body\n";
const A_ROW: &str = "7,The lift is stuck,Library,,open,2025-03-02T09:00:00Z,2025-03-02T10:00:00Z,\n";

struct Place {
    folder: tempfile::TempDir,
    store: SqliteStore,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
        Self { folder, store }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn import(&self, tickets: &str, messages: Option<&str>) -> Result<Imported, CsvError> {
        let write = |name: &str, text: &str| {
            let file = self.file(name);
            fs::write(&file, text).unwrap();
            file
        };
        let tickets = write("in.csv", tickets);
        let messages = messages.map(|text| write("in-messages.csv", text));
        import(&self.store, &tickets, messages.as_deref())
    }

    fn export(&self) -> (String, String) {
        let (tickets, messages) = (self.file("out.csv"), self.file("out-messages.csv"));
        let export = Export {
            tickets: &tickets,
            messages: Some(&messages),
            for_spreadsheets: false,
        };
        export.run(&*self.store.snapshot().unwrap(), &mut |_| ()).unwrap();
        (
            fs::read_to_string(tickets).unwrap(),
            fs::read_to_string(messages).unwrap(),
        )
    }

    fn page(&self, number: u64) -> TicketPage {
        self.store
            .ticket_page(TicketRef::Number(number))
            .unwrap()
            .unwrap()
    }

    fn is_empty(&self) -> bool {
        *self.store.feed().borrow() == 0 && ids(&self.store, Filter::default(), Order::Newest).is_empty()
    }
}

fn by_the_classifier(text: &str) -> Assignment {
    let category = if text.contains("Wi-Fi") {
        Category::TechnicalIt
    } else {
        Category::FacilityManagement
    };
    assignment(category, true)
}

/// The time of all imports.
fn today() -> chrono::DateTime<chrono::Utc> {
    "2027-01-01T00:00:00Z".parse().unwrap()
}

fn import(store: &SqliteStore, tickets: &Path, messages: Option<&Path>) -> Result<Imported, CsvError> {
    let import = Import {
        tickets,
        messages,
        classify: &by_the_classifier,
        now: today(),
    };
    import.run(store, &mut |_| ())
}

#[test]
fn importing_an_export_elsewhere_results_in_the_same_tickets() {
    let here = Place::new();
    let nasty = "two\r\n\"lines\", with; commas,\tمصعد 🛗 =1+1";
    let stuck = reported(&here.store, nasty, 0);
    accepted(&here.store, command(Role::User, stuck, message(nasty)), 1);
    let mut answer = command(Role::Helpdesk, stuck, message("On our way"));
    answer.name = Name::new("Ada, \"the fixer\"").ok();
    accepted(&here.store, answer, 2);
    start(&here.store, stuck, 3);
    close(&here.store, stuck, 4);
    let mut wifi = report_at("The Wi-Fi drops", Some("Hall B, room 2"), Category::TechnicalIt);
    (wifi.role, wifi.name) = (Role::Helpdesk, Name::new("Ben").ok());
    accepted(&here.store, wifi, 5);
    let corrected = reported(&here.store, "The Wi-Fi is cold", 6);
    let correct = Action::Correct {
        category: Category::ServicesComplaints,
    };
    accepted(&here.store, command(Role::Helpdesk, corrected, correct), 7);

    let (tickets, messages) = here.export();
    let there = Place::new();
    let imported = there.import(&tickets, Some(&messages)).unwrap();
    assert_eq!((imported.tickets, imported.messages), (3, 2));
    assert_eq!(
        there.export(),
        (tickets, messages),
        "and out again: all columns of both files"
    );
    for number in 1..=3 {
        let (old, new) = (here.page(number), there.page(number));
        assert_eq!(old.ticket.id, new.ticket.id);
        assert_eq!(old.ticket.waiting_since, new.ticket.waiting_since);
        assert_eq!(old.ticket.last_word, new.ticket.last_word);
        let texts = |page: &TicketPage| page.messages.iter().map(|m| m.body.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&old), texts(&new));
        let writers = |page: &TicketPage| {
            page.messages
                .iter()
                .map(|m| (m.role, m.name.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(writers(&old), writers(&new));
        let reporter = |page: &TicketPage| page.history.first().map(|line| (line.role, line.name.clone()));
        assert_eq!(reporter(&old), reporter(&new));
    }
    assert_eq!(
        there.page(2).history[0].name,
        Name::new("Ben").ok(),
        "who reported it"
    );
    let next = accepted(&there.store, fixtures::report("One more"), 10).ticket;
    assert_eq!(next.number, Some(4), "numbers go on after the imported ones");
}

#[test]
fn an_imported_ticket_is_in_search_counts_and_feed() {
    let place = Place::new();
    reported(&place.store, "A ticket of today", 0);
    let rows = "70,The heating is cold,Library,,closed,2024-01-02T09:00:00+01:00,2024-01-05T09:00:00Z,2024-01-05T09:00:00Z\n\
        71,The Wi-Fi drops,,,active,2024-02-02T09:00:00Z,2024-02-03T09:00:00.123Z,\n";
    let messages =
        "70,2024-01-04T09:00:00Z,user,,Still freezing\n70,2024-01-03T09:00:00Z,helpdesk,Ada,We look\n";
    place
        .import(&format!("{HEAD}{rows}"), Some(&format!("{MESSAGES}{messages}")))
        .unwrap();

    let heating = place.page(70);
    assert_eq!(
        heating.ticket.opened_at,
        "2024-01-02T08:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    );
    assert_eq!(heating.ticket.category_by, CategoryBy::Classifier);
    assert_eq!(
        (heating.ticket.messages, heating.ticket.last_word),
        (2, Some(Role::User))
    );
    let events: Vec<_> = heating.history.iter().map(|line| &line.event).collect();
    assert!(
        matches!(
            events[..],
            [
                Event::Reported { .. },
                Event::Started,
                Event::Wrote,
                Event::Wrote,
                Event::Closed
            ]
        ),
        "{events:?}"
    );
    assert_eq!(
        heating.ticket.version, 5,
        "its version counts the lines of its history"
    );
    assert!(heating.history.is_sorted_by_key(|line| line.at));
    assert_eq!(
        heating.messages.first().unwrap().body.as_str(),
        "We look",
        "oldest first"
    );

    let wifi = place.page(71).ticket;
    assert_eq!(
        (wifi.category, wifi.status),
        (Category::TechnicalIt, Status::Active)
    );
    assert_eq!(
        ids(&place.store, words("freezing"), Order::Newest),
        [heating.ticket.id]
    );
    let newest = ids(&place.store, Filter::default(), Order::Newest);
    assert_eq!(
        newest[1..],
        [wifi.id, heating.ticket.id],
        "old tickets are listed by their opening"
    );
    let counts = place.store.counts().unwrap();
    assert_eq!(
        counts.of(Some(Status::Closed), Some(Category::FacilityManagement), None),
        1
    );
    assert_eq!(counts.of(None, None, None), 3);
    let changes = place.store.changes(1, 1).unwrap();
    assert_eq!(
        (changes.tickets.len(), changes.messages.len(), changes.next),
        (1, 2, 2),
        "one number a ticket"
    );
    assert_eq!(*place.store.feed().borrow(), 3);
    assert_eq!(place.store.facts(1, 10).unwrap().rows.len(), 2);
}

#[test]
fn a_category_in_the_file_is_the_helpdesks_but_not_a_correction() {
    let place = Place::new();
    let row = "7,The Wi-Fi drops,,services-complaints,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,\n";
    place.import(&format!("{HEAD}{row}"), None).unwrap();
    let page = place.page(7);
    assert_eq!(page.ticket.category_by, CategoryBy::Helpdesk);
    let edited = accepted(
        &place.store,
        command(Role::User, page.ticket.id, new_description(1, "Slow Wi-Fi")),
        0,
    );
    assert_eq!(
        edited.ticket.category,
        Category::ServicesComplaints,
        "an edit leaves it"
    );
    assert!(place.store.corrections().unwrap().is_empty());
}

#[test]
fn an_imported_ticket_counts_as_reviewed_only_after_a_review_here() {
    let place = Place::new();
    let closed =
        "7,The Wi-Fi drops,,,closed,2025-03-02T09:00:00Z,2025-03-03T09:00:00Z,2025-03-03T09:00:00Z\n";
    let active = "8,The lift is stuck,,,active,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,\n";
    place.import(&format!("{HEAD}{closed}{active}"), None).unwrap();
    assert_eq!(place.store.confusions().unwrap(), Confusions::default());
    let all_classified = || {
        let classified = Category::ALL.map(|category| Filter {
            classified: Some(category),
            ..Filter::default()
        });
        classified
            .map(|filter| ids(&place.store, filter, Order::Newest))
            .concat()
    };
    assert!(all_classified().is_empty(), "one was closed elsewhere");
    let active = place.page(8).ticket;
    close(&place.store, active.id, 1);
    assert_eq!(place.store.confusions().unwrap().of(None, None), 1);
    assert_eq!(all_classified(), [active.id]);
}

#[test]
fn a_bad_row_says_line_and_reason_and_imports_nothing() {
    let good = A_ROW;
    for (bad, reason) in [
        (
            "8,,,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "the description is blank",
        ),
        (
            "8,Text,,,done,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "“done” is not a status",
        ),
        (
            "8,Text,,,,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "the status is missing",
        ),
        (
            "8,Text,,food,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "“food” is not a category",
        ),
        (
            "8,Text,,,open,yesterday,2025-03-02T09:00:00Z,",
            "opened_at: “yesterday” is no time",
        ),
        (
            "8,Text,,,open,2025-03-02T09:00:00Z,2025-03-02T08:59:59Z,",
            "modified_at is before opened_at",
        ),
        (
            "8,Text,,,closed,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "closed_at is missing",
        ),
        (
            "8,Text,,,closed,2025-03-02T09:00:00Z,2025-03-03T09:00:00Z,2025-03-01T09:00:00Z",
            "closed_at is before opened_at",
        ),
        (
            "8,Text,,,closed,2025-03-02T09:00:00Z,2025-03-03T09:00:00Z,2025-03-04T09:00:00Z",
            "modified_at is before closed_at",
        ),
        (
            "8,Text,,,active,2025-03-02T09:00:00Z,2025-03-03T09:00:00Z,2025-03-03T09:00:00Z",
            "it is active, but has a closed_at",
        ),
        (
            "8,Text,,,open,0025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "not in the years",
        ),
        (
            "7,Text,,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "the number 7 occurs twice",
        ),
        (
            "0,Text,,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "not between 1 and",
        ),
        (
            "-8,Text,,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "number: invalid digit",
        ),
        ("8,Text,,,open,2025-03-02T09:00:00Z", "it has 6 fields"),
        (
            "8,Text,\"two\nlines\",,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "the place must be one line",
        ),
    ] {
        let place = Place::new();
        let error = place
            .import(&format!("{HEAD}{good}{bad}\n"), None)
            .unwrap_err()
            .to_string();
        assert!(error.contains("in.csv, line 3: "), "{bad}: {error}");
        assert!(error.contains(reason), "{bad}: {error}");
        assert!(place.is_empty(), "{bad}");
    }
}

#[test]
fn a_bad_message_imports_nothing() {
    for (bad, reason) in [
        (
            "8,2025-03-02T09:30:00Z,user,,Hello",
            "no ticket in the tickets file has the number 8",
        ),
        (
            "7,2025-03-02T08:59:00Z,user,,Hello",
            "before its ticket was opened",
        ),
        (
            "7,2025-03-02T10:00:01Z,user,,Hello",
            "after its ticket's modified_at",
        ),
        ("7,2025-03-02T09:30:00Z,boss,,Hello", "“boss” is neither"),
        ("7,2025-03-02T09:30:00Z,user,,", "the body is blank"),
        ("7,,user,,Hello", "the time is missing"),
    ] {
        let place = Place::new();
        let messages = format!("{MESSAGES}7,2025-03-02T09:30:00Z,user,,\"Good,\nin two lines\"\n{bad}\n");
        let error = place
            .import(&format!("{HEAD}{A_ROW}"), Some(&messages))
            .unwrap_err()
            .to_string();
        assert!(error.contains("in-messages.csv, line 4: "), "{bad}: {error}");
        assert!(error.contains(reason), "{bad}: {error}");
        assert!(place.is_empty(), "{bad}");
    }
}

#[test]
fn another_ticket_with_a_known_number_or_id_is_a_bad_row() {
    let place = Place::new();
    place.import(&format!("{HEAD}{A_ROW}"), None).unwrap();
    let id = place.page(7).ticket.id;
    let before = place.export();
    let other = A_ROW.replace("lift", "door");
    let same_number = format!("{HEAD}{}{other}", other.replacen('7', "8", 1));
    let error = place.import(&same_number, None).unwrap_err().to_string();
    assert!(
        error.contains("line 3: the desk has a ticket with the number 7 already"),
        "{error}"
    );
    let same_id = format!(
        "{},id\n{},{id}\n",
        HEAD.trim_end(),
        other.trim_end().replacen('7', "9", 1)
    );
    let error = place.import(&same_id, None).unwrap_err().to_string();
    assert!(
        error.contains("line 2: the desk has a ticket with the id"),
        "{error}"
    );
    assert_eq!(place.export(), before);
    assert_eq!(*place.store.feed().borrow(), 1);
    reported(&place.store, "The desk goes on", 0);
}

#[test]
fn a_file_that_is_imported_twice_adds_nothing_the_second_time() {
    let place = Place::new();
    let row = A_ROW.trim_start_matches('7');
    // Two people reported the same at the same time: an old helpdesk stored the day only.
    let twice = format!("{HEAD}{row}{row}{}", row.replace("Library", "Hall B"));
    let first = place.import(&twice, None).unwrap();
    assert_eq!((first.tickets, first.known_tickets), (3, 0));
    let before = place.export();
    let again = place.import(&twice, None).unwrap();
    assert_eq!((again.tickets, again.known_tickets), (0, 3));
    assert_eq!(place.export(), before);
    assert_eq!(*place.store.feed().borrow(), 3);

    let more = format!("{twice}{row}{}", row.replace("stuck", "slow"));
    let more = place.import(&more, None).unwrap();
    assert_eq!(
        (more.tickets, more.known_tickets),
        (2, 3),
        "a third one, and a new one"
    );
}

#[test]
fn an_export_that_is_imported_into_its_own_desk_adds_nothing() {
    let place = Place::new();
    let lift = reported(&place.store, "The lift is stuck", 0);
    accepted(&place.store, command(Role::User, lift, message("Still stuck")), 1);
    let (tickets, messages) = place.export();
    let again = place.import(&tickets, Some(&messages)).unwrap();
    let nothing = Imported {
        known_tickets: 1,
        known_messages: 1,
        ..Imported::default()
    };
    assert_eq!(again, nothing);
    let longer = format!("{messages}1,2026-03-02T09:01:00Z,helpdesk,Ada,On our way\n");
    let longer = place.import(&tickets, Some(&longer)).unwrap();
    assert_eq!(longer.left_out, 1, "a known ticket stays as it is");
    assert_eq!(place.page(1).messages.len(), 1);
}

#[test]
fn an_export_for_spreadsheets_contains_no_formulas() {
    let place = Place::new();
    let formula = "=HYPERLINK(\"http://example.org\")";
    let mut report = report_at(formula, Some("+1"), Category::TechnicalIt);
    report.name = Name::new("@SUM(1)").ok();
    let ticket = accepted(&place.store, report, 0).ticket.id;
    let mut answer = command(Role::User, ticket, message("-2+3"));
    answer.name = Name::new("Ada").ok();
    accepted(&place.store, answer, 1);
    let cells = |for_spreadsheets| {
        let (tickets, messages) = (place.file("cells.csv"), place.file("cells-messages.csv"));
        let export = Export {
            tickets: &tickets,
            messages: Some(&messages),
            for_spreadsheets,
        };
        export
            .run(&*place.store.snapshot().unwrap(), &mut |_| ())
            .unwrap();
        [(tickets, vec![1, 2, 11]), (messages, vec![3, 4])]
            .map(|(file, columns)| {
                let mut rows = csv::Reader::from_path(file).unwrap();
                let row = rows.records().next().unwrap().unwrap();
                columns
                    .into_iter()
                    .map(|column| row[column].to_owned())
                    .collect::<Vec<_>>()
            })
            .concat()
    };
    assert_eq!(cells(false), [formula, "+1", "@SUM(1)", "Ada", "-2+3"], "exact");
    let escaped = format!("'{formula}");
    assert_eq!(cells(true), [&*escaped, "'+1", "'@SUM(1)", "Ada", "'-2+3"]);
}

#[test]
fn a_wrong_file_is_reported_with_its_line() {
    let place = Place::new();
    for (file, reason) in [
        (
            "number,description\n1,x\n",
            "line 1: the column “place” is missing",
        ),
        (&*format!("colour,{HEAD}"), "line 1: there is no column “colour”"),
        ("", "line 1: the column “number” is missing"),
        (&*HEAD.replace(',', ";"), "separates its columns with semicolons"),
        (&*HEAD.replace(',', "\t"), "separates its columns with tabs"),
        (
            &*HEAD.replace('\n', ",place\n"),
            "line 1: the column “place” occurs twice",
        ),
    ] {
        let error = place.import(file, None).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
    let nowhere = import(&place.store, &place.file("nowhere.csv"), None).unwrap_err();
    assert!(matches!(nowhere, CsvError::File { .. }), "{nowhere}");
    fs::write(
        place.file("latin.csv"),
        [HEAD.as_bytes(), b"7,caf\xe9,,,open,,,\n"].concat(),
    )
    .unwrap();
    let latin = import(&place.store, &place.file("latin.csv"), None)
        .unwrap_err()
        .to_string();
    assert!(latin.contains("line 2: it is not UTF-8 text"), "{latin}");
    // As spreadsheets write it: with a byte order mark, and columns in another order.
    let shuffled = "\u{FEFF}status,number,place,description,category,closed_at,opened_at,modified_at\r\n\
        open,5,,A lift,,,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z\r\n";
    assert_eq!(place.import(shuffled, None).unwrap().tickets, 1);
    assert_eq!(place.import(HEAD, None).unwrap(), Imported::default());
}

#[test]
fn commands_wait_for_an_import_and_then_continue() {
    let place = Place::new();
    let rows: String = (100..3_100)
        .map(|n| {
            format!(
                "{n},Ticket {n} of many,Hall {},,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,\n",
                n % 7
            )
        })
        .collect();
    let file = place.file("many.csv");
    fs::write(&file, format!("{HEAD}{rows}")).unwrap();
    let written = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let store = place.store.clone();
        let others = scope.spawn(move || {
            (0..50).for_each(|n| {
                reported(&store, "In the meantime", n);
            })
        });
        let import = Import {
            tickets: &file,
            messages: None,
            classify: &by_the_classifier,
            now: today(),
        };
        let imported = import.run(&place.store, &mut |progress| {
            written.fetch_add(usize::from(progress.step == Step::Writing), Ordering::Relaxed);
        });
        assert_eq!(imported.unwrap().tickets, 3_000);
        others.join().unwrap();
    });
    assert!(written.into_inner() >= 3, "progress was reported");
    assert_eq!(place.store.counts().unwrap().of(None, None, None), 3_050);
    assert_eq!(*place.store.feed().borrow(), 3_050);
    let again = Action::Report {
        description: tickets::Description::new("x").unwrap(),
        place: None,
        assignment: by_the_classifier("x"),
        follows: None,
        reporter: None,
    };
    let taken = command(Role::User, place.page(100).ticket.id, again);
    assert_eq!(
        place.store.apply(taken, at(0)).unwrap().unwrap_err(),
        Refusal::TicketExists
    );
    let page = fixtures::listing(words("many"), Order::Oldest, Anchor::End, 10);
    assert_eq!(place.store.rows(&page).unwrap().items.len(), 10);
}

#[test]
fn a_failed_export_leaves_the_existing_file() {
    let place = Place::new();
    reported(&place.store, "A ticket", 0);
    let old = place.file("out.csv");
    fs::write(&old, "the export of yesterday").unwrap();
    let export = Export {
        tickets: &old,
        messages: Some(&place.file("no folder").join("messages.csv")),
        for_spreadsheets: false,
    };
    let desk = place.store.snapshot().unwrap();
    assert!(export.run(&*desk, &mut |_| ()).is_err());
    assert_eq!(fs::read_to_string(&old).unwrap(), "the export of yesterday");
    assert!(!place.file("out.csv.part").exists());
    let nowhere = SqliteSnapshot::open(&place.file("gone.db"))
        .err()
        .unwrap()
        .to_string();
    assert!(nowhere.contains("there is no desk"), "{nowhere}");
    assert!(!place.file("gone.db").exists());
}

#[test]
fn an_export_never_overwrites_the_desk_or_writes_two_files_into_one() {
    let here = Place::new();
    reported(&here.store, "The lift is stuck", 0);
    let refused = |tickets: &str, messages: &str| {
        let (tickets, messages) = (here.file(tickets), here.file(messages));
        let export = Export {
            tickets: &tickets,
            messages: Some(&messages),
            for_spreadsheets: false,
        };
        let desk = here.store.snapshot().unwrap();
        let error = export.run(&*desk, &mut |_| ()).unwrap_err();
        assert!(matches!(error, CsvError::File { .. }), "{error}");
    };
    let names = || {
        let files = fs::read_dir(here.folder.path()).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    for end in ["", "-wal", "-shm", ".lock", ".holder"] {
        refused(&format!("desk.db{end}"), "out-messages.csv");
        refused("out.csv", &format!("desk.db{end}"));
    }
    let holder = store::holder(here.store.file()).expect("the lock is held");
    assert_eq!(holder.pid, std::process::id(), "its file is as it was");
    refused("drafts.db", "out-messages.csv");
    refused("out.csv", "out.csv");
    refused("out.csv", "out.csv.part");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(".", here.file("way")).unwrap();
        refused("way/desk.db", "out-messages.csv");
        refused("out.csv", "way/out.csv");
        fs::remove_file(here.file("way")).unwrap();
    }
    assert_eq!(names(), before);
    assert_eq!(ids(&here.store, Filter::default(), Order::Newest).len(), 1);
}

#[test]
fn a_classifier_that_fails_fails_the_import() {
    let here = Place::new();
    let tickets = here.file("in.csv");
    fs::write(&tickets, format!("{HEAD}{A_ROW}")).unwrap();
    let import = Import {
        tickets: &tickets,
        messages: None,
        classify: &|_| panic!("a bug of the classifier, on purpose"),
        now: today(),
    };
    let error = import.run(&here.store, &mut |_| ()).unwrap_err();
    assert!(matches!(error, CsvError::Classifier), "{error}");
    assert!(here.is_empty());
}

#[test]
fn a_category_that_this_classifier_would_not_assign_is_not_sure() {
    let here = Place::new();
    let head = HEAD.replace('\n', ",category_by\n");
    let row =
        "7,The lift is stuck,,technical-it,open,2025-03-02T09:00:00Z,2025-03-02T10:00:00Z,,classifier\n";
    here.import(&format!("{head}{row}"), None).unwrap();
    let ticket = here.page(7).ticket;
    assert_eq!(ticket.category, Category::TechnicalIt);
    assert!(!ticket.sure());
    assert!(ticket.confidence() < f64::EPSILON, "{}", ticket.confidence());
}

#[test]
fn broken_quotation_marks_are_refused_with_the_line_an_editor_shows() {
    let row = |text: &str| format!("7,2025-03-02T09:30:00Z,helpdesk,Kim,{text}");
    let never_closed = "the quotation mark that opens a field here is never closed";
    let cases = [
        // The opening quotation mark, the rows, the line.
        (
            [&*row("\"Which lamp?"), &row("The left one"), &row("Thanks")],
            2,
            never_closed,
        ),
        (
            [&row("Which lamp?"), &row("\"two\nlines\""), &row("\"Thanks")],
            5,
            never_closed,
        ),
        (
            [&row("\"Which lamp?"), &row("\"The left one\""), &row("Thanks")],
            2,
            "not closed before line 3",
        ),
        (
            [&row("\"Which lamp?"), &row("The left one"), &row("\"Thanks")],
            2,
            "not closed before line 4",
        ),
        (
            [&row("24\" screen"), &row("Which one?"), &row("24\" screen")],
            2,
            "does not begin with one",
        ),
        (
            [&row("Good"), &row("\"24\" screen\""), &row("Good")],
            3,
            "continues after its closing",
        ),
        (
            [&row("Good"), &row("Good"), &row(r#""He said \"help\" and left""#)],
            4,
            "backslash",
        ),
        ([&row("Good"), &row("Good"), &row("\"")], 4, never_closed),
    ];
    for (rows, line, reason) in cases {
        for end in ["\n", "\r\n"] {
            let place = Place::new();
            let text = format!("{MESSAGES}{}\n", rows.join("\n")).replace('\n', end);
            let tickets = format!("{HEAD}{A_ROW}");
            let error = place.import(&tickets, Some(&text)).unwrap_err().to_string();
            let start = format!("in-messages.csv, line {line}: ");
            assert!(error.contains(&start), "{text}: {error}");
            assert!(error.contains(reason), "{text}: {error}");
            assert!(place.is_empty(), "{text}");
        }
    }
    let place = Place::new();
    let head = HEAD.replacen("number", "\"number", 1);
    let error = place.import(&format!("{head}{A_ROW}"), None).unwrap_err();
    assert!(
        error.to_string().contains("in.csv, line 1: the quotation"),
        "{error}"
    );
}

#[test]
fn quotation_marks_that_are_doubled_are_imported() {
    let place = Place::new();
    let messages = format!(
        "{MESSAGES}7,2025-03-02T09:30:00Z,user,\"\",\"24\"\" screen,\r\n\r\n\"\"in\"\" Hall B\"\r\n\r\n\
        \"7\",2025-03-02T09:31:00Z,user,,\"\"\"Quoted\"\"\""
    );
    let tickets = format!("\u{FEFF}\"number\"{}{A_ROW}", HEAD.trim_start_matches("number"));
    let imported = place.import(&tickets, Some(&messages)).unwrap();
    assert_eq!((imported.tickets, imported.messages), (1, 2));
    let page = place.page(7);
    let texts = page.messages.iter().map(|message| message.body.as_str());
    let texts: Vec<_> = texts.map(|text| text.replace("\r\n", "\n")).collect();
    assert_eq!(texts, ["24\" screen,\n\n\"in\" Hall B", "\"Quoted\""]);
}

#[test]
fn lines_are_counted_as_an_editor_does_with_every_line_ending() {
    let second = A_ROW
        .replacen('7', "8", 1)
        .replacen("The lift", "\"Two\n\nlines: the lift", 1);
    let second = second.replacen("stuck,", "stuck\",", 1);
    let bad = A_ROW.replacen('7', "9", 1).replacen("open", "done", 1);
    let short = "9,Text\n";
    for end in ["\n", "\r\n", "\r"] {
        for (bad, reason) in [(&*bad, "is not a status"), (short, "it has 2 fields")] {
            let place = Place::new();
            let text = format!("{HEAD}{A_ROW}{second}\n{bad}").replace('\n', end);
            let error = place.import(&text, None).unwrap_err().to_string();
            assert!(error.contains("in.csv, line 7: "), "{end:?}: {error}");
            assert!(error.contains(reason), "{end:?}: {error}");
        }
    }
}

#[test]
fn a_ticket_of_the_future_is_refused_with_its_line() {
    let here = Place::new();
    let tickets = here.file("in.csv");
    let row = |opened: &str, modified: &str| format!("7,A lift is stuck,,,open,{opened},{modified},\n");
    let soon = "2027-01-01T00:04:00Z";
    let later = "2027-01-03T00:00:00Z";
    for (row, reason) in [
        (
            row(later, later),
            "opened_at: 2027-01-03T00:00:00Z is in the future",
        ),
        (
            row(soon, later),
            "modified_at: 2027-01-03T00:00:00Z is in the future",
        ),
    ] {
        fs::write(&tickets, format!("{HEAD}{A_ROW}{row}")).unwrap();
        match import(&here.store, &tickets, None).unwrap_err() {
            CsvError::BadRow {
                line, reason: why, ..
            } => assert_eq!((line, why.as_str()), (3, reason)),
            other => panic!("{other}"),
        }
        assert!(here.is_empty());
    }
    // The clock of another computer may be some minutes ahead.
    fs::write(&tickets, format!("{HEAD}{}", row(soon, soon))).unwrap();
    assert_eq!(import(&here.store, &tickets, None).unwrap().tickets, 1);
}

#[cfg(unix)]
#[test]
fn an_export_onto_a_link_writes_its_target_and_keeps_the_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let place = Place::new();
    reported(&place.store, "The lift is stuck", 0);
    fs::create_dir(place.file("share")).unwrap();
    let target = place.file("share/tickets.csv");
    fs::write(&target, "the export of yesterday").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("share/tickets.csv", place.file("out.csv")).unwrap();
    symlink("share/new.csv", place.file("out-messages.csv")).unwrap();
    let (tickets, messages) = place.export();
    for link in ["out.csv", "out-messages.csv"] {
        let found = fs::symlink_metadata(place.file(link)).unwrap();
        assert!(found.is_symlink(), "{link}");
    }
    assert!(tickets.contains("The lift is stuck"));
    assert_eq!(fs::read_to_string(&target).unwrap(), tickets);
    assert_eq!(fs::read_to_string(place.file("share/new.csv")).unwrap(), messages);
    let mode = |name: &str| fs::metadata(place.file(name)).unwrap().permissions().mode();
    assert_eq!(mode("share/tickets.csv") & 0o777, 0o600);
    fs::write(place.file("any"), "").unwrap();
    assert_eq!(
        mode("share/new.csv"),
        mode("any"),
        "a new file has the usual permissions"
    );
    assert_eq!(fs::read_dir(place.file("share")).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn an_export_into_a_pipe_is_read_at_its_other_end() {
    use std::os::unix::fs::FileTypeExt;

    let place = Place::new();
    reported(&place.store, "The lift is stuck", 0);
    let pipe = place.file("out.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let read = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe)
    });
    let export = Export {
        tickets: &pipe,
        messages: None,
        for_spreadsheets: false,
    };
    let desk = place.store.snapshot().unwrap();
    export.run(&*desk, &mut |_| ()).unwrap();
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(read.join().unwrap().unwrap().contains("The lift is stuck"));
}

#[test]
fn an_export_leaves_other_files_beside_it() {
    let place = Place::new();
    reported(&place.store, "The lift is stuck", 0);
    let own = place.file("out.csv.part");
    fs::write(&own, "somebody's own").unwrap();
    place.export();
    assert_eq!(fs::read_to_string(&own).unwrap(), "somebody's own");
    let export = Export {
        tickets: &place.file("out.csv"),
        messages: Some(&place.file("no folder").join("messages.csv")),
        for_spreadsheets: false,
    };
    let desk = place.store.snapshot().unwrap();
    assert!(export.run(&*desk, &mut |_| ()).is_err());
    assert_eq!(fs::read_to_string(&own).unwrap(), "somebody's own");
}
