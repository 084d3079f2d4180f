//! Moves of whole desks between a file and a database.

use std::path::Path;

use store::contract::fixtures::{accepted, at, ids, message, report, reported, words};
use store::contract::histories::one_random_history;
use store::transfer::{Moved, Row, Rows, Table, Target, move_desk};
use store::{
    Changes, Correction, Facts, Feed, Learning, SqliteSource, SqliteStore, SqliteTarget, Store, StoreError,
    StoredModel, TicketStore,
};
use store_postgres::testing::{Desk, Template, cluster};
use store_postgres::{Address, PostgresSource, PostgresTarget};
use tempfile::{TempDir, tempdir};
use tickets::{
    Category, Confusions, Counts, Filter, Lesson, ModelVersion, Order, Outcome, RightAnswers, Role, Status,
    Term, TicketId, TicketPage, Trial,
};
use uuid::Uuid;

/// What a caller can see of a desk, besides its generation.
#[derive(Debug, PartialEq)]
struct Seen {
    changes: Changes,
    pages: Vec<Option<TicketPage>>,
    facts: Facts,
    counts: Counts,
    confusions: Confusions,
    corrections: Vec<Correction>,
    learning: Learning,
    models: Vec<(ModelVersion, Option<Vec<u8>>)>,
    places: Vec<String>,
    found: Vec<Vec<TicketId>>,
}

fn seen(store: &dyn Store) -> Seen {
    let (mut changes, mut facts) = (
        store.changes(0, 100_000).unwrap(),
        store.facts(0, 100_000).unwrap(),
    );
    (changes.desk, facts.desk) = (Uuid::nil(), Uuid::nil());
    let pages = changes
        .tickets
        .iter()
        .map(|ticket| store.ticket_page(ticket.id.into()).unwrap());
    let models = store.models().unwrap().into_iter().map(|model| {
        let layer = store.layer(&model.version).unwrap();
        (model, layer)
    });
    Seen {
        pages: pages.collect(),
        facts,
        counts: store.counts().unwrap(),
        confusions: store.confusions().unwrap(),
        corrections: store.corrections().unwrap(),
        learning: store.learning().unwrap(),
        models: models.collect(),
        places: store.places("", 100).unwrap(),
        found: filters()
            .into_iter()
            .map(|filter| ids(store, filter, Order::Newest))
            .collect(),
        changes,
    }
}

/// Words of the random histories, and each property that has a filter word.
fn filters() -> Vec<Filter> {
    let mut filters: Vec<Filter> = ["heating", "lift", "冷房", "canteen slow"].map(words).into();
    let with = |term| Filter {
        terms: vec![term],
        ..Filter::default()
    };
    filters.extend(["hall", "lib"].map(|place| with(Term::Place(place.to_owned()))));
    filters.extend(Status::ALL.map(|status| with(Term::Status(status))));
    filters.push(with(Term::Sure(false)));
    filters.extend(Category::ALL.map(|category| Filter {
        classified: Some(Category::TechnicalIt),
        category: Some(category),
        ..Filter::default()
    }));
    filters
}

/// Fills a desk: random commands, a long thread, and two models of which one is in use.
fn fill(store: &dyn Store) {
    one_random_history(store);
    let long = reported(store, "The heating of the library is loud", 500);
    for part in 0..12 {
        let text = format!("Part {part}: {}", "it is still loud and warm ".repeat(40));
        accepted(
            store,
            store::contract::fixtures::command(Role::User, long, message(&text)),
            501 + part,
        );
    }
    for (version, minutes) in [("campus-1", 600), ("campus-2", 601)] {
        let right = RightAnswers {
            of: 9,
            before: 7,
            after: 8,
        };
        let trial = Trial {
            themes: right,
            corrections: right,
            confirmed: 2,
        };
        let lesson = Lesson {
            at: at(minutes),
            corrections: 5,
            outcome: Outcome::Adopted(trial),
        };
        let learning = Learning {
            in_use: Some(version.to_owned()),
            base: Some("shipped".to_owned()),
            learned_to: store.last_correction().unwrap(),
            last: Some(lesson),
        };
        let version = ModelVersion {
            version: version.to_owned(),
            base: "shipped".to_owned(),
            adopted_at: at(minutes),
            corrections: 5,
            trial,
        };
        store
            .save_lesson(
                learning,
                Some(StoredModel {
                    version,
                    layer: vec![0, 255, 7],
                }),
            )
            .unwrap();
    }
}

/// A desk in a file, filled.
fn desk_in_a_file() -> (TempDir, std::path::PathBuf) {
    let folder = tempdir().unwrap();
    let file = folder.path().join("desk.db");
    fill(&SqliteStore::open(&file).unwrap());
    (folder, file)
}

fn address(database: &str) -> Address {
    Address::parse(&cluster().address(database)).unwrap()
}

fn into_database(file: &Path, database: &str) -> Moved {
    let mut source = SqliteSource::open(file).unwrap();
    let target = PostgresTarget::create(&address(database)).unwrap();
    move_desk(&mut source, Box::new(target), &mut |_, _| ()).unwrap()
}

fn into_file(database: &str, file: &Path) -> Moved {
    let mut source = PostgresSource::open(&address(database)).unwrap();
    let target = SqliteTarget::create(file).unwrap();
    move_desk(&mut source, Box::new(target), &mut |_, _| ()).unwrap()
}

fn all_rows(source: &mut dyn Rows) -> Vec<Row> {
    let mut all = Vec::new();
    for table in Table::ALL {
        let mut page = source.page(table, None).unwrap();
        while let Some(last) = page.last().cloned() {
            all.extend(page);
            page = source.page(table, Some(&last)).unwrap();
        }
    }
    all
}

#[test]
fn a_desk_is_the_same_in_a_database_and_again_in_a_file() {
    let (folder, file) = desk_in_a_file();
    let rows = all_rows(&mut SqliteSource::open(&file).unwrap());
    let database = cluster().database(Template::Empty);
    let moved = into_database(&file, &database);
    assert_eq!(usize::try_from(moved.rows).unwrap(), rows.len());
    let back = folder.path().join("back.db");
    {
        let (file, database) = (
            SqliteStore::open(&file).unwrap(),
            cluster().open(&database).unwrap(),
        );
        let tickets = file.counts().unwrap().of(None, None, None);
        assert_eq!(moved.tickets, tickets);
        assert_eq!(seen(&file), seen(&database));
        assert_ne!(file.generation(), database.generation(), "followers begin again");
    }
    assert_eq!(into_file(&database, &back), moved);
    assert!(
        rows == all_rows(&mut SqliteSource::open(&back).unwrap()),
        "the rows that came back differ"
    );
    let (file, database) = (
        SqliteStore::open(&file).unwrap(),
        cluster().open(&database).unwrap(),
    );
    let back = SqliteStore::open(&back).unwrap();
    assert_eq!(seen(&file), seen(&back));
    assert_ne!(database.generation(), back.generation());
}

#[test]
fn a_moved_desk_goes_on_with_the_next_numbers() {
    let (_folder, file) = desk_in_a_file();
    let database = cluster().database(Template::Empty);
    into_database(&file, &database);
    let (file, database) = (
        SqliteStore::open(&file).unwrap(),
        cluster().open(&database).unwrap(),
    );
    let next = [
        report("The lift is stuck again"),
        store::contract::fixtures::report_at("No light", Some("A new place"), Category::FacilityManagement),
    ];
    for command in next {
        let (here, there) = (
            accepted(&file, command.clone(), 700),
            accepted(&database, command.clone(), 700),
        );
        assert_eq!(here.ticket, there.ticket);
        assert!(accepted(&database, command, 701).repeated);
    }
    assert_eq!(seen(&file), seen(&database));
}

#[test]
fn a_move_that_was_interrupted_leaves_no_desk_and_can_be_repeated() {
    let (folder, file) = desk_in_a_file();
    let database = cluster().database(Template::Empty);
    let mut source = SqliteSource::open(&file).unwrap();
    for table in [Table::Places, Table::Learning] {
        let rows = source.page(table, None).unwrap();
        let mut target = PostgresTarget::create(&address(&database)).unwrap();
        target.write(table, rows).unwrap();
        drop(target);
        let refused = cluster().open(&database).err().expect("a part of a desk");
        assert!(refused.to_string().contains("part of a desk only"), "{refused}");
        let refused = PostgresSource::open(&address(&database))
            .err()
            .expect("a part of a desk");
        assert!(refused.to_string().contains("part of a desk only"), "{refused}");
    }
    let copy = folder.path().join("copy.db");
    let mut target = SqliteTarget::create(&copy).unwrap();
    target
        .write(Table::Places, source.page(Table::Places, None).unwrap())
        .unwrap();
    drop(target);
    assert!(!copy.exists());
    drop(source);
    into_database(&file, &database);
    into_file(&database, &copy);
    assert_eq!(
        seen(&SqliteStore::open(&file).unwrap()),
        seen(&SqliteStore::open(&copy).unwrap())
    );
}

#[test]
fn a_desk_is_never_overwritten_and_a_desk_in_use_is_not_moved() {
    let (folder, file) = desk_in_a_file();
    let used = Desk::fresh();
    let refused = |made: Result<PostgresTarget, StoreError>| made.err().expect("refused").to_string();
    let in_use = refused(PostgresTarget::create(&address(&used.database)));
    assert!(in_use.contains("is in use by campus-desk-hub"), "{in_use}");
    let in_use = PostgresSource::open(&address(&used.database))
        .err()
        .expect("a hub is connected");
    assert!(
        in_use.to_string().contains("is in use by campus-desk-hub"),
        "{in_use}"
    );
    let database = cluster().database(Template::Empty);
    into_database(&file, &database);
    let has_a_desk = refused(PostgresTarget::create(&address(&database)));
    assert!(has_a_desk.contains("has a desk already"), "{has_a_desk}");
    let exists = SqliteTarget::create(&file).err().expect("a desk");
    assert!(exists.to_string().contains("exists already"), "{exists}");
    drop(folder);
}
